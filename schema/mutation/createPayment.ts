import { paymentIdFor } from '../../src/ids/ids.ts'
import type { CreateCommand } from '../../src/payment/command.ts'
import { builder } from '../builder.ts'
import type { ApiContext } from '../context.ts'
import { CaptureMethodEnum } from '../enums.ts'
import { type CreateRequest, given, readCreate } from '../input/create.ts'
import { MoneyInputType } from '../money.ts'
import { ask, forbidden, type Sender, senderOf } from './answer.ts'
import { AddressInputType, CustomerInputType, PaymentMethodInputType } from './inputs.ts'
import { payloadType, resultType } from './result.ts'

const CreatePaymentPayload = payloadType('CreatePayment')

builder.objectField(CreatePaymentPayload, 'clientSecret', (t) =>
  t.string({
    description: "For the shopper's side: opens this one payment.",
    resolve: ({ payment }, _args, { services }) =>
      services.clientSecret({ paymentId: payment.id, merchantId: payment.merchantId, mode: payment.mode }),
  }),
)

const CreatePaymentInput = builder.inputType('CreatePaymentInput', {
  fields: (t) => ({
    idempotencyKey: t.string({ required: true }),
    amount: t.field({ type: MoneyInputType, required: true }),
    captureMethod: t.field({ type: CaptureMethodEnum, description: 'AUTOMATIC by default.' }),
    reference: t.string(),
    description: t.string(),
    metadata: t.field({ type: 'JSON' }),
    returnUrl: t.string(),
    paymentMethod: t.field({ type: PaymentMethodInputType }),
    confirm: t.boolean(),
    customer: t.field({ type: CustomerInputType }),
    billingAddress: t.field({ type: AddressInputType }),
    shippingAddress: t.field({ type: AddressInputType }),
  }),
})

async function toCommand(
  { token, ...request }: CreateRequest,
  sender: Sender,
  context: ApiContext,
): Promise<CreateCommand> {
  if (token === undefined) return { ...request, ...sender }
  const routes = await context.services.routes(sender.caller)
  return { ...request, ...sender, confirm: { token, routes, ...given({ returnUrl: request.returnUrl }) } }
}

builder.mutationField('createPayment', (t) =>
  t.field({
    type: resultType('CreatePayment', CreatePaymentPayload),
    args: { input: t.arg({ type: CreatePaymentInput, required: true }) },
    resolve: (_root, { input }, context) => {
      const caller = senderOf(context, 'shop')
      if (caller === undefined) return forbidden()
      const paymentId = paymentIdFor(caller.merchantId, caller.mode, input.idempotencyKey)
      return ask(
        context,
        {
          name: 'CreatePayment',
          checked: readCreate(input, context.development),
          toCommand: (request, sender) => toCommand(request, sender, context),
        },
        { paymentId, caller, requestId: context.requestId },
        'idempotencyKey',
      )
    },
  }),
)
