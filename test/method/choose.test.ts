import { describe, expect, test } from 'vitest'
import { offeredBy } from '../../src/gateway/offered.ts'
import { gatewayOf } from '../../src/gateway/registry.ts'
import { type MethodOption, methodsFor, type OfferedMethod, type WantedMethods } from '../../src/method/choose.ts'
import { METHODS } from '../../src/method/registry.ts'

const EUR: WantedMethods = { amountMinor: 1_000n, currency: 'EUR' }
const account = (kind: string, enabled = true) => ({ kind, enabled })

/** As the api composes it. */
const choose = (kinds: readonly ReturnType<typeof account>[], wanted: WantedMethods): readonly MethodOption[] =>
  methodsFor(kinds, METHODS, wanted, ({ kind }, payment) => {
    const gateway = gatewayOf(kind)
    return gateway === undefined ? [] : offeredBy(gateway, payment)
  })
const ids = (options: readonly MethodOption[]) => options.map(({ method }) => method.id)
const runnable = (options: readonly MethodOption[]) => ids(options.filter(({ isRunnable }) => isRunnable))

const one = (offered: readonly OfferedMethod[], wanted: WantedMethods) =>
  ids(methodsFor([{ enabled: true }], METHODS, wanted, () => offered))
const offer = (id: string, isRunnable = false): OfferedMethod => ({ id, isRunnable })

describe('the methods for a payment', () => {
  test('are those of enabled accounts alone, each once', () => {
    expect(choose([account('stripe', false)], EUR)).toEqual([])
    expect(choose([account('no_such_gateway')], EUR)).toEqual([])
    const several = ids(choose([account('stripe'), account('adyen'), account('stripe')], EUR))
    expect(several.length).toBe(new Set(several).size)
    expect(several).toEqual(expect.arrayContaining(['card', 'ideal', 'klarna', 'sepa_debit']))
  })

  test('begin with cards, then go by family and name', () => {
    const wanted = { amountMinor: 5_000n, currency: 'EUR', country: 'NL' }
    const options = ['sepa_debit', 'klarna', 'ideal', 'paypal', 'unionpay', 'google_pay', 'card', 'apple_pay', 'in3']
    expect(
      one(
        options.map((id) => offer(id)),
        wanted,
      ),
    ).toEqual(['card', 'unionpay', 'apple_pay', 'google_pay', 'paypal', 'ideal', 'sepa_debit', 'in3', 'klarna'])
  })

  test.each([
    ['ideal', 'EUR', 'NL', true],
    ['ideal', 'EUR', undefined, true],
    ['ideal', 'EUR', 'DE', false],
    ['ideal', 'USD', 'NL', false],
    ['apple_pay', 'JPY', 'JP', true],
    ['mpesa', 'KES', 'KE', true],
    ['mpesa', 'EUR', 'KE', false],
  ])('%s in %s and country %s: %s', (id, currency, country, expected) => {
    const wanted = { amountMinor: 1_000n, currency, ...(country === undefined ? {} : { country }) }
    expect(one([offer(id)], wanted)).toEqual(expected ? [id] : [])
  })

  test.each([
    ['oxxo', 'MXN', 1_000_000n, true],
    ['oxxo', 'MXN', 1_000_001n, false],
    ['konbini', 'JPY', 300_000n, true],
    ['konbini', 'JPY', 300_001n, false],
    ['fpx', 'MYR', 100n, true],
    ['fpx', 'MYR', 99n, false],
    ['sepa_debit', 'EUR', 99_999_999_999n, true],
    ['sepa_debit', 'EUR', 100_000_000_000n, false],
  ])('%s with %s %s minor units, at and beyond its bound: %s', (id, currency, amountMinor, expected) => {
    expect(one([offer(id)], { amountMinor, currency })).toEqual(expected ? [id] : [])
  })

  test('are never one that the registry does not know', () => {
    expect(one([offer('made_up')], EUR)).toEqual([])
  })

  test('can be confirmed where one of the accounts runs them, whichever comes first', () => {
    const adyens = ['card', 'apple_pay', 'google_pay', 'ideal']
    const both = ['card', 'apple_pay', 'google_pay', 'paypal', 'ideal']
    expect(runnable(choose([account('adyen')], EUR))).toEqual(adyens)
    expect(runnable(choose([account('paypal'), account('adyen')], EUR))).toEqual(both)
    expect(runnable(choose([account('adyen'), account('paypal')], EUR))).toEqual(both)
    expect(ids(choose([account('sandbox')], { amountMinor: 1000n, currency: 'USD' }))).toEqual([
      'card',
      'apple_pay',
      'google_pay',
    ])
  })

  test('leave out what the connector itself refuses for the amount or the currency', () => {
    // PayPal takes no Kuwaiti dinars.
    expect(
      choose([account('paypal')], { amountMinor: 1_000n, currency: 'KWD' }).filter(({ isRunnable }) => isRunnable),
    ).toEqual([])
    expect(ids(choose([account('paypal'), account('sandbox')], { amountMinor: 1_000n, currency: 'KWD' }))).toContain(
      'card',
    )
  })
})
