import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costShareOf } from '../../src/routing/cost.ts'
import { policyFromJson, policyToJson } from '../../src/routing/json.ts'
import { firstMatch, holds } from '../../src/routing/match.ts'
import type { Condition, Funding, Rule } from '../../src/routing/policy.ts'
import { FACTS, ruleOf } from './support.ts'

describe('a condition', () => {
  test.each<readonly [string, Condition, boolean]>([
    ['nothing', {}, true],
    ['an amount from its lower end on', { amount: { currency: 'EUR', minMinor: 4_500n } }, true],
    ['an amount below its lower end', { amount: { currency: 'EUR', minMinor: 4_501n } }, false],
    ['an amount at its upper end, which is beyond', { amount: { currency: 'EUR', maxMinor: 4_500n } }, false],
    ['an amount in another currency', { amount: { currency: 'USD', minMinor: 1n } }, false],
    ['its currency', { currencies: ['USD', 'EUR'] }, true],
    ['other currencies', { currencies: ['USD'] }, false],
    ['its country', { countries: ['DE'] }, true],
    ['other countries', { countries: ['GB'] }, false],
    ['its brand', { brands: ['visa'] }, true],
    ['other brands', { brands: ['amex'] }, false],
    ['its funding', { funding: ['CREDIT'] }, true],
    ['other funding', { funding: ['DEBIT', 'UNKNOWN'] }, false],
    ['its method', { methods: ['card'] }, true],
    ['other methods', { methods: ['paypal'] }, false],
    ['its metadata', { metadata: { channel: ['web', 'app'] } }, true],
    ['metadata of another value', { metadata: { channel: ['web'] } }, false],
    ['metadata that is not there', { metadata: { tier: ['gold'] } }, false],
    ['metadata that every object has', { metadata: { constructor: ['app'] } }, false],
    ['two that hold', { currencies: ['EUR'], brands: ['visa'] }, true],
    ['two of which one holds', { currencies: ['EUR'], brands: ['amex'] }, false],
  ])('that names %s', (_what, condition, expected) => {
    expect(holds(condition, FACTS)).toBe(expected)
  })

  test('what is not known of a payment is in no list', () => {
    const { brand: _brand, country: _country, funding: _funding, metadata: _metadata, ...facts } = FACTS
    for (const condition of [{ brands: ['visa'] }, { countries: ['DE'] }, { funding: ['UNKNOWN' as const] }]) {
      expect(holds(condition, facts)).toBe(false)
    }
    expect(holds({ metadata: { channel: ['app'] } }, facts)).toBe(false)
  })

  test('the first rule that holds is taken', () => {
    const rules = [ruleOf({ name: 'a', when: { brands: ['amex'] } }), ruleOf({ name: 'b' }), ruleOf({ name: 'c' })]
    expect(firstMatch(rules, FACTS)?.name).toBe('b')
    expect(firstMatch(rules.slice(0, 1), FACTS)).toBeUndefined()
  })
})

describe('a cost', () => {
  const amex = { brands: ['amex'], fixedMinor: 0n, basisPoints: 350 }
  const abroad = { countries: ['US', 'BR'], fixedMinor: 45n, basisPoints: 290 }
  const usual = { fixedMinor: 9n, basisPoints: 140 }

  test.each([
    ['the first that fits', [amex, abroad, usual], FACTS, 0.016],
    ['one for the brand', [amex, usual], { ...FACTS, brand: 'amex' }, 0.035],
    ['one for the country', [amex, abroad, usual], { ...FACTS, country: 'BR' }, 0.039],
    ['none where the brand is not known', [amex], { ...FACTS, brand: undefined }, 0],
    ['one for the currency alone', [{ ...usual, currencies: ['USD'] }], FACTS, 0],
    ['none where nothing is listed', [], FACTS, 0],
    ['none for an amount of nothing', [usual], { ...FACTS, amountMinor: 0n }, 0],
  ])('is %s', (_what, costs, facts, share) => {
    expect(costShareOf(costs, facts)).toBeCloseTo(share, 10)
  })
})

describe('a stored policy', () => {
  const list = <Item>(item: fc.Arbitrary<Item>) =>
    fc.option(fc.array(item, { minLength: 1, maxLength: 5 }), { nil: undefined })
  const bounds = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 11n }), fc.bigInt({ min: 1n, max: 10n ** 11n }))
  const value = fc.string({ unit: 'grapheme', maxLength: 20 })
  const condition = fc.record({
    amount: fc.option(
      bounds.map(([minMinor, more]) => ({ currency: 'JPY', minMinor, maxMinor: minMinor + more })),
      { nil: undefined },
    ),
    currencies: list(fc.constantFrom('EUR', 'USD', 'KWD')),
    countries: list(fc.constantFrom('DE', 'US')),
    brands: list(fc.constantFrom('visa', 'amex')),
    funding: list(fc.constantFrom<Funding>('CREDIT', 'DEBIT', 'PREPAID', 'UNKNOWN')),
    methods: list(fc.constantFrom('card' as const, 'paypal' as const)),
    metadata: fc.option(
      fc.dictionary(
        fc.constantFrom('channel', 'feeMinor', 'constructor'),
        fc.array(value, { minLength: 1, maxLength: 3 }),
        { minKeys: 1 },
      ),
      { nil: undefined },
    ),
  })

  test('comes back as it was', () => {
    fc.assert(
      fc.property(condition, (when) => {
        const rules: readonly Rule[] = [ruleOf({ name: 'some', when }), ruleOf({ name: 'rest', strategy: 'BEST' })]
        // An empty condition would make the second rule one that is never reached.
        fc.pre(Object.values(when).some((field) => field !== undefined))
        expect(policyFromJson(4, JSON.parse(JSON.stringify(policyToJson(rules))))).toEqual({ version: 4, rules })
      }),
    )
  })

  test('is undefined where it is no policy, and never an exception', () => {
    expect(policyFromJson(1, undefined)).toBeUndefined()
    fc.assert(
      fc.property(fc.jsonValue(), (kept) => {
        expect(policyFromJson(1, kept)).toBeUndefined()
      }),
    )
  })
})
