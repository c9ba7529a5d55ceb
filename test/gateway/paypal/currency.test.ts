import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPaypalAmount, toPaypalAmount } from '../../../src/gateway/paypal/currency.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { currencyCodes, LARGEST_AMOUNT_MINOR } from '../../../src/money/money.ts'

const taken = currencyCodes().filter((currency) => !('refusal' in toPaypalAmount({ amountMinor: 100n, currency })))

describe('PayPal’s amounts', () => {
  it('are in 24 currencies', () => {
    expect(taken.join(' ')).toBe(
      'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD',
    )
  })

  it.each([
    [1000n, 'EUR', '10.00'],
    [1n, 'USD', '0.01'],
    [1000n, 'JPY', '1000'],
    [150_000n, 'HUF', '1500'],
    [150_000n, 'TWD', '1500'],
    [LARGEST_AMOUNT_MINOR, 'GBP', '9999999999.99'],
  ])('%s of %s are written %s', (amountMinor, currency, value) => {
    expect(toPaypalAmount({ amountMinor, currency })).toEqual({ currency_code: currency, value })
  })

  it('come back the same', async () => {
    const amounts = fc.record({
      amountMinor: fc.bigInt({ min: 1n, max: LARGEST_AMOUNT_MINOR }),
      currency: fc.constantFrom(...taken),
    })
    await fc.assert(
      fc.asyncProperty(amounts, async (money) => {
        const written = toPaypalAmount(money)
        if (!('refusal' in written)) expect(fromPaypalAmount(written)).toEqual(money)
      }),
    )
  })

  it('are refused before anything is sent where PayPal cannot take them', () => {
    const refusalOf = (amountMinor: bigint, currency: string) =>
      paypalGateway.refusalOf?.({ amountMinor, currency, method: 'card' })
    expect(refusalOf(1050n, 'HUF')).toBe('PayPal takes HUF without decimals')
    expect(refusalOf(1000n, 'KWD')).toBe('PayPal does not take KWD')
    expect(refusalOf(1000n, 'HUF')).toBeUndefined()
    expect(paypalGateway.refusalOf?.({ amountMinor: 1000n, currency: 'EUR', method: 'paypal' })).toBeUndefined()
  })

  it.each([
    ['EUR', '10.001'],
    ['EUR', '-10.00'],
    ['EUR', '1e3'],
    ['JPY', '10.5'],
    ['XXX', '10.00'],
    ['EUR', '99999999999999999999.00'],
  ])('%s %s is none of ours', (currency, value) => {
    expect(fromPaypalAmount({ currency_code: currency, value })).toBeUndefined()
  })
})
