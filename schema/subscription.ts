import type { GatewayAccount } from '../src/access/accounts.ts'
import type { PaymentView } from '../src/payment/view.ts'
import { type ActivityNode, PaymentActivityFilterInput, PaymentActivityType } from './activity.ts'
import { builder } from './builder.ts'
import { type EventNode, PaymentEventType } from './event.ts'
import { GatewayType } from './gateway.ts'
import { PaymentType } from './payment.ts'

builder.subscriptionType({
  description:
    'Live delivery, over a WebSocket with graphql-transport-ws or with Accept: text/event-stream. For secret and operator keys, and for the client secret of the payment; `paymentActivity` for secret and operator keys alone, `gatewayHealth` for operator keys alone.',
})

/**
 * Live delivery follows the payment's own log, or a gateway's health, and executes the document once for each change, with the change as the
 * root value: a connection that hibernates has no place for a generator. So nothing ever asks these fields for one.
 */
function neverAsked(): never {
  throw new Error('live delivery follows what there is to follow itself')
}

builder.subscriptionFields((t) => ({
  payment: t.field({
    description:
      'The current state at once, then each change. Completes after FAILED, CANCELED or EXPIRED; a captured payment may still be refunded or disputed.',
    type: PaymentType,
    args: { id: t.arg.id({ description: 'As `createPayment` answered it; it begins with pay_.', required: true }) },
    subscribe: (): AsyncIterable<PaymentView> => neverAsked(),
    resolve: (view) => view,
  }),
  paymentEvents: t.field({
    description: 'Every event beyond seq `after`, without gaps: replays, then follows. Never completes.',
    type: PaymentEventType,
    args: {
      paymentId: t.arg.id({ description: 'As `createPayment` answered it; it begins with pay_.', required: true }),
      after: t.arg.int({
        description:
          'The last seq that you have; 0, the default, begins with the first event. Over text/event-stream a Last-Event-ID counts instead.',
        defaultValue: 0,
      }),
    },
    subscribe: (): AsyncIterable<EventNode> => neverAsked(),
    resolve: (event) => event,
  }),
  paymentActivity: t.field({
    description:
      "Every event of all payments of the key's merchant and mode, each once, as it is committed. Never completes. For secret and operator keys; others get FORBIDDEN.",
    type: PaymentActivityType,
    args: {
      filter: t.arg({
        description: 'Everything when omitted. A bad value is BAD_REQUEST and names the field.',
        type: PaymentActivityFilterInput,
      }),
      after: t.arg.string({
        description:
          'The cursor of the last event that you have, or `resumeAfter` of the query: every later event, then those to come. From now on when omitted. One that is older than the 30 days that are kept, or not of this merchant and mode, is BAD_REQUEST. Over text/event-stream a Last-Event-ID counts instead.',
      }),
    },
    subscribe: (): AsyncIterable<ActivityNode> => neverAsked(),
    resolve: (activity) => activity,
  }),
  gatewayHealth: t.field({
    description:
      'A gateway account as it is now, at once, then after each change of its breaker and, at most once a second, with new figures. It tells states, not each change: what follows quickly is told together, and the same may come twice. Never completes; ends with NOT_FOUND where the account is removed. For operator keys; others get FORBIDDEN.',
    type: GatewayType,
    args: {
      id: t.arg.id({
        description:
          "As `gateways` has it; it begins with gwa_. All of the merchant's accounts when omitted; one that is added later joins with the next subscription.",
      }),
    },
    subscribe: (): AsyncIterable<GatewayAccount> => neverAsked(),
    resolve: (account) => account,
  }),
}))
