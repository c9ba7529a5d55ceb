import type { PaymentMethodKind } from '../src/gateway/gateway.ts'
import { builder } from './builder.ts'

/** Cards and what else shoppers pay with; each is offered where an enabled gateway takes it. */
export const PaymentMethodTypeEnum = builder.enumType('PaymentMethodType', {
  description: 'What a shopper pays with.',
  values: {
    CARD: { value: 'card', description: "A card, by the vault's token." },
    PAYPAL: { value: 'paypal', description: 'A PayPal account: the shopper approves at PayPal and comes back.' },
  } as const,
})

const RUNNABLE: readonly PaymentMethodKind[] = ['card', 'paypal']

/** The type that goes by this id of the registry of methods; null where there is none. */
export const runnableType = (id: string): PaymentMethodKind | null => RUNNABLE.find((kind) => kind === id) ?? null
