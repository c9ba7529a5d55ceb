import { builder } from '../builder.ts'
import { readConfirm } from '../input/confirm.ts'
import { PaymentInitiatorEnum } from '../paymentMethod.ts'
import { answerAbout } from './answer.ts'
import { BrowserInputType, INITIATED_BY, PaymentMethodInputType, SavePaymentMethodInputType } from './inputs.ts'
import { payloadType, resultType } from './result.ts'
import { INPUT, PAYMENT_ID } from './words.ts'

const ConfirmPaymentInput = builder.inputType('ConfirmPaymentInput', {
  description: 'What to pay with, for a payment that waits for it.',
  fields: (t) => ({
    paymentId: t.id({ description: PAYMENT_ID, required: true }),
    paymentMethod: t.field({
      description: 'The card to try, or another method.',
      type: PaymentMethodInputType,
      required: true,
    }),
    returnUrl: t.string({
      description:
        'Where the shopper comes back to after a redirect; the one of `createPayment` when omitted. The same rules apply.',
    }),
    browser: t.field({ description: 'For 3-D Secure; without it challenges are more likely.', type: BrowserInputType }),
    savePaymentMethod: t.field({
      description: 'Stores the card of `paymentMethod.token` once it is approved.',
      type: SavePaymentMethodInputType,
    }),
    initiatedBy: t.field({ description: INITIATED_BY, type: PaymentInitiatorEnum }),
    idempotencyKey: t.string({
      description:
        '1 to 255 printable ASCII characters; needed with a stored method. Without one the token, or the method, is the key: the same one joins or replays the attempt, and no refusal is stored.',
    }),
  }),
})

builder.mutationField('confirmPayment', (t) =>
  t.field({
    description:
      'Tries a card for a payment, by the shopper with the client secret or by the shop. A decline is not an error: the payment returns to REQUIRES_PAYMENT_METHOD with a `failure`, and another token starts the next attempt, up to 10. REQUIRES_ACTION: follow `nextAction`; another token gives that attempt up. PROCESSING: the outcome is being found out, so follow the payment and do not charge again. Errors to expect: InvalidStateError while an attempt runs or when the payment is past it, NotFoundError, ValidationError for a malformed token.',
    type: resultType('ConfirmPayment', payloadType('ConfirmPayment')),
    args: { input: t.arg({ description: INPUT, type: ConfirmPaymentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout(context, 'shopper', { field: 'paymentId', id: input.paymentId }, () => {
        const checked = readConfirm(input, context.development)
        return {
          name: 'ConfirmPayment',
          checked,
          ...(checked.ok ? { wishes: checked.value.wishes } : {}),
          toCommand: async ({ wishes: _wishes, ...request }, sender) => ({
            ...request,
            ...sender,
            routing: await context.services.routing(sender.caller),
          }),
        }
      }),
  }),
)
