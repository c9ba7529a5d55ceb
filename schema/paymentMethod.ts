import { builder } from './builder.ts'

/** Cards and what else shoppers pay with; each is offered where an enabled gateway takes it. */
export const PaymentMethodTypeEnum = builder.enumType('PaymentMethodType', {
  description: 'What a shopper pays with.',
  values: {
    CARD: { value: 'card', description: "A card, by the vault's token." },
    PAYPAL: { value: 'paypal', description: 'A PayPal account: the shopper approves at PayPal and comes back.' },
  } as const,
})
