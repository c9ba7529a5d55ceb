import { formatAmount, type Money } from '../src/money/money.ts'
import { builder } from './builder.ts'

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount and its currency. Both spellings of the amount say the same.',
  fields: (t) => ({
    amount: t.field({ type: 'Decimal', resolve: formatAmount }),
    minorUnits: t.field({ type: 'MinorUnits', resolve: (money) => money.amountMinor }),
    currency: t.field({ type: 'CurrencyCode', resolve: (money) => money.currency }),
  }),
})

export const MoneyInputType = builder.inputType('MoneyInput', {
  fields: (t) => ({
    amount: t.field({ type: 'Decimal', required: true }),
    currency: t.field({ type: 'CurrencyCode', required: true }),
  }),
})
