import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adyenAmount, amountMinorOf, currencyRefusal } from '../../../src/gateway/adyen/currency.ts'
import { currencyCodes, LARGEST_AMOUNT_MINOR } from '../../../src/money/money.ts'

describe('amounts at Adyen', () => {
  it.each([
    ['EUR', 1000n, 1000],
    ['JPY', 1000n, 1000],
    ['KWD', 1000n, 1000],
    // The four whose decimals are Adyen's own: 1000 CLP and ISK, 10.00 IDR and CVE.
    ['CLP', 1000n, 100_000],
    ['ISK', 1000n, 100_000],
    ['IDR', 1000n, 10],
    ['CVE', 1000n, 10],
  ])('HM4 in %s, %s of ours are %s of theirs', (currency, amountMinor, value) => {
    expect(adyenAmount(amountMinor, currency)).toEqual({ value, currency })
    expect(amountMinorOf({ value, currency })).toBe(amountMinor)
  })

  it('come back as they went out, up to the largest there is', () => {
    const currencies = currencyCodes().filter((currency) => currencyRefusal(100n, currency) === undefined)
    expect(currencies.length).toBeGreaterThan(120)
    const holds = () =>
      fc.assert(
        fc.property(
          fc.constantFrom(...currencies),
          fc.bigInt({ min: 1n, max: LARGEST_AMOUNT_MINOR }),
          (currency, amount) => {
            const sent = adyenAmount(amount, currency)
            if (sent === undefined) {
              expect(currencyRefusal(amount, currency)).toBe(`Adyen takes no fractions of ${currency}`)
            } else {
              expect(Number.isSafeInteger(sent.value)).toBe(true)
              expect(amountMinorOf(sent)).toBe(amount)
            }
          },
        ),
      )
    expect(holds).not.toThrow()
  })

  it('are refused where Adyen does not take the currency', () => {
    expect(currencyRefusal(1n, 'XAU')).toBe('Adyen does not take XAU')
    expect(currencyRefusal(1050n, 'IDR')).toBe('Adyen takes no fractions of IDR')
    expect(amountMinorOf({ value: 50, currency: 'ISK' })).toBeUndefined()
    expect(amountMinorOf({ value: 50, currency: 'ZZZ' })).toBeUndefined()
  })
})
