import type { GraphQLResolveInfo } from 'graphql'
import { childId, type Mode } from '../src/ids/ids.ts'
import type { PaymentEvent } from '../src/payment/event.ts'
import type { PaymentView } from '../src/payment/view.ts'
import { ActorType } from './actor.ts'
import { builder } from './builder.ts'
import { checkChildCursor, checkFirst, connection } from './connection.ts'
import { type ApiContext, callerOf, loadPayment, mayReach } from './context.ts'
import { ModeEnum } from './enums.ts'
import { eventData } from './eventData.ts'
import { PaymentEventTypeEnum } from './eventType.ts'
import { pageArguments } from './pageArguments.ts'
import { PaymentType } from './payment.ts'
import { connectionType, NODE_FIELDS, NodeInterface } from './relay.ts'
import { selects } from './selection.ts'

export interface EventNode {
  readonly __typename: 'PaymentEvent'
  readonly paymentId: string
  readonly mode: Mode
  readonly currency: string
  readonly event: PaymentEvent & { readonly view?: PaymentView }
}

export const PaymentEventType = builder.objectRef<EventNode>('PaymentEvent').implement({
  description:
    "One entry of a payment's log. The log only grows, and its numbers have no gaps, so a reader resumes from the last `seq` that it has.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: NODE_FIELDS.id,
      resolve: ({ paymentId, event }) => childId('event', paymentId, event.seq),
    }),
    mode: t.field({ description: NODE_FIELDS.mode, type: ModeEnum, resolve: ({ mode }) => mode }),
    seq: t.int({ description: '1, 2, 3 … per payment, without gaps.', resolve: ({ event }) => event.seq }),
    version: t.int({
      description: 'Of the shape of `data`; a changed shape gets the next number.',
      resolve: ({ event }) => event.version,
    }),
    type: t.field({ description: 'What happened.', type: PaymentEventTypeEnum, resolve: ({ event }) => event.type }),
    occurredAt: t.field({
      description: 'When it was committed.',
      type: 'DateTime',
      resolve: ({ event }) => event.occurredAtMs,
    }),
    by: t.field({
      description: 'On whose word it happened. Null on events from before this was recorded. Not for client secrets.',
      type: ActorType,
      nullable: true,
      resolve: ({ event }) => event.by,
    }),
    payment: t.field({
      description: 'The payment as it stood just after this event.',
      type: PaymentType,
      resolve: ({ event }) => {
        if (event.view === undefined) throw new Error('the event was read without the state after it')
        return event.view
      },
    }),
    data: t.field({
      description:
        'What belongs to this type of event: amounts in the shape of Money, moments as DateTime, accounts by name. Not for client secrets.',
      type: 'JSON',
      resolve: ({ event, currency }) => eventData(event, currency),
    }),
  }),
})

export const PaymentEventConnectionType = connectionType('PaymentEvent', PaymentEventType, { asOf: false })

/** Reads events beyond a seq; the state after each only where the client asks for it. */
export async function readEventNodes(
  context: ApiContext,
  payment: { readonly id: string; readonly mode: Mode; readonly currency: string },
  range: { readonly after: number; readonly first: number; readonly withViews: boolean },
): Promise<{ readonly nodes: readonly EventNode[]; readonly hasMore: boolean }> {
  const caller = callerOf(context.identity)
  if (caller === undefined || !mayReach(context.identity, payment.id)) return { nodes: [], hasMore: false }
  const { after, first, withViews } = range
  const page = await context.services.payment(payment.id).readEvents(caller, after, first, withViews)
  const nodes = (page?.events ?? []).map(
    (event): EventNode => ({
      __typename: 'PaymentEvent',
      paymentId: payment.id,
      mode: payment.mode,
      currency: payment.currency,
      event,
    }),
  )
  return { nodes, hasMore: page?.hasMore ?? false }
}

/** The one event of that number, with the state after it, for `node(id:)`. */
export async function eventOf(context: ApiContext, paymentId: string, seq: number): Promise<EventNode | undefined> {
  const payment = await loadPayment(context, paymentId)
  if (payment === null || seq > payment.seq) return undefined
  return (await readEventNodes(context, payment, { after: seq - 1, first: 1, withViews: true })).nodes[0]
}

/** Under a payment at a past moment, the states after its events are of their moments as well. */
function withinPast({ asOfMs }: PaymentView, node: EventNode): EventNode {
  const { view, ...event } = node.event
  if (asOfMs === undefined || view === undefined) return node
  return { ...node, event: { ...event, view: { ...view, asOfMs: event.occurredAtMs } } }
}

/** The state after each event costs a fold over the whole log, so it is read only where one of these is selected. */
const PAYMENT_OF_NODE = [
  ['edges', 'node', 'payment'],
  ['nodes', 'payment'],
]

builder.objectField(PaymentType, 'events', (t) =>
  t.field({
    description:
      'The log, oldest first: from event 1, or from the one after `after`, up to where the payment beside it stands.',
    type: PaymentEventConnectionType,
    args: pageArguments(t),
    resolve: async (payment, args, context, info: GraphQLResolveInfo) => {
      const first = checkFirst(args.first)
      const after = checkChildCursor(args.after, 'event', payment.id) ?? 0
      const withViews = PAYMENT_OF_NODE.some((path) => selects(info, path))
      const read = await readEventNodes(context, payment, { after, first, withViews })
      // The payment was read a moment before its events, or at a past moment: what came later would contradict what it shows.
      const nodes = read.nodes.filter(({ event }) => event.seq <= payment.seq).map((node) => withinPast(payment, node))
      const hasMore = read.hasMore && (nodes.at(-1)?.event.seq ?? payment.seq) < payment.seq
      const edges = nodes.map((node) => ({ node, cursor: childId('event', payment.id, node.event.seq) }))
      return connection(edges, hasMore, after > 0, Date.now())
    },
  }),
)
