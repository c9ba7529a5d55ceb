import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromStripeAmount, toStripeAmount } from '../../../src/gateway/stripe/currency.ts'
import { stripeGateway } from '../../../src/gateway/stripe/gateway.ts'
import { currencyCodes, LARGEST_AMOUNT_MINOR, parseAmount } from '../../../src/money/money.ts'

describe('HM4 Stripe’s amounts have Stripe’s exponents', () => {
  it.each([
    ['EUR', '10.00', 1000],
    ['JPY', '500', 500],
    ['KRW', '500', 500],
    // It has decimals by ISO 4217, and none at Stripe.
    ['MGA', '5', 5],
    // Without decimals by ISO 4217, and yet sent with two.
    ['ISK', '5', 500],
    ['UGX', '5', 500],
    ['HUF', '10.45', 1045],
    ['TWD', '800.45', 80045],
    ['KWD', '5.12', 5120],
  ])('%s %s is %s', (currency, text, amount) => {
    const parsed = parseAmount(text, currency)
    if (!parsed.ok) throw new Error(parsed.error)
    expect(toStripeAmount(parsed.value.amountMinor, currency)).toEqual({ amount })
    expect(fromStripeAmount(amount, currency)).toBe(parsed.value.amountMinor)
  })

  it.each([
    ['KWD', 5124n, 'Stripe takes KWD in steps of 0.01'],
    ['MGA', 501n, 'Stripe takes MGA without decimals'],
    ['LYD', 1000n, 'Stripe does not take LYD'],
    ['CLF', 1000n, 'Stripe does not take CLF'],
    ['XXX', 1000n, 'Stripe does not take XXX'],
  ])('%s %s is refused before anything is sent', (currency, amountMinor, why) => {
    expect(stripeGateway.refusalOf?.({ amountMinor, currency, method: 'card' })).toBe(why)
  })

  it('what is sent comes back the same, for every currency and amount, or is refused', () => {
    void fc.assert(
      fc.property(fc.constantFrom(...currencyCodes()), fc.bigInt(1n, LARGEST_AMOUNT_MINOR), (currency, amountMinor) => {
        const sent = toStripeAmount(amountMinor, currency)
        if ('refusal' in sent) return
        expect(Number.isSafeInteger(sent.amount)).toBe(true)
        expect(fromStripeAmount(sent.amount, currency)).toBe(amountMinor)
      }),
    )
  })

  it('an amount finer than the currency is no amount', () => {
    expect(fromStripeAmount(550, 'ISK')).toBeUndefined()
  })

  it('takes no PayPal', () => {
    expect(stripeGateway.capabilities.methods).not.toContain('paypal')
  })
})
