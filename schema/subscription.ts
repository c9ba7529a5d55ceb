import type { PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { type EventNode, PaymentEventType } from './event.ts'
import { PaymentType } from './payment.ts'

builder.subscriptionType({})

/**
 * Live delivery follows the payment's own log and executes the document once for each change, with the change as the
 * root value: a connection that hibernates has no place for a generator. So nothing ever asks these fields for one.
 */
function neverAsked(): never {
  throw new Error('live delivery follows payments itself')
}

builder.subscriptionFields((t) => ({
  payment: t.field({
    description:
      'The current state at once, then each change. Completes after FAILED, CANCELED or EXPIRED; a captured payment may still be refunded or disputed.',
    type: PaymentType,
    args: { id: t.arg.id({ required: true }) },
    subscribe: (): AsyncIterable<PaymentView> => neverAsked(),
    resolve: (view) => view,
  }),
  paymentEvents: t.field({
    description: 'Every event beyond seq `after`, without gaps: replays, then follows. Never completes.',
    type: PaymentEventType,
    args: { paymentId: t.arg.id({ required: true }), after: t.arg.int({ defaultValue: 0 }) },
    subscribe: (): AsyncIterable<EventNode> => neverAsked(),
    resolve: (event) => event,
  }),
}))
