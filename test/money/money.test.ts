import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencyCodes, formatAmount, LARGEST_AMOUNT_MINOR, parseAmount } from '../../src/money/money.ts'

const amount = fc.record({
  amountMinor: fc.bigInt({ min: 1n, max: LARGEST_AMOUNT_MINOR }),
  currency: fc.constantFrom(...currencyCodes()),
})

describe('an amount', () => {
  it('HM1 HM4 is the same after it was printed and read, in every currency', () =>
    fc.assert(
      fc.property(amount, (money) => {
        expect(parseAmount(formatAmount(money), money.currency)).toEqual({ ok: true, value: money })
      }),
    ))

  // Through a float and cut, each of these is a minor unit less; rounded, the others of its kind would be one more.
  it.each(['0.29', '0.57', '1.15', '4.35', '9999999999.99'])('HM1 of %s is read from its digits', (text) => {
    expect(parseAmount(text, 'EUR')).toEqual({
      ok: true,
      value: { amountMinor: BigInt(text.replace('.', '')), currency: 'EUR' },
    })
  })
})
