import { builder } from '../builder.ts'
import { readCancel, readCapture, readRefund } from '../input/follow.ts'
import { MoneyInputType } from '../money.ts'
import { RefundType, refundOf } from '../refund.ts'
import { answerAbout } from './answer.ts'
import { payloadType, resultType } from './result.ts'
import { INPUT, KEY, PAYMENT_ID, REASON, REPLAY } from './words.ts'

const CapturePaymentInput = builder.inputType('CapturePaymentInput', {
  description: 'How much of a hold to take.',
  fields: (t) => ({
    idempotencyKey: t.string({ description: KEY, required: true }),
    paymentId: t.id({ description: PAYMENT_ID, required: true }),
    amount: t.field({ type: MoneyInputType, description: 'At most `amountCapturable`; all of it when omitted.' }),
    finalCapture: t.boolean({
      description:
        'True, the default: nothing more will be captured, and the rest is released. False keeps the rest for further captures, where the gateway takes several; elsewhere it is an InvalidStateError.',
    }),
  }),
})

const CancelPaymentInput = builder.inputType('CancelPaymentInput', {
  description: 'Which payment to end.',
  fields: (t) => ({
    idempotencyKey: t.string({ description: KEY, required: true }),
    paymentId: t.id({ description: PAYMENT_ID, required: true }),
    reason: t.string({ description: REASON }),
  }),
})

const RefundPaymentInput = builder.inputType('RefundPaymentInput', {
  description: 'How much to pay back.',
  fields: (t) => ({
    idempotencyKey: t.string({ description: KEY, required: true }),
    paymentId: t.id({ description: PAYMENT_ID, required: true }),
    amount: t.field({ type: MoneyInputType, description: 'At most `amountRefundable`; all of it when omitted.' }),
    reason: t.string({ description: REASON }),
  }),
})

const RefundPaymentPayload = payloadType('RefundPayment')

builder.objectField(RefundPaymentPayload, 'refund', (t) =>
  t.field({
    description: 'The refund as it is now; PENDING while its end is not known.',
    type: RefundType,
    resolve: ({ payment, number }) => {
      const refund = refundOf(payment, number ?? 0)
      if (refund === undefined) throw new Error('the answer to a refund names no refund')
      return refund
    },
  }),
)

builder.mutationFields((t) => ({
  capturePayment: t.field({
    description: `Takes money that is held. The payment becomes CAPTURED, or PARTIALLY_CAPTURED after one that is not final. A capture that the gateway refuses is not an error: it is FAILED in \`captures\`, and the hold stays; one whose outcome is unknown is PENDING. ${REPLAY} Errors to expect: AmountTooLargeError beyond \`amountCapturable\`, InvalidStateError where nothing can be captured, NotFoundError, ValidationError for another currency.`,
    type: resultType('CapturePayment', payloadType('CapturePayment')),
    args: { input: t.arg({ description: INPUT, type: CapturePaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shop', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'CapturePayment',
        checked: readCapture(input),
        toCommand: (request, sender) => ({ ...request, ...sender }),
      })),
  }),
  cancelPayment: t.field({
    description: `Ends an unpaid payment, releases a hold, or releases the rest of a partly captured one, which then is CAPTURED. While a release is not certain, the status stays, \`allowedActions\` is empty and \`nextCheckAt\` is set. A release that the gateway certainly refuses is not an error: the payload's payment is still AUTHORIZED, or PARTIALLY_CAPTURED, with a \`failure\`, and can be captured, or cancelled with a new key. Captured money is not given back: refund it. ${REPLAY} Errors to expect: InvalidStateError where CANCEL is not among \`allowedActions\`, NotFoundError.`,
    type: resultType('CancelPayment', payloadType('CancelPayment')),
    args: { input: t.arg({ description: INPUT, type: CancelPaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shop', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'CancelPayment',
        checked: readCancel(input),
        toCommand: (request, sender) => ({ ...request, ...sender }),
      })),
  }),
  refundPayment: t.field({
    description: `Pays captured money back to the card. A refund that the gateway refuses is not an error: it is FAILED with a \`failure\`, and the amount can be refunded again with a new key; one whose outcome is unknown is PENDING. ${REPLAY} Errors to expect: AmountTooLargeError beyond \`amountRefundable\`, InvalidStateError where nothing can be refunded, NotFoundError, ValidationError for another currency.`,
    type: resultType('RefundPayment', RefundPaymentPayload),
    args: { input: t.arg({ description: INPUT, type: RefundPaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shop', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'RefundPayment',
        checked: readRefund(input),
        toCommand: (request, sender) => ({ ...request, ...sender }),
      })),
  }),
}))
