import type { CardFacts } from '../src/gateway/outcome.ts'
import type { OpenedDetails, PaymentView } from '../src/payment/view.ts'
import { attemptNode, CaptureType, captureNode, PaymentAttemptType } from './attempt.ts'
import { builder } from './builder.ts'
import { NextActionType, PaymentMethodDetailsType, type WalletFacts } from './card.ts'
import { type ApiContext, presentOf } from './context.ts'
import { CustomerType, loadCustomer } from './customer.ts'
import { CaptureMethodEnum, ModeEnum, PaymentActionEnum, PaymentStatusEnum } from './enums.ts'
import { PaymentFailureType } from './failure.ts'
import { MoneyType } from './money.ts'
import { NODE_FIELDS, NodeInterface } from './relay.ts'

/** A payment as fields resolve it: a view, from its object or from the read model. */
export const PaymentType = builder.objectRef<PaymentView>('Payment')

/** The read model has no free text: it is sealed, and only the payment's object can open it. */
const detailsOf = async (payment: PaymentView, context: ApiContext): Promise<OpenedDetails> =>
  (await presentOf(payment, context)).details ?? {}

/** What the newest attempt was paid with that has something to tell: a card, or a wallet. */
function newestMethod({ attempts }: PaymentView): CardFacts | WalletFacts | undefined {
  const attempt = attempts.findLast(({ card, method }) => card !== undefined || (method ?? 'card') !== 'card')
  if (attempt?.card !== undefined) return attempt.card
  return attempt?.method === undefined || attempt.method === 'card' ? undefined : { wallet: attempt.method }
}

const openAction = (payment: PaymentView) =>
  payment.status === 'REQUIRES_ACTION'
    ? payment.attempts.findLast((attempt) => attempt.status === 'ACTION_REQUIRED')?.action
    : undefined

PaymentType.implement({
  description:
    'Money that a shop asks of a shopper, from the first attempt to the last refund. One writer decides everything about it, so its amounts always add up.',
  interfaces: [NodeInterface],
  fields: (t) => {
    const money = (minor: (payment: PaymentView) => bigint, description: string) =>
      t.field({
        description,
        type: MoneyType,
        resolve: (payment) => ({ amountMinor: minor(payment), currency: payment.currency }),
      })
    const moment = (milliseconds: (payment: PaymentView) => number | undefined, description: string) =>
      t.field({ type: 'DateTime', nullable: true, description, resolve: milliseconds })
    return {
      id: t.exposeID('id', { description: NODE_FIELDS.id }),
      mode: t.field({ description: NODE_FIELDS.mode, type: ModeEnum, resolve: (payment) => payment.mode }),
      status: t.field({
        description: 'Where it stands.',
        type: PaymentStatusEnum,
        resolve: (payment) => payment.status,
      }),
      amount: money((payment) => payment.amountMinor, 'What was asked for. It never changes.'),
      amountAuthorized: money(
        (payment) => payment.amountAuthorizedMinor,
        'What the gateway agreed to, captured or not. It stays when a hold is released, and is zero again after a decline.',
      ),
      amountCaptured: money(
        (payment) => payment.amountCapturedMinor,
        'What was taken, with certainty. Refunds do not lower it.',
      ),
      amountRefunded: money((payment) => payment.amountRefundedMinor, 'What was paid back by refunds that succeeded.'),
      amountDisputed: money(
        (payment) => payment.amountDisputedMinor,
        'What disputes have taken: those from CHARGEBACK on that are not WON or WITHDRAWN. An inquiry takes nothing.',
      ),
      amountCapturable: money(
        (payment) => payment.amountCapturableMinor,
        'What `capturePayment` would still accept: authorized less captured and captures under way. Asking for exactly this is always accepted.',
      ),
      amountRefundable: money(
        (payment) => payment.amountRefundableMinor,
        'What `refundPayment` would still accept: captured less refunded, refunds under way and disputed, never below zero. Asking for exactly this is always accepted.',
      ),
      captureMethod: t.field({
        description: 'Whether an authorized amount is captured by itself.',
        type: CaptureMethodEnum,
        resolve: (payment) => payment.captureMethod,
      }),
      allowedActions: t.field({
        description:
          'What would be accepted now, for showing or hiding buttons. Empty while an end of the payment is under way. A dispute is answered by its own `status`.',
        type: [PaymentActionEnum],
        resolve: (payment) => [...payment.allowedActions],
      }),
      nextAction: t.field({
        description: 'Set while the status is REQUIRES_ACTION.',
        type: NextActionType,
        nullable: true,
        resolve: openAction,
      }),
      nextCheckAt: moment(
        (payment) => payment.nextCheckAtMs,
        'When an outcome that is unknown is looked at again. Set while there is one; nothing has to be done about it.',
      ),
      expiresAt: moment(
        (payment) => payment.expiresAtMs,
        'When the present state ends by itself: 24 hours after creation while unpaid; for a hold the date of the gateway, else 6 hours short of 7 days. Null while nothing expires.',
      ),
      failure: t.field({
        description: 'The last failure; null once a later attempt starts or a capture succeeds.',
        type: PaymentFailureType,
        nullable: true,
        resolve: (payment) => payment.failure,
      }),
      paymentMethod: t.field({
        description: 'What the newest attempt was paid with: a card, once a gateway told about it, or a wallet.',
        type: PaymentMethodDetailsType,
        nullable: true,
        resolve: newestMethod,
      }),
      attempts: t.field({
        description: 'Oldest first, at most 10.',
        type: [PaymentAttemptType],
        resolve: (payment) => payment.attempts.map((attempt) => attemptNode(payment, attempt)),
      }),
      captures: t.field({
        description: 'Oldest first, failed ones too.',
        type: [CaptureType],
        resolve: (payment) => payment.captures.map((capture) => captureNode(payment, capture)),
      }),
      reference: t.string({
        description: "The shop's own number of the order. Lists can be searched by it.",
        nullable: true,
        resolve: (payment) => payment.reference,
      }),
      description: t.string({
        description: 'What is paid for. Null where none was given, or after erasure.',
        nullable: true,
        resolve: async (payment, _args, context) => (await detailsOf(payment, context)).description,
      }),
      metadata: t.field({
        description: 'A flat object of strings, as it was given. Null where none was, or after erasure.',
        type: 'JSON',
        nullable: true,
        resolve: async (payment, _args, context) => (await detailsOf(payment, context)).metadata,
      }),
      customer: t.field({
        description: 'The customer that it is about. Null where it names none.',
        type: CustomerType,
        nullable: true,
        resolve: ({ customerId }, _args, context) =>
          customerId === undefined ? null : loadCustomer(context, customerId),
      }),
      createdAt: t.field({
        description: 'When it was made.',
        type: 'DateTime',
        resolve: (payment) => payment.createdAtMs,
      }),
      updatedAt: t.field({
        description: 'When its newest event was committed.',
        type: 'DateTime',
        resolve: (payment) => payment.updatedAtMs,
      }),
    }
  },
})
