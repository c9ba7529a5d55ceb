import { CATALOGUE, EVENT_TYPES } from '../src/catalogue/catalogue.ts'
import type { PaymentEventType } from '../src/payment/event.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

const WORDS = Object.fromEntries(EVENT_TYPES.map((type) => [type, CATALOGUE[type].words])) as Readonly<
  Record<PaymentEventType, string>
>

export const PaymentEventTypeEnum = builder.enumType('PaymentEventType', {
  description:
    'What happened to a payment. An intent (…_STARTED, REFUND_CREATED) is recorded before its call leaves, its outcome after. New types may be added: ignore those you do not know.',
  values: describedValues<PaymentEventType>(WORDS),
})
