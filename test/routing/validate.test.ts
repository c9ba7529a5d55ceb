import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { policyFromJson, policyToJson } from '../../src/routing/json.ts'
import { FIRST_POLICY, type Rule } from '../../src/routing/policy.ts'
import { readPolicy } from '../../src/routing/validate.ts'
import { TOKEN_BRANDS } from '../../src/vault/contract.ts'

const [a, b] = ['gwa_a', 'gwa_b']
const rule = {
  name: 'large',
  when: { amount: { currency: 'EUR', minMinor: '1000' } },
  strategy: 'WEIGHT',
  candidates: [
    { accountId: a, weight: 1 },
    { accountId: b, weight: 3 },
  ],
  onUnknown: 'CASCADE',
}
const last = { name: 'all others', when: {}, strategy: 'ORDER', candidates: [], onUnknown: 'WAIT' }
const read = (...rules: readonly unknown[]) => readPolicy(rules, new Set([a, b]))

describe('a policy', () => {
  test('is read with amounts from digits, numbers and bigints, and null as absent', () => {
    for (const minMinor of ['1000', 1000, 1000n]) {
      const when = { amount: { currency: 'EUR', minMinor, maxMinor: null }, brands: null }
      expect(read({ ...rule, when, onUnknown: null }, last)).toEqual({
        ok: true,
        value: [{ ...rule, when: { amount: { currency: 'EUR', minMinor: 1000n } }, onUnknown: 'WAIT' }, last],
      })
    }
  })

  test('comes back from JSON as it was, whatever its metadata is called', () => {
    const when = {
      amount: { currency: 'JPY', minMinor: 1n, maxMinor: 999_999_999_999n },
      currencies: ['JPY'],
      countries: ['JP'],
      brands: ['visa'],
      funding: ['DEBIT' as const],
      methods: ['card' as const],
      metadata: { costMinor: ['12', 'text:12'], __proto: ['x'] },
    }
    const rules: readonly Rule[] = [{ ...FIRST_POLICY.rules[0], name: 'full', when } as Rule, ...FIRST_POLICY.rules]
    expect(policyFromJson(7, JSON.parse(JSON.stringify(policyToJson(rules))))).toEqual({ version: 7, rules })
    expect(policyFromJson(7, { graph: [] })).toBeUndefined()
    expect(policyFromJson(7, [{ ...last, until: '2030-01-01' }])).toBeUndefined()
  })

  test('that can match nothing says what to write instead', () => {
    const messageOf = (when: object) => {
      const result = read({ ...rule, when })
      return result.ok ? '' : result.error.message
    }
    expect(messageOf({ brands: ['amex'] })).toContain('write american-express')
    expect(messageOf({ brands: ['vizza'] })).toContain('visa, mastercard, american-express, discover')
    expect(messageOf({ amount: { currency: 'EUR', minMinor: 5, maxMinor: 5 } })).not.toMatch(/Minor/)
    expect(read(rule, { ...rule, name: 'again' })).toMatchObject({
      error: { message: expect.stringContaining('“large” before it has the same condition') },
    })
    expect(read({ ...rule, when: { amount: { currency: 'EUR', minMinor: 1 }, currencies: ['EUR'] } }).ok).toBe(true)
    expect(read(rule, { ...rule, name: 'small', when: { amount: { currency: 'EUR', maxMinor: '1000' } } }).ok).toBe(
      true,
    )
  })

  test('that was kept is read though it can match nothing, as a release before could save it', () => {
    const when = { brands: ['amex'] }
    const kept = [
      { ...last, name: 'a', when },
      { ...last, name: 'b', when },
    ]
    expect(policyFromJson(1, kept)?.rules).toEqual(kept)
  })

  test('that was kept is read though an account that it names is gone', () => {
    const kept = [{ ...last, candidates: [{ accountId: 'gwa_gone' }] }]
    expect(policyFromJson(1, kept)?.rules).toEqual(kept)
  })

  const named = { ...rule, name: 'odd' }
  test.each<readonly [string, readonly unknown[] | unknown, string]>([
    ['no list', 'all', 'rules'],
    ['no rules', [], 'rules'],
    ['too many rules', Array.from({ length: 101 }, (_, at) => ({ ...rule, name: `rule ${at}` })), 'rules'],
    ['a rule that is none', [7], 'rules.0'],
    ['a field that is none', [{ ...named, until: 1 }], 'rules.0'],
    ['no name', [{ ...rule, name: '' }], 'rules.0.name'],
    ['a name with a line break', [{ ...rule, name: 'a\nb' }], 'rules.0.name'],
    ['a name twice', [rule, rule], 'rules.1.name'],
    ['a rule behind one that always holds', [last, named], 'rules.1'],
    ['a strategy that is none', [{ ...named, strategy: 'CHEAPEST' }], 'rules.0.strategy'],
    ['an unknown way with unknowns', [{ ...named, onUnknown: 'RETRY' }], 'rules.0.onUnknown'],
    [
      'a foreign gateway',
      [rule, { ...named, candidates: [{ accountId: 'gwa_c', weight: 1 }] }],
      'rules.1.candidates.0.accountId',
    ],
    [
      'a gateway twice',
      [{ ...named, candidates: [rule.candidates[0], rule.candidates[0]] }],
      'rules.0.candidates.1.accountId',
    ],
    ['WEIGHT without weight', [{ ...named, candidates: [{ accountId: a }] }], 'rules.0.candidates.0.weight'],
    ['a weight of nothing', [{ ...named, candidates: [{ accountId: a, weight: 0 }] }], 'rules.0.candidates.0.weight'],
    ['a weight that is not used', [{ ...named, strategy: 'BEST' }], 'rules.0.candidates.0.weight'],
    ['a condition that is none', [{ ...named, when: { weekday: 1 } }], 'rules.0.when'],
    ['an amount without limits', [{ ...named, when: { amount: { currency: 'EUR' } } }], 'rules.0.when.amount'],
    [
      'limits with nothing between',
      [{ ...named, when: { amount: { currency: 'EUR', minMinor: 5, maxMinor: 5 } } }],
      'rules.0.when.amount',
    ],
    [
      'a decimal amount',
      [{ ...named, when: { amount: { currency: 'EUR', minMinor: '10.00' } } }],
      'rules.0.when.amount.minMinor',
    ],
    [
      'an amount beyond all',
      [{ ...named, when: { amount: { currency: 'EUR', maxMinor: '9999999999999' } } }],
      'rules.0.when.amount.maxMinor',
    ],
    ['a currency that is none', [{ ...named, when: { currencies: ['EURO'] } }], 'rules.0.when.currencies'],
    ['a list that matches nothing', [{ ...named, when: { countries: [] } }], 'rules.0.when.countries'],
    ['a brand in capitals', [{ ...named, when: { brands: ['VISA'] } }], 'rules.0.when.brands'],
    ['a brand that no card has', [{ ...named, when: { brands: ['visa', 'vizza'] } }], 'rules.0.when.brands'],
    [
      'a brand of what is no card',
      [{ ...named, when: { brands: ['visa'], methods: ['paypal'] } }],
      'rules.0.when.brands',
    ],
    [
      'an amount in a currency that its currencies have not',
      [{ ...named, when: { amount: { currency: 'EUR', minMinor: 1 }, currencies: ['USD', 'JPY'] } }],
      'rules.0.when.amount.currency',
    ],
    [
      'the condition of a rule before it, in another order',
      [
        { ...rule, when: { brands: ['visa', 'jcb'], metadata: { a: ['1'], b: ['2'] } } },
        { ...named, when: { metadata: { b: ['2'], a: ['1'] }, brands: ['jcb', 'visa'] } },
      ],
      'rules.1',
    ],
    ['a funding that is none', [{ ...named, when: { funding: ['debit'] } }], 'rules.0.when.funding'],
    ['a method that is none', [{ ...named, when: { methods: ['cash'] } }], 'rules.0.when.methods'],
    [
      'metadata that is no list',
      [{ ...named, when: { metadata: { channel: 'app' } } }],
      'rules.0.when.metadata.channel',
    ],
    ['metadata without keys', [{ ...named, when: { metadata: {} } }], 'rules.0.when.metadata'],
  ])('with %s is refused by its place, and the message names the rule', (_what, rules, path) => {
    const result = readPolicy(rules, new Set([a, b]))
    if (result.ok) throw new Error('it was accepted')
    expect(result.error.path.join('.')).toBe(path)
    if (path !== 'rules') expect(result.error.message).toMatch(/^Rule (“(odd|large)”|1): /)
  })
})

test('the page about routing names every brand that a rule may name', () => {
  const text = readFileSync(new URL('../../docs/routing.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
  expect(text).toContain(`Brands are those that tokens tell: ${TOKEN_BRANDS.join(', ')}.`)
})
