import { builder } from '../builder.ts'
import { PaymentMethodUsageEnum } from '../paymentMethod.ts'
import { AddressInputType, ConsentInputType } from './inputs.ts'

const SHORT = 'At most 255 characters.'
const CUSTOMER_ID = 'As `createCustomer` answered it; it begins with cus_.'

type Fields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0]

/** What may be said of a customer. */
const customerFields = (t: Fields) => ({
  reference: t.string({ description: `The shop's own number of the shopper. ${SHORT}` }),
  email: t.string({ description: 'An email address. At most 254 characters.' }),
  name: t.string({ description: `As the shopper writes it. ${SHORT}` }),
  phone: t.string({
    description: 'A telephone number: at most 15 digits, with + and the usual separators; no card numbers.',
  }),
  address: t.field({ description: 'Where they live.', type: AddressInputType }),
  metadata: t.field({
    description: 'A flat object of at most 50 strings, with keys of at most 40 characters and values of at most 500.',
    type: 'JSON',
  }),
})

export const CreateCustomerInputType = builder.inputType('CreateCustomerInput', {
  description: 'What to keep of a shopper, sealed with the customer’s own key.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description:
        '1 to 255 printable ASCII characters, best your own number of the shopper. It belongs to merchant and mode, never expires, and decides the id of the customer.',
      required: true,
    }),
    ...customerFields(t),
  }),
})

export const UpdateCustomerInputType = builder.inputType('UpdateCustomerInput', {
  description: 'What to change: what is left out stays, what is null goes.',
  fields: (t) => ({ id: t.id({ description: CUSTOMER_ID, required: true }), ...customerFields(t) }),
})

export const DeleteCustomerInputType = builder.inputType('DeleteCustomerInput', {
  description: 'Which customer.',
  fields: (t) => ({ id: t.id({ description: CUSTOMER_ID, required: true }) }),
})

export const EraseCustomerInputType = builder.inputType('EraseCustomerInput', {
  description: 'Whom to forget.',
  fields: (t) => ({ id: t.id({ description: CUSTOMER_ID, required: true }) }),
})

export const StorePaymentMethodInputType = builder.inputType('StorePaymentMethodInput', {
  description: 'A card to store, and for what.',
  fields: (t) => ({
    customerId: t.id({ description: CUSTOMER_ID, required: true }),
    token: t.string({ description: 'A card as the vault made it: tok_….', required: true }),
    usage: t.field({
      description: 'Whether it will be charged with the shopper there.',
      type: PaymentMethodUsageEnum,
      required: true,
    }),
    consent: t.field({ description: 'What the shopper agreed to.', type: ConsentInputType, required: true }),
  }),
})

export const RemovePaymentMethodInputType = builder.inputType('RemovePaymentMethodInput', {
  description: 'Which stored payment method.',
  fields: (t) => ({
    id: t.id({ description: 'As `Customer.paymentMethods` has it; it begins with pm_.', required: true }),
  }),
})
