import type { MethodUsage } from '../src/customer/contract.ts'
import { PAYMENT_METHODS, type PaymentMethodKind } from '../src/gateway/gateway.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

/** Cards and what else shoppers pay with; each is offered where an enabled gateway takes it. */
export const PaymentMethodTypeEnum = builder.enumType('PaymentMethodType', {
  description: 'What a shopper pays with.',
  values: {
    CARD: { value: 'card', description: "A card, by the vault's token." },
    APPLE_PAY: { value: 'apple_pay', description: "Apple Pay, by the vault's token of what the wallet gave." },
    GOOGLE_PAY: { value: 'google_pay', description: "Google Pay, by the vault's token of what the wallet gave." },
    PAYPAL: { value: 'paypal', description: 'A PayPal account: the shopper approves at PayPal and comes back.' },
    BANCONTACT: { value: 'bancontact', description: 'Bancontact: the shopper approves at the bank and comes back.' },
    EPS: { value: 'eps', description: 'EPS: the shopper approves at the bank and comes back.' },
    IDEAL: { value: 'ideal', description: 'iDEAL: the shopper approves at the bank and comes back.' },
    P24: { value: 'p24', description: 'Przelewy24: the shopper approves at the bank and comes back.' },
  } as const,
})

/** The type that goes by this id of the registry of methods; null where there is none. */
export const runnableType = (id: string): PaymentMethodKind | null =>
  PAYMENT_METHODS.find((kind) => kind === id) ?? null

export const PaymentMethodUsageEnum = builder.enumType('PaymentMethodUsage', {
  description: 'What the shopper agreed that a stored method is for.',
  values: describedValues<MethodUsage>({
    ON_SESSION: 'Payments with the shopper there: a card that does not have to be entered again.',
    OFF_SESSION: 'Payments without the shopper as well: subscriptions, top-ups, fees.',
  }),
})

export const PaymentInitiatorEnum = builder.enumType('PaymentInitiator', {
  description: 'On whose initiative a payment is made.',
  values: describedValues<'CUSTOMER' | 'MERCHANT'>({
    CUSTOMER: 'The shopper is there.',
    MERCHANT: 'The merchant charges what was agreed before, and nobody is there.',
  }),
})
