import * as z from 'zod'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { EventDetail, EventPage, GatewayChoice } from '../eventsView.ts'
import {
  EventDocument,
  EventsOfPaymentDocument,
  FollowActivityDocument,
  GatewaysDocument,
  PaymentActivityDocument,
  type PaymentActivityFilter,
  type PaymentEventType,
} from '../generated/graphql.ts'
import { readDeliveries, redeliver } from './deliveries.ts'
import type { Receiver } from './receiver.ts'
import { refusal } from './refusal.ts'
import type { Graphql } from './turnpike.ts'

/** What the events page needs of the shop: the operator's view, and what the shop's own receiver got. */
export interface Events {
  readonly graphql: Graphql
  readonly receiver: Receiver
}

const Asked = z.object({
  first: z.coerce.number().int().min(1).max(100).catch(40),
  after: z.string().max(1000).optional(),
})

/** The page's own addresses below /events, and the deliveries' one. Undefined where it is none of them. */
export async function answerEvents(
  events: Events,
  method: string,
  path: string,
  asked: URLSearchParams,
): Promise<Answer | undefined> {
  const [, first, second = '', third] = path.split('/')
  if (first === 'deliveries' && third === 'resend' && method === 'POST') return redeliver(events.graphql, second)
  if (first !== 'events' || method !== 'GET') return undefined
  if (second === 'list' && third === undefined) return jsonAnswer(200, await readPage(events.graphql, asked))
  if (second === 'gateways' && third === undefined) return jsonAnswer(200, await readGateways(events.graphql))
  if (!second.startsWith('evt_') || third !== 'state') return undefined
  const detail = await readDetail(events, second)
  return detail === undefined ? refusal(404, 'There is no event of this id.') : jsonAnswer(200, detail)
}

/** What the live stream is asked for. */
export const followQuestion = (asked: URLSearchParams) => ({
  query: FollowActivityDocument.toString(),
  variables: { after: asked.get('after'), filter: filterOf(asked) },
})

async function readPage(graphql: Graphql, asked: URLSearchParams): Promise<EventPage> {
  const { first, after } = Asked.parse(Object.fromEntries(asked))
  const { paymentActivity } = await graphql(PaymentActivityDocument, { first, after, filter: filterOf(asked) })
  const { edges, pageInfo, resumeAfter } = paymentActivity
  return {
    events: edges.map(({ cursor, node }) => ({ cursor, event: node.event })),
    endCursor: pageInfo.endCursor,
    hasMore: pageInfo.hasNextPage,
    resumeAfter,
  }
}

/** Turnpike checks the values; an empty list would find nothing, and no list finds everything. */
function filterOf(asked: URLSearchParams): PaymentActivityFilter {
  const types = asked.getAll('type') as PaymentEventType[]
  return {
    ...(types.length === 0 ? {} : { type: types }),
    ...textOf(asked, 'paymentId'),
    ...textOf(asked, 'reference'),
    ...textOf(asked, 'gateway'),
  }
}

function textOf(asked: URLSearchParams, name: string): { readonly [name: string]: string } {
  const text = asked.get(name)
  return text === null ? {} : { [name]: text }
}

async function readGateways(graphql: Graphql): Promise<readonly GatewayChoice[]> {
  const { gateways } = await graphql(GatewaysDocument, {})
  return gateways.map(({ id, name }) => ({ id, name }))
}

async function readDetail({ graphql, receiver }: Events, id: string): Promise<EventDetail | undefined> {
  const [{ node }, deliveries] = await Promise.all([graphql(EventDocument, { id }), readDeliveries(graphql, id)])
  if (node?.__typename !== 'PaymentEvent') return undefined
  const { __typename, ...event } = node
  const { payment } = await graphql(EventsOfPaymentDocument, { id: event.payment.id })
  return { event, log: payment?.events.nodes ?? [], deliveries, receipt: receiver.receiptOf(id) }
}
