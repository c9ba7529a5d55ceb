import type { Mode } from '../src/ids/ids.ts'
import type { CaptureMethod, Origin } from '../src/payment/event.ts'
import type { AttemptStatus, PaymentAction, PaymentStatus, Refund } from '../src/payment/state.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

export const ModeEnum = builder.enumType('Mode', {
  description:
    'Whether money is real. The key decides it; objects of one mode do not exist for the credentials of the other.',
  values: describedValues<Mode>({
    TEST: 'Test data: test keys, test gateway accounts, no real money.',
    LIVE: 'Real cards and real money.',
  }),
})

export const PaymentStatusEnum = builder.enumType('PaymentStatus', {
  description:
    'Where a payment stands. It never moves backwards because of a late or repeated gateway message. Refunds and disputes do not change it: a refunded payment stays CAPTURED.',
  values: describedValues<PaymentStatus>({
    REQUIRES_PAYMENT_METHOD:
      'Waits for a card: none was confirmed yet, or the last attempt was declined and `failure` says why. The payment keeps no money.',
    REQUIRES_ACTION:
      'The shopper has to do something, which `nextAction` names, most often a 3-D Secure challenge. Nothing is charged yet.',
    PROCESSING:
      'An attempt or an automatic capture is under way, or its outcome is being found out. Neither paid nor failed: do not take the money another way. It never expires.',
    AUTHORIZED: 'The amount is held on the card and nothing is captured. The hold ends at `expiresAt`.',
    PARTIALLY_CAPTURED: 'A part is captured and more can be, until `expiresAt`.',
    CAPTURED:
      'The money is taken and nothing more can be captured, also where less than the authorized amount was. It can be refunded or disputed.',
    FAILED: 'All 10 attempts are used up and none succeeded. Final; the payment keeps no money.',
    CANCELED: 'Canceled before anything was captured, and the hold is certainly released. Final.',
    EXPIRED: 'Not paid, or not captured, in time, and any hold is certainly released. Final.',
  }),
})

export const CaptureMethodEnum = builder.enumType('CaptureMethod', {
  description: 'When an authorized amount is taken.',
  values: describedValues<CaptureMethod>({
    AUTOMATIC:
      'At once and in full, without a call of yours. If the capture certainly fails, the hold is released and it counts as a decline.',
    MANUAL: 'When `capturePayment` asks for it, for example when the goods are shipped.',
  }),
})

export const PaymentActionEnum = builder.enumType('PaymentAction', {
  description: 'What can be asked of a payment, each a mutation.',
  values: describedValues<PaymentAction>({
    CONFIRM: '`confirmPayment` with a card.',
    CAPTURE: '`capturePayment` of up to `amountCapturable`.',
    CANCEL:
      '`cancelPayment`: ends an unpaid payment, releases a hold, or releases what is left of a partly captured one.',
    REFUND: '`refundPayment` of up to `amountRefundable`.',
  }),
})

export const AttemptStatusEnum = builder.enumType('PaymentAttemptStatus', {
  description:
    'What is known of one attempt at one gateway. Only where nothing was processed is another gateway tried.',
  values: describedValues<AttemptStatus>({
    STARTED: 'Recorded, and the call may be running.',
    APPROVED: 'The gateway holds or took the amount.',
    DECLINED: 'The gateway or the issuer refused it; nothing is held. No other gateway is tried with the same card.',
    ACTION_REQUIRED: 'Waits for the shopper, for example for a 3-D Secure challenge.',
    PENDING: 'The gateway accepted it and decides later; a webhook or a look-up tells how.',
    UNPROCESSED: 'It is certain that the gateway processed nothing. The next gateway may be tried.',
    NOT_SENT: 'The call certainly never left, for example because no connection opened. The next gateway may be tried.',
    UNKNOWN:
      'The answer was lost, and the card may have been charged. It is found out from this gateway before any other is tried.',
  }),
})

export const CaptureStatusEnum = builder.enumType('CaptureStatus', {
  description: 'What is known of one capture.',
  values: describedValues<Refund['status']>({
    PENDING:
      'Asked for, and its end is not known yet; also while an outcome is unknown. It already lowers `amountCapturable`.',
    SUCCEEDED: 'The money is taken.',
    FAILED: 'The money was certainly not taken; `failure` says why.',
  }),
})

export const RefundStatusEnum = builder.enumType('RefundStatus', {
  description: 'What is known of one refund.',
  values: describedValues<Refund['status']>({
    PENDING:
      'Asked for, and its end is not known yet; also while an outcome is unknown. It already lowers `amountRefundable`.',
    SUCCEEDED: 'The gateway paid it back. A bank may still send it back, and then it becomes FAILED.',
    FAILED: 'Not paid back; `failure` says why, and the amount can be refunded again.',
  }),
})

export const OriginEnum = builder.enumType('Origin', {
  description: 'Who did it first.',
  values: describedValues<Origin>({
    API: 'Asked for through this API.',
    GATEWAY:
      "Done at the gateway, for example in its own dashboard or by the shopper's bank, and taken over from there.",
  }),
})

export const CardFundingEnum = builder.enumType('CardFunding', {
  description: 'How the card is funded.',
  values: describedValues<'CREDIT' | 'DEBIT' | 'PREPAID' | 'UNKNOWN'>({
    CREDIT: 'A credit card.',
    DEBIT: 'A debit card, which takes the money from an account at once.',
    PREPAID: 'A prepaid card, gift cards among them.',
    UNKNOWN: 'The gateway looked and could not tell.',
  }),
})
