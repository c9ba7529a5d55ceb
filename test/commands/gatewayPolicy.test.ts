import { describe, expect, test } from 'vitest'
import { shownPlan } from '../../scripts/commands/gatewayPolicy.ts'
import { costsFromGraphql, rulesFromGraphql } from '../../scripts/commands/graphqlShape.ts'
import { readCosts } from '../../src/configuration/costs.ts'
import { choose } from '../../src/routing/choose.ts'
import { FIRST_POLICY } from '../../src/routing/policy.ts'
import { readPolicy } from '../../src/routing/validate.ts'

const facts = { amountMinor: 1_000n, currency: 'EUR', method: 'card' } as const

describe('rules and costs in a file', () => {
  const own = {
    name: 'large',
    when: { amount: { currency: 'EUR', minMinor: '100000', maxMinor: 250_050n }, methods: ['card'] },
    strategy: 'WEIGHT',
    candidates: [{ accountId: 'gwa_a', weight: 1 }],
  }
  const graphql = {
    ...own,
    when: { amount: { currency: 'EUR', min: '1000.00', max: '2500.50' }, methods: ['CARD'] },
    candidates: [{ gatewayId: 'gwa_a', weight: 1 }],
  }

  test('are taken as GraphQL has them too', () => {
    const accounts = new Set(['gwa_a'])
    expect(readPolicy(rulesFromGraphql([graphql]), accounts)).toEqual(readPolicy([own], accounts))
    expect(readPolicy(rulesFromGraphql([graphql]), accounts).ok).toBe(true)
    const cost = { brands: ['jcb'], basisPoints: 140 }
    expect(readCosts(costsFromGraphql([{ ...cost, fixed: '25' }]))).toEqual(readCosts([{ ...cost, fixedMinor: '25' }]))
  })

  test('stay as they are where they are anything else', () => {
    for (const rules of [undefined, null, 'all', [], [7], [own], [{ when: 3, candidates: [null] }]]) {
      expect(rulesFromGraphql(rules)).toEqual(rules)
    }
    expect(costsFromGraphql({ fixed: 1 })).toEqual({ fixed: 1 })
    const wrong = [{ ...graphql, when: { amount: { currency: 'EUR', min: 'much' } } }]
    expect(() => rulesFromGraphql(wrong)).toThrow('rules.0.when.amount.min')
  })
})

describe('a simulation that is shown', () => {
  const planOf = (when: object) =>
    choose({
      policy: { version: 3, rules: FIRST_POLICY.rules.map((rule) => ({ ...rule, when })) },
      accounts: [],
      facts,
      seed: '',
      nowMs: 0,
    })

  test('says that nothing matches, and then of no strategy', () => {
    expect(shownPlan(planOf({ currencies: ['USD'] }), undefined)).toEqual({
      policyVersion: 3,
      rule: null,
      reason: 'no rule of the policy matches: such a payment would be declined',
    })
  })

  test('has a version where its rules are saved ones, and the file’s name where they are not', () => {
    expect(shownPlan(planOf({}), undefined)).toMatchObject({ policyVersion: 3, strategy: 'ORDER' })
    const tried = shownPlan(planOf({}), 'rules.json')
    expect(tried).toMatchObject({ rules: 'rules.json, which is not saved', strategy: 'ORDER' })
    expect(tried).not.toHaveProperty('policyVersion')
  })
})
