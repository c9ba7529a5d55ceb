import type { OpenedDetails, PaymentView } from '../src/payment/view.ts'
import { attemptNode, CaptureType, captureNode, PaymentAttemptType } from './attempt.ts'
import { builder } from './builder.ts'
import { NextActionType, PaymentMethodDetailsType } from './card.ts'
import { type ApiContext, presentOf } from './context.ts'
import { CaptureMethodEnum, ModeEnum, PaymentActionEnum, PaymentStatusEnum } from './enums.ts'
import { PaymentFailureType } from './failure.ts'
import { MoneyType } from './money.ts'
import { NodeInterface } from './relay.ts'

/** A payment as fields resolve it: a view, from its object or from the read model. */
export const PaymentType = builder.objectRef<PaymentView>('Payment')

/** The read model has no free text: it is sealed, and only the payment's object can open it. */
const detailsOf = async (payment: PaymentView, context: ApiContext): Promise<OpenedDetails> =>
  (await presentOf(payment, context)).details ?? {}

const newestCard = ({ attempts }: PaymentView) => attempts.findLast((attempt) => attempt.card !== undefined)?.card
const openAction = (payment: PaymentView) =>
  payment.status === 'REQUIRES_ACTION'
    ? payment.attempts.findLast((attempt) => attempt.status === 'ACTION_REQUIRED')?.action
    : undefined

PaymentType.implement({
  interfaces: [NodeInterface],
  fields: (t) => {
    const money = (minor: (payment: PaymentView) => bigint) =>
      t.field({
        type: MoneyType,
        resolve: (payment) => ({ amountMinor: minor(payment), currency: payment.currency }),
      })
    const moment = (milliseconds: (payment: PaymentView) => number | undefined, description: string) =>
      t.field({ type: 'DateTime', nullable: true, description, resolve: milliseconds })
    return {
      id: t.exposeID('id'),
      mode: t.field({ type: ModeEnum, resolve: (payment) => payment.mode }),
      status: t.field({ type: PaymentStatusEnum, resolve: (payment) => payment.status }),
      amount: money((payment) => payment.amountMinor),
      amountAuthorized: money((payment) => payment.amountAuthorizedMinor),
      amountCaptured: money((payment) => payment.amountCapturedMinor),
      amountRefunded: money((payment) => payment.amountRefundedMinor),
      amountDisputed: money((payment) => payment.amountDisputedMinor),
      amountCapturable: money((payment) => payment.amountCapturableMinor),
      amountRefundable: money((payment) => payment.amountRefundableMinor),
      captureMethod: t.field({ type: CaptureMethodEnum, resolve: (payment) => payment.captureMethod }),
      allowedActions: t.field({
        description: 'What would be accepted now.',
        type: [PaymentActionEnum],
        resolve: (payment) => [...payment.allowedActions],
      }),
      nextAction: t.field({ type: NextActionType, nullable: true, resolve: openAction }),
      nextCheckAt: moment((payment) => payment.nextCheckAtMs, 'Set while an outcome is unknown.'),
      expiresAt: moment((payment) => payment.expiresAtMs, 'When the present state ends by itself.'),
      failure: t.field({
        description: 'The last failure.',
        type: PaymentFailureType,
        nullable: true,
        resolve: (payment) => payment.failure,
      }),
      paymentMethod: t.field({ type: PaymentMethodDetailsType, nullable: true, resolve: newestCard }),
      attempts: t.field({
        type: [PaymentAttemptType],
        resolve: (payment) => payment.attempts.map((attempt) => attemptNode(payment, attempt)),
      }),
      captures: t.field({
        type: [CaptureType],
        resolve: (payment) => payment.captures.map((capture) => captureNode(payment, capture)),
      }),
      reference: t.string({ nullable: true, resolve: (payment) => payment.reference }),
      description: t.string({
        nullable: true,
        resolve: async (payment, _args, context) => (await detailsOf(payment, context)).description,
      }),
      metadata: t.field({
        type: 'JSON',
        nullable: true,
        resolve: async (payment, _args, context) => (await detailsOf(payment, context)).metadata,
      }),
      createdAt: t.field({ type: 'DateTime', resolve: (payment) => payment.createdAtMs }),
      updatedAt: t.field({ type: 'DateTime', resolve: (payment) => payment.updatedAtMs }),
    }
  },
})
