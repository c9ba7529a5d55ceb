import { paymentIdFor } from '../../src/ids/ids.ts'
import type { CreateCommand } from '../../src/payment/command.ts'
import { builder } from '../builder.ts'
import type { ApiContext } from '../context.ts'
import { CaptureMethodEnum } from '../enums.ts'
import { type CreateRequest, given, readCreate } from '../input/create.ts'
import { MoneyInputType } from '../money.ts'
import { PaymentInitiatorEnum } from '../paymentMethod.ts'
import { ask, forbidden, type Sender, senderOf } from './answer.ts'
import {
  AddressInputType,
  CustomerInputType,
  INITIATED_BY,
  PaymentMethodInputType,
  SavePaymentMethodInputType,
  StoredMethodsInputType,
} from './inputs.ts'
import { payloadType, resultType } from './result.ts'
import { INPUT } from './words.ts'

const CreatePaymentPayload = payloadType('CreatePayment')

builder.objectField(CreatePaymentPayload, 'clientSecret', (t) =>
  t.string({
    description:
      "For the shopper's side, the widget above all: confirms, follows and reads this one payment and nothing else. Do not log it.",
    resolve: ({ payment }, _args, { services }) =>
      services.clientSecret({ paymentId: payment.id, merchantId: payment.merchantId, mode: payment.mode }),
  }),
)

const CreatePaymentInput = builder.inputType('CreatePaymentInput', {
  description:
    'What to ask of whom. Texts are kept as they are, and none may hold a card number or control characters.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description:
        '1 to 255 printable ASCII characters, best derived from the order. It belongs to merchant and mode, never expires, and decides the id of the payment: the same key never makes a second one.',
      required: true,
    }),
    amount: t.field({ description: 'What the shopper is to pay.', type: MoneyInputType, required: true }),
    captureMethod: t.field({ type: CaptureMethodEnum, description: 'AUTOMATIC when omitted.' }),
    reference: t.string({
      description:
        "The shop's own number of the order, for finding the payment again. At most 255 characters; it need not be unique.",
    }),
    description: t.string({ description: 'What is paid for; the shopper may read it. At most 1,000 characters.' }),
    metadata: t.field({
      description:
        'A flat object of at most 50 strings, with keys of at most 40 characters and values of at most 500. The shopper does not see it.',
      type: 'JSON',
    }),
    returnUrl: t.string({
      description:
        'Where the shopper comes back to after a redirect, with `payment=pay_…` added to the query. An absolute https URL of at most 2,048 characters without card numbers; http is taken for loopback hosts.',
    }),
    paymentMethod: t.field({
      description: 'A card to try at once; only together with `confirm: true`.',
      type: PaymentMethodInputType,
    }),
    confirm: t.boolean({
      description:
        'True tries `paymentMethod` at once; false, the default, leaves that to `confirmPayment`. One without the other is a ValidationError.',
    }),
    customer: t.field({ description: 'Who pays.', type: CustomerInputType }),
    customerId: t.id({
      description:
        'The customer that the payment is about, cus_…, so that `eraseCustomer` finds it; the one of the payment method when omitted.',
    }),
    storedMethods: t.field({
      description:
        'What the shopper may do with the stored cards of `customerId` in the checkout. Omitted: a client secret sees, uses, stores and removes none.',
      type: StoredMethodsInputType,
    }),
    savePaymentMethod: t.field({
      description: 'Stores the card of `paymentMethod.token` once it is approved.',
      type: SavePaymentMethodInputType,
    }),
    initiatedBy: t.field({ description: INITIATED_BY, type: PaymentInitiatorEnum }),
    billingAddress: t.field({ description: 'Where the bill goes.', type: AddressInputType }),
    shippingAddress: t.field({ description: 'Where the goods go.', type: AddressInputType }),
  }),
})

async function toCommand(
  { paidWith, wishes: _wishes, ...request }: CreateRequest,
  sender: Sender,
  context: ApiContext,
): Promise<CreateCommand> {
  if (paidWith === undefined) return { ...request, ...sender }
  const { token, method } = paidWith
  const routing = await context.services.routing(sender.caller)
  const confirm = { routing, ...given({ token, method, returnUrl: request.returnUrl }) }
  return { ...request, ...sender, confirm }
}

builder.mutationField('createPayment', (t) =>
  t.field({
    description:
      'Makes a payment, and with `confirm: true` tries a card at once. Without it nothing is charged: hand `clientSecret` to the widget, which confirms. A decline is not an error: the payment waits in REQUIRES_PAYMENT_METHOD with a `failure`. The same key again answers the same payment with `replayed: true`, also while the first request still runs. Errors to expect: ValidationError, IdempotencyConflictError where the key had another input, ForbiddenError for all but secret and operator keys.',
    type: resultType('CreatePayment', CreatePaymentPayload),
    args: { input: t.arg({ description: INPUT, type: CreatePaymentInput, required: true }) },
    resolve: (_root, { input }, context) => {
      const caller = senderOf(context, 'shop')
      if (caller === undefined) return forbidden()
      const paymentId = paymentIdFor(caller.merchantId, caller.mode, input.idempotencyKey)
      const checked = readCreate(input, context.development)
      return ask(
        context,
        {
          name: 'CreatePayment',
          checked,
          ...(checked.ok ? { wishes: checked.value.wishes } : {}),
          toCommand: (request, sender) => toCommand(request, sender, context),
        },
        { paymentId, caller, requestId: context.requestId },
        'idempotencyKey',
      )
    },
  }),
)
