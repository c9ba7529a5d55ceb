import type { GraphQLResolveInfo } from 'graphql'
import { childId, type Mode } from '../src/ids/ids.ts'
import type { PaymentEventType as EventTypeName, PaymentEvent } from '../src/payment/event.ts'
import type { PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { checkChildCursor, checkFirst, connection } from './connection.ts'
import { type ApiContext, callerOf, loadPayment, mayReach } from './context.ts'
import { ModeEnum } from './enums.ts'
import { eventData } from './eventData.ts'
import { PaymentType } from './payment.ts'
import { connectionType, NodeInterface } from './relay.ts'
import { selects } from './selection.ts'

export interface EventNode {
  readonly __typename: 'PaymentEvent'
  readonly paymentId: string
  readonly mode: Mode
  readonly currency: string
  readonly event: PaymentEvent & { readonly view?: PaymentView }
}

const EVENT_TYPES: { readonly [Type in EventTypeName]: true } = {
  PAYMENT_CREATED: true,
  ATTEMPT_STARTED: true,
  ATTEMPT_ENDED: true,
  ACTION_REQUIRED: true,
  ACTION_COMPLETED: true,
  PAYMENT_AUTHORIZED: true,
  PAYMENT_DECLINED: true,
  PAYMENT_FAILED: true,
  CAPTURE_STARTED: true,
  CAPTURE_SUCCEEDED: true,
  CAPTURE_FAILED: true,
  CANCEL_STARTED: true,
  CANCEL_FAILED: true,
  PAYMENT_CANCELED: true,
  PAYMENT_EXPIRED: true,
  AUTHORIZATION_RELEASED: true,
  OUTCOME_UNKNOWN: true,
  OUTCOME_RESOLVED: true,
  COMPENSATED: true,
  REFUND_CREATED: true,
  REFUND_SUCCEEDED: true,
  REFUND_FAILED: true,
  DISPUTE_OPENED: true,
  DISPUTE_RESPONSE_STARTED: true,
  DISPUTE_UPDATED: true,
  DISPUTE_CLOSED: true,
  GATEWAY_MESSAGE_IGNORED: true,
}

const PaymentEventTypeEnum = builder.enumType('PaymentEventType', {
  values: Object.keys(EVENT_TYPES) as [EventTypeName, ...EventTypeName[]],
})

export const PaymentEventType = builder.objectRef<EventNode>('PaymentEvent').implement({
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ resolve: ({ paymentId, event }) => childId('event', paymentId, event.seq) }),
    mode: t.field({ type: ModeEnum, resolve: ({ mode }) => mode }),
    seq: t.int({ description: '1, 2, 3 … per payment, without gaps.', resolve: ({ event }) => event.seq }),
    version: t.int({ resolve: ({ event }) => event.version }),
    type: t.field({ type: PaymentEventTypeEnum, resolve: ({ event }) => event.type }),
    occurredAt: t.field({ type: 'DateTime', resolve: ({ event }) => event.occurredAtMs }),
    payment: t.field({
      description: 'The payment as it stood just after this event.',
      type: PaymentType,
      resolve: ({ event }) => {
        if (event.view === undefined) throw new Error('the event was read without the state after it')
        return event.view
      },
    }),
    data: t.field({ type: 'JSON', resolve: ({ event, currency }) => eventData(event, currency) }),
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

/** The state after each event costs a fold over the whole log, so it is read only where one of these is selected. */
const PAYMENT_OF_NODE = [
  ['edges', 'node', 'payment'],
  ['nodes', 'payment'],
]

builder.objectField(PaymentType, 'events', (t) =>
  t.field({
    description: 'Oldest first.',
    type: PaymentEventConnectionType,
    args: { first: t.arg.int(), after: t.arg.string() },
    resolve: async (payment, args, context, info: GraphQLResolveInfo) => {
      const first = checkFirst(args.first)
      const after = checkChildCursor(args.after, 'event', payment.id) ?? 0
      const withViews = PAYMENT_OF_NODE.some((path) => selects(info, path))
      const { nodes, hasMore } = await readEventNodes(context, payment, { after, first, withViews })
      const edges = nodes.map((node) => ({ node, cursor: childId('event', payment.id, node.event.seq) }))
      return connection(edges, hasMore, after > 0, Date.now())
    },
  }),
)
