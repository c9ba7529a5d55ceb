import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BreakerState } from '../../src/resilience/snapshot.ts'
import { choose } from '../../src/routing/choose.ts'
import { EXPLORED } from '../../src/routing/order.ts'
import { FIRST_POLICY, type Strategy } from '../../src/routing/policy.ts'
import type { RoutingAccount } from '../../src/routing/request.ts'
import { accountOf, healthOf, requestOf, ruleOf } from './support.ts'

const namesOf = (accounts: readonly { readonly gateway: string }[]) => accounts.map(({ gateway }) => gateway)
const [alpha, bravo, charlie] = [accountOf('alpha'), accountOf('bravo'), accountOf('charlie')]
/** Approvals of this many results. */
const measured = (name: string, rate: number, results: number, rest: Partial<RoutingAccount> = {}) =>
  accountOf(name, { health: healthOf({ segments: { '': [rate * results, (1 - rate) * results] } }), ...rest })

describe('the policy that everybody begins with', () => {
  test('takes every enabled gateway in its order', () => {
    const accounts = [alpha, accountOf('off', { enabled: false }), bravo]
    const plan = choose({ ...requestOf(accounts), policy: FIRST_POLICY })
    expect(namesOf(plan.candidates)).toEqual(['alpha', 'bravo'])
    expect(plan).toMatchObject({
      eliminated: [{ gateway: 'off', because: 'it is disabled' }],
      strategy: 'ORDER',
      onUnknown: 'WAIT',
      policyVersion: 0,
      reason: 'first enabled gateway in the order of the policy',
    })
  })
})

describe('rules', () => {
  test('the first that holds decides, with its own candidates and its own order', () => {
    const rules = [
      ruleOf({ name: 'Britain', when: { countries: ['GB'] } }),
      ruleOf({
        name: 'cards',
        when: { methods: ['card'] },
        candidates: [{ accountId: 'gwa_bravo' }, { accountId: 'gwa_alpha' }],
      }),
      ruleOf({ name: 'rest' }),
    ]
    const plan = choose({ ...requestOf([alpha, bravo, charlie]), policy: { version: 7, rules } })
    expect([plan.rule, plan.policyVersion, namesOf(plan.candidates)]).toEqual(['cards', 7, ['bravo', 'alpha']])
  })

  test('where none holds there is no candidate, no rule and a reason', () => {
    const plan = choose(requestOf([alpha], { when: { currencies: ['USD'] } }))
    expect(plan).toEqual({
      candidates: [],
      eliminated: [],
      strategy: 'ORDER',
      onUnknown: 'WAIT',
      policyVersion: 3,
      reason: 'no rule of the policy matches',
    })
  })

  test('a rule whose gateways are all gone says so', () => {
    expect(choose(requestOf([alpha], { candidates: [{ accountId: 'gwa_removed' }] })).reason).toBe(
      'no gateway is left: the rule names none that exists',
    )
  })
})

