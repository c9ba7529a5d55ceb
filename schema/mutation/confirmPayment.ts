import { builder } from '../builder.ts'
import { readConfirm } from '../input/confirm.ts'
import { answerAbout } from './answer.ts'
import { BrowserInputType, PaymentMethodInputType } from './inputs.ts'
import { payloadType, resultType } from './result.ts'

const ConfirmPaymentInput = builder.inputType('ConfirmPaymentInput', {
  fields: (t) => ({
    paymentId: t.id({ required: true }),
    paymentMethod: t.field({ type: PaymentMethodInputType, required: true }),
    returnUrl: t.string(),
    browser: t.field({ type: BrowserInputType }),
    idempotencyKey: t.string({ description: 'Without one the token is the key.' }),
  }),
})

builder.mutationField('confirmPayment', (t) =>
  t.field({
    description: 'By the shopper with the client secret, or by the shop.',
    type: resultType('ConfirmPayment', payloadType('ConfirmPayment')),
    args: { input: t.arg({ type: ConfirmPaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shopper', { field: 'paymentId', id: input.paymentId }, () => ({
        name: 'ConfirmPayment',
        checked: readConfirm(input, context.development),
        toCommand: async (request, sender) => ({
          ...request,
          ...sender,
          routes: await context.services.routes(sender.caller),
        }),
      })),
  }),
)
