import { formatAmount, type Money } from '../src/money/money.ts'
import { builder } from './builder.ts'

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount and its currency. Both spellings of the amount say the same.',
  fields: (t) => ({
    amount: t.field({
      description: 'In major units: "10.00" EUR, "1000" JPY, "1.000" KWD.',
      type: 'Decimal',
      resolve: formatAmount,
    }),
    minorUnits: t.field({
      description: 'In minor units: "1000" for 10.00 EUR. For calculating and comparing.',
      type: 'MinorUnits',
      resolve: (money) => money.amountMinor,
    }),
    currency: t.field({
      description: "The currency of both; always the payment's own.",
      type: 'CurrencyCode',
      resolve: (money) => money.currency,
    }),
  }),
})

export const MoneyInputType = builder.inputType('MoneyInput', {
  description: 'An amount and its currency, from 1 to 999 999 999 999 minor units.',
  fields: (t) => ({
    amount: t.field({
      description:
        'In major units as a string: "10" and "10.00" EUR are the same input. More decimals than the currency has are refused.',
      type: 'Decimal',
      required: true,
    }),
    currency: t.field({
      description: "ISO 4217 in upper case. For a payment that exists it has to be the payment's own.",
      type: 'CurrencyCode',
      required: true,
    }),
  }),
})