describe('who is out of the question', () => {
  const withBreaker = (breaker: BreakerState, probe?: boolean) =>
    accountOf('bravo', { health: healthOf({ breaker, ...(probe === undefined ? {} : { probe }) }) })

  test.each([
    ['disabled', accountOf('bravo', { enabled: false }), 'it is disabled'],
    ['open', withBreaker('OPEN'), 'its breaker is open: it failed too often just now'],
    ['isolated', withBreaker('ISOLATED'), 'it is isolated by hand'],
    ['half open for somebody else', withBreaker('HALF_OPEN'), 'its breaker is half open: another payment is trying it'],
    ['full', accountOf('bravo', { health: healthOf({ load: 10 }) }), 'it has as many calls under way as it takes'],
  ])('one that is %s', (_what, account, because) => {
    const plan = choose(requestOf([account, alpha]))
    expect(namesOf(plan.candidates)).toEqual(['alpha'])
    expect(plan.eliminated).toEqual([{ gateway: 'bravo', accountId: 'gwa_bravo', because }])
  })

  test('one that takes no such method, that its gateway refuses, or that the payment cannot use', () => {
    const paypal = accountOf('paypal', {
      route: {
        ...alpha.route,
        gateway: 'paypal',
        accountId: 'gwa_paypal',
        capabilities: { oneCallSale: true, multipleCaptures: true, methods: ['paypal'] },
      },
    })
    const plan = choose(
      requestOf(
        [paypal, alpha, bravo, charlie],
        {},
        {
          excluded: { gwa_alpha: 'an earlier attempt is open' },
          refusalOf: ({ gateway }) => (gateway === 'bravo' ? 'it takes no EUR' : undefined),
        },
      ),
    )
    expect(plan.eliminated.map(({ gateway, because }) => [gateway, because])).toEqual([
      ['paypal', 'it takes no card payments'],
      ['alpha', 'an earlier attempt is open'],
      ['bravo', 'it takes no EUR'],
    ])
    expect(namesOf(plan.candidates)).toEqual(['charlie'])
  })

  test('the least loaded stays where all that are left are full', () => {
    const full = (name: string, load: number) => accountOf(name, { health: healthOf({ load }) })
    const plan = choose(requestOf([full('alpha', 30), full('bravo', 12), withName(withBreaker('OPEN'), 'charlie')]))
    expect(namesOf(plan.candidates)).toEqual(['bravo'])
    expect(namesOf(plan.eliminated)).toEqual(['alpha', 'charlie'])
  })

  test('with nobody left the reason says by what', () => {
    const plan = choose(requestOf([accountOf('alpha', { enabled: false }), withBreaker('OPEN')]))
    expect(plan.candidates).toEqual([])
    expect(plan.reason).toBe(
      'no gateway is left (alpha: it is disabled; bravo: its breaker is open: it failed too often just now)',
    )
  })

  test.each<Strategy>(['ORDER', 'WEIGHT', 'BEST'])('the one that is to be probed goes first with %s', (strategy) => {
    const plan = choose(requestOf([alpha, withBreaker('HALF_OPEN', true)], { strategy }))
    expect(namesOf(plan.candidates)).toEqual(['bravo', 'alpha'])
    expect(plan.reason).toBe('tried to see whether it has recovered')
  })
})

const withName = (account: RoutingAccount, name: string): RoutingAccount => ({
  ...account,
  route: { ...account.route, gateway: name, accountId: `gwa_${name}` },
})

describe('by weight', () => {
  test('the shares are those of the weights, first and among those that are left', () => {
    const weights = { alpha: 6, bravo: 3, charlie: 1 }
    const candidates = Object.entries(weights).map(([name, weight]) => ({ accountId: `gwa_${name}`, weight }))
    const orders = Array.from({ length: 6_000 }, (_, draw) =>
      namesOf(
        choose(requestOf([alpha, bravo, charlie], { strategy: 'WEIGHT', candidates }, { seed: `s${draw}` })).candidates,
      ),
    )
    const counts = (list: readonly (string | undefined)[]) =>
      Object.keys(weights).map((name) => list.filter((one) => one === name).length)
    // Chi-squared with two degrees of freedom: 13.8 is exceeded by chance once in a thousand.
    const first = counts(orders.map(([name]) => name))
    expect(deviation(first, [3_600, 1_800, 600])).toBeLessThan(13.8)
    const afterAlpha = orders.filter(([name]) => name === 'alpha')
    const second = counts(afterAlpha.map(([, name]) => name)).slice(1)
    expect(deviation(second, [afterAlpha.length * 0.75, afterAlpha.length * 0.25])).toBeLessThan(10.8)
  })

  test('accounts have their own weights where the rule names none', () => {
    const accounts = [accountOf('alpha', { weight: 1 }), accountOf('bravo', { weight: 999_999 })]
    expect(namesOf(choose(requestOf(accounts, { strategy: 'WEIGHT' })).candidates)[0]).toBe('bravo')
  })
})

const deviation = (counts: readonly number[], expected: readonly number[]) =>
  counts.reduce((sum, count, place) => sum + (count - (expected[place] ?? 0)) ** 2 / (expected[place] ?? 1), 0)

