import { builder } from '../builder.ts'
import { readCancel, readCapture, readRefund } from '../input/follow.ts'
import { MoneyInputType } from '../money.ts'
import { RefundType, refundOf } from '../refund.ts'
import { answerAbout } from './answer.ts'
import { payloadType, resultType } from './result.ts'

const CapturePaymentInput = builder.inputType('CapturePaymentInput', {
  fields: (t) => ({
    idempotencyKey: t.string({ required: true }),
    paymentId: t.id({ required: true }),
    amount: t.field({ type: MoneyInputType, description: 'All that remains when omitted.' }),
    finalCapture: t.boolean({ description: 'True by default: nothing more will be captured.' }),
  }),
})

const CancelPaymentInput = builder.inputType('CancelPaymentInput', {
  fields: (t) => ({
    idempotencyKey: t.string({ required: true }),
    paymentId: t.id({ required: true }),
    reason: t.string(),
  }),
})

const RefundPaymentInput = builder.inputType('RefundPaymentInput', {
  fields: (t) => ({
    idempotencyKey: t.string({ required: true }),
    paymentId: t.id({ required: true }),
    amount: t.field({ type: MoneyInputType, description: 'All that remains when omitted.' }),
    reason: t.string(),
  }),
})

const RefundPaymentPayload = payloadType('RefundPayment')

builder.objectField(RefundPaymentPayload, 'refund', (t) =>
  t.field({
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
    type: resultType('CapturePayment', payloadType('CapturePayment')),
    args: { input: t.arg({ type: CapturePaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shop', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'CapturePayment',
        checked: readCapture(input),
        toCommand: (request, sender) => ({ ...request, ...sender }),
      })),
  }),
  cancelPayment: t.field({
    type: resultType('CancelPayment', payloadType('CancelPayment')),
    args: { input: t.arg({ type: CancelPaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shop', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'CancelPayment',
        checked: readCancel(input),
        toCommand: (request, sender) => ({ ...request, ...sender }),
      })),
  }),
  refundPayment: t.field({
    type: resultType('RefundPayment', RefundPaymentPayload),
    args: { input: t.arg({ type: RefundPaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shop', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'RefundPayment',
        checked: readRefund(input),
        toCommand: (request, sender) => ({ ...request, ...sender }),
      })),
  }),
}))