describe('the best', () => {
  const BEST = { strategy: 'BEST' } as const
  const firsts = (accounts: readonly RoutingAccount[], draws = 2_000) =>
    Array.from({ length: draws }, (_, draw) => choose(requestOf(accounts, BEST, { seed: `s${draw}` })))

  test('is the one that approves more', () => {
    const plan = choose(requestOf([measured('alpha', 0.8, 500), measured('bravo', 0.9, 500)], BEST, { seed: 'a' }))
    expect(namesOf(plan.candidates)).toEqual(['bravo', 'alpha'])
    expect(plan.candidates[0]?.score).toBeCloseTo(0.9 * 0.4 - 0.004, 2)
    expect(plan.reason).toBe('highest expected value')
  })

  test('is the cheaper one where it approves nearly as often', () => {
    const dear = measured('dear', 0.91, 5_000, { costs: [{ fixedMinor: 30n, basisPoints: 290 }] })
    const cheap = measured('cheap', 0.9, 5_000, { costs: [{ fixedMinor: 10n, basisPoints: 110 }] })
    expect(namesOf(choose(requestOf([dear, cheap], BEST, { seed: 'a' })).candidates)[0]).toBe('cheap')
  })

  test('is the one that answers, where another has just failed technically', () => {
    const failing = accountOf('failing', { health: healthOf({ segments: { '': [900, 100], '!answers': [1, 15] } }) })
    expect(
      namesOf(choose(requestOf([failing, measured('sound', 0.88, 1_000)], BEST, { seed: 'a' })).candidates)[0],
    ).toBe('sound')
  })

  test('is told by segment where one is known', () => {
    const segments = { '': [880, 120] as const, '*|visa': [300, 200] as const }
    const plan = choose(
      requestOf([accountOf('alpha', { health: healthOf({ segments }) }), measured('bravo', 0.85, 1_000)], BEST, {
        seed: 'a',
      }),
    )
    expect(namesOf(plan.candidates)[0]).toBe('bravo')
  })

  test('gives eliminated accounts the score they would have had', () => {
    const plan = choose(requestOf([alpha, accountOf('bravo', { enabled: false })], BEST))
    expect(plan.eliminated[0]?.score).toBeGreaterThan(0.3)
  })

  test(`goes elsewhere in at most ${EXPLORED * 100} % of payments, and not to one that is likely worse`, () => {
    const unsure = firsts([measured('known', 0.9, 5_000), measured('new', 0.9, 5), measured('other', 0.9, 5)])
    const explored = unsure.filter(({ reason }) => reason.startsWith('explored'))
    expect(explored.length).toBeGreaterThan(0)
    expect(explored.length / unsure.length).toBeLessThan(EXPLORED * 1.1)
    const certain = firsts([measured('good', 0.9, 5_000), measured('bad', 0.5, 5_000)])
    expect(certain.every(({ candidates }) => candidates[0]?.gateway === 'good')).toBe(true)
  })
})

describe('whatever comes', () => {
  const breaker = fc.constantFrom<BreakerState>('CLOSED', 'OPEN', 'HALF_OPEN', 'ISOLATED')
  const count = fc.oneof(fc.double({ min: 0, max: 1e6 }), fc.constantFrom(Number.NaN, -1, Number.POSITIVE_INFINITY))
  const account = fc
    .record({
      enabled: fc.boolean(),
      breaker,
      probe: fc.boolean(),
      load: fc.nat(20),
      limit: fc.nat(10),
      a: count,
      b: count,
      measured: fc.boolean(),
    })
    .map(({ enabled, measured: isMeasured, a, b, ...health }) => ({
      enabled,
      ...(isMeasured
        ? { health: healthOf({ ...health, segments: { '': [a, b], '*|visa': [b, a], '!answers': [a, b] } }) }
        : {}),
    }))
  const accounts = fc
    .array(account, { maxLength: 6 })
    .map((list) => list.map((rest, place) => accountOf(`g${place}`, rest)))
  const strategy = fc.constantFrom<Strategy>('ORDER', 'WEIGHT', 'BEST')

  test('the same request gets the same plan; nobody is lost, doubled or both in and out', () => {
    fc.assert(
      fc.property(accounts, strategy, fc.string(), (list, how, seed) => {
        const request = requestOf(list, { strategy: how }, { seed })
        const plan = choose(request)
        expect(choose(request)).toEqual(plan)
        const [tried, out] = [namesOf(plan.candidates), namesOf(plan.eliminated)]
        expect([...tried, ...out].sort()).toEqual(list.map(({ route }) => route.gateway).sort())
        for (const { route, enabled, health } of list) {
          const isOut =
            !enabled ||
            health?.breaker === 'OPEN' ||
            health?.breaker === 'ISOLATED' ||
            (health?.breaker === 'HALF_OPEN' && health.probe !== true)
          if (isOut) expect(tried).not.toContain(route.gateway)
        }
        for (const { score } of plan.candidates) if (score !== undefined) expect(Number.isFinite(score)).toBe(true)
      }),
    )
  })
})
