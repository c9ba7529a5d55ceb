import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { childId } from '../../src/ids/ids.ts'
import type { AttemptView } from '../../src/payment/view.ts'
import { accepted, type OpenConfiguration, openConfiguration, sandbox } from '../configuration/support.ts'
import { samplePayment } from '../db/samplePayment.ts'
import { codesOf, createApi } from './api.ts'

let open: OpenConfiguration
beforeAll(async () => {
  open = await openConfiguration()
  // A Postgres of its own begins in seconds, and on a busy machine in more.
}, 60_000)
afterAll(() => open.close())

const OPERATOR = 'op_test_1'
const ERRORS = '... on Error { __typename code message path }'
const WHEN = 'amount { currency min max } currencies countries brands funding methods metadata'
const RULES = `name when { ${WHEN} } strategy candidates { gatewayId gateway { name } weight } onUnknown`
const POLICY = `version newestVersion readable note savedBy savedAt rules { ${RULES} }`
const SAVE = `mutation ($input: SaveRoutingPolicyInput!) { saveRoutingPolicy(input: $input)
  { __typename ... on SaveRoutingPolicyPayload { routingPolicy { ${POLICY} } } ${ERRORS} } }`
const ROLLBACK = `mutation ($input: RollbackRoutingPolicyInput!) { rollbackRoutingPolicy(input: $input)
  { __typename ... on RollbackRoutingPolicyPayload { routingPolicy { ${POLICY} } } ${ERRORS} } }`
const DECISION = 'reason rule policyVersion candidates { gateway score eliminatedBecause }'
const SIMULATE = `query ($input: SimulateRoutingInput!) { simulateRouting(input: $input)
  { __typename ... on SimulateRoutingPayload { decision { ${DECISION} } runs shares { gatewayId gateway runs share } } ${ERRORS} } }`

/** A merchant with gateways a and b, and its operator. */
async function shop() {
  const owner = await open.newOwner()
  const ids: string[] = []
  for (const name of ['a', 'b']) ids.push(accepted(await open.service.addGateway(owner, { ...sandbox, name })).id)
  const { ask } = createApi({ configuration: open.service, merchantOf: () => owner.merchantId })
  const answer = async (query: string, input: object) => {
    const { data, errors } = await ask(query, { input }, OPERATOR)
    expect(errors).toEqual([])
    return Object.values(data as object)[0]
  }
  return {
    owner,
    a: ids[0] ?? '',
    b: ids[1] ?? '',
    ask: (query: string, variables?: object) => ask(query, variables, OPERATOR),
    save: (input: object) => answer(SAVE, input),
    rollback: (version: number) => answer(ROLLBACK, { version }),
    simulate: (input: object) => answer(SIMULATE, input),
  }
}

const only = (gatewayId: string, name = 'only one') => ({ name, strategy: 'ORDER', candidates: [{ gatewayId }] })
const PAYMENT = { amount: { amount: '10.00', currency: 'EUR' } }

describe('the routing policy', () => {
  test('begins as version 0, which nobody saved', async () => {
    const { ask } = await shop()
    const { data } = await ask(`{ routingPolicy { ${POLICY} } routingPolicies { nodes { version } } }`)
    expect(data).toEqual({
      routingPolicy: {
        version: 0,
        newestVersion: 0,
        readable: true,
        note: null,
        savedBy: null,
        savedAt: null,
        rules: [
          {
            name: 'all gateways in order',
            when: {
              amount: null,
              currencies: null,
              countries: null,
              brands: null,
              funding: null,
              methods: null,
              metadata: null,
            },
            strategy: 'ORDER',
            candidates: [],
            onUnknown: 'WAIT',
          },
        ],
      },
      routingPolicies: { nodes: [] },
    })
  })

  test('is saved and read with everything that a rule can say', async () => {
    const { a, b, ask, save } = await shop()
    const rule = {
      name: 'large German cards',
      when: {
        amount: { currency: 'EUR', min: '100', max: '1000.00' },
        currencies: ['EUR'],
        countries: ['DE'],
        brands: ['visa'],
        funding: ['CREDIT'],
        methods: ['CARD'],
        metadata: { shelf: ['7', '8'] },
      },
      strategy: 'WEIGHT',
      candidates: [
        { gatewayId: a, weight: 3 },
        { gatewayId: b, weight: 1 },
      ],
      onUnknown: 'CASCADE',
    }
    const saved = await save({ rules: [rule, only(b)], note: 'first try', expectedVersion: 0 })
    expect(saved.routingPolicy).toMatchObject({ version: 1, newestVersion: 1, note: 'first try', savedBy: OPERATOR })
    const [large] = saved.routingPolicy.rules
    expect(large).toEqual({
      ...rule,
      when: { ...rule.when, amount: { currency: 'EUR', min: '100.00', max: '1000.00' } },
      candidates: [
        { gatewayId: a, gateway: { name: 'a' }, weight: 3 },
        { gatewayId: b, gateway: { name: 'b' }, weight: 1 },
      ],
    })
    const read = (await ask(`{ routingPolicy { ${POLICY} } }`)).data.routingPolicy
    expect(read).toEqual(saved.routingPolicy)
  })

  test('is not saved over a version that its author has not seen', async () => {
    const { a, b, ask, save } = await shop()
    await save({ rules: [only(a)] })
    const refused = await save({ rules: [only(b)], expectedVersion: 0 })
    expect(refused).toMatchObject({ __typename: 'InvalidStateError', code: 'INVALID_STATE', path: null })
    expect((await ask('{ routingPolicy { version } }')).data.routingPolicy.version).toBe(1)
  })

  test('goes back to an old version with a new one, and lists all of them a page at a time', async () => {
    const { a, b, ask, save, rollback } = await shop()
    await save({ rules: [only(a, 'to a')] })
    await save({ rules: [only(b, 'to b')] })
    expect((await rollback(1)).routingPolicy).toMatchObject({ version: 3, rules: [{ name: 'to a' }] })
    expect((await rollback(0)).routingPolicy).toMatchObject({ version: 4, rules: [{ name: 'all gateways in order' }] })
    expect(await rollback(9)).toMatchObject({ __typename: 'NotFoundError', path: ['version'] })
    const page = async (after?: string) =>
      (
        await ask(
          'query ($after: String) { routingPolicies(first: 3, after: $after) { nodes { version newestVersion } pageInfo { hasNextPage endCursor } } }',
          { after },
        )
      ).data.routingPolicies
    const first = await page()
    expect(first.nodes).toEqual([4, 3, 2].map((version) => ({ version, newestVersion: 4 })))
    expect(first.pageInfo.hasNextPage).toBe(true)
    const last = await page(first.pageInfo.endCursor)
    expect(last).toMatchObject({ nodes: [{ version: 1 }], pageInfo: { hasNextPage: false } })
  })

  test('HI2 refuses cursors of other lists and page sizes out of range', async () => {
    const { ask } = await shop()
    const pages = ['first: 0', 'first: 101', 'after: "x"', `after: "${childId('refund', samplePayment('o').id, 1)}"`]
    for (const page of [...pages, 'after: "version:"', 'after: "version:1e3"']) {
      expect(codesOf(await ask(`{ routingPolicies(${page}) { nodes { version } } }`))).toEqual(['BAD_REQUEST'])
    }
  })

  test('shows an old version whose account is gone, and does not bring it back', async () => {
    const { owner, a, b, ask, save, rollback } = await shop()
    await save({ rules: [only(a)] })
    await save({ rules: [only(b)] })
    accepted(await open.service.removeGateway(owner, { id: a }))
    const { data } = await ask(
      '{ routingPolicies { nodes { version rules { candidates { gatewayId gateway { name } } } } } }',
    )
    expect(data.routingPolicies.nodes[1]).toEqual({
      version: 1,
      rules: [{ candidates: [{ gatewayId: a, gateway: null }] }],
    })
    expect(await rollback(1)).toMatchObject({ __typename: 'ValidationError', path: ['version'] })
  })

  test('of one merchant is nothing to another', async () => {
    const [own, other] = [await shop(), await shop()]
    await other.save({ rules: [only(other.a)] })
    expect((await own.ask('{ routingPolicy { version } }')).data.routingPolicy.version).toBe(0)
    expect(await own.rollback(1)).toMatchObject({ __typename: 'NotFoundError' })
    expect(await own.save({ rules: [only(other.a)] })).toMatchObject({
      __typename: 'ValidationError',
      path: ['rules', '0', 'candidates', '0', 'gatewayId'],
    })
  })
})

describe('rules that make no sense are refused by the rule and the field', () => {
  const amount = (bounds: object) => ({ when: { amount: { currency: 'EUR', ...bounds } } })

  test.each([
    ['HM1 a negative amount', amount({ min: '-1' }), 'when.amount.min'],
    ['HM1 finer than the currency', amount({ max: '1.001' }), 'when.amount.max'],
    ['HM1 an amount as a number', amount({ min: 1 }), 'when.amount.min'],
    ['HM2 10,000 digits', amount({ max: '9'.repeat(10_000) }), 'when.amount.max'],
    ['HM3 a currency that is none', { when: { amount: { currency: 'XXX', min: '1' } } }, 'when.amount.currency'],
    ['HM3 a currency in small letters', { when: { amount: { currency: 'eur', max: '1' } } }, 'when.amount.currency'],
    ['HM3 a list of currencies with a number', { when: { currencies: [978] } }, 'when.currencies'],
    ['HT1 a name with a bidi override', { name: 'a\u202eb' }, 'name'],
    ['HT2 a card number for a name', { name: '4242424242424242' }, 'name'],
    ['HT2 a card number in metadata', { when: { metadata: { note: ['4242424242424242'] } } }, 'when.metadata.note'],
    ['HT3 metadata that is a list', { when: { metadata: ['a'] } }, 'when.metadata'],
    ['HT3 metadata of plain strings', { when: { metadata: { shelf: '7' } } }, 'when.metadata.shelf'],
    ['HT3 metadata of numbers', { when: { metadata: { shelf: [7] } } }, 'when.metadata.shelf'],
    ['an account that does not exist', { candidates: [{ gatewayId: 'gwa_1' }] }, 'candidates.0.gatewayId'],
    ['an empty name', { name: '' }, 'name'],
    ['a weight of zero', { strategy: 'WEIGHT', weight: 0 }, 'candidates.0.weight'],
    ['no weight where weights decide', { strategy: 'WEIGHT' }, 'candidates.0.weight'],
    ['a minimum above the maximum', amount({ min: '2', max: '1' }), 'when.amount'],
    ['a country of three letters', { when: { countries: ['DEU'] } }, 'when.countries'],
    ['an empty list', { when: { brands: [] } }, 'when.brands'],
  ])('%s', async (_what, { weight, ...change }: Record<string, unknown>, path) => {
    const { a, b, ask, save, simulate } = await shop()
    const candidate = { gatewayId: a, ...(weight === undefined ? {} : { weight }) }
    const rules = [only(b, 'fine'), { ...only(a, 'wrong'), candidates: [candidate], ...change }]
    for (const answer of [await save({ rules }), await simulate({ rules, payment: PAYMENT })]) {
      expect(answer).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION_FAILED' })
      const wanted = ['rules', '1', ...path.split('.')]
      expect(answer.path.slice(0, wanted.length)).toEqual(wanted)
      if (path !== 'name') expect(answer.message).toContain('“wrong”')
    }
    expect((await ask('{ routingPolicy { version } }')).data.routingPolicy.version).toBe(0)
  })

  test('two rules of one name', async () => {
    const { a, save } = await shop()
    const answer = await save({ rules: [only(a, 'same'), only(a, 'same')] })
    expect(answer).toMatchObject({ __typename: 'ValidationError', path: ['rules', '1', 'name'] })
  })

  test('HT1 HT2 a note with control characters or a card number', async () => {
    const { a, save } = await shop()
    for (const note of ['a\u0000b', '4242 4242 4242 4242', 'n'.repeat(501)]) {
      expect(await save({ rules: [only(a)], note })).toMatchObject({ __typename: 'ValidationError', path: ['note'] })
    }
  })
})

describe('a dry run', () => {
  test('tells where payments would go by the policy they go by, and why', async () => {
    const { a, b, save, simulate } = await shop()
    await save({ rules: [only(b, 'to b')] })
    const { decision, runs, shares } = await simulate({ payment: PAYMENT })
    expect(decision).toMatchObject({ rule: 'to b', policyVersion: 1 })
    expect(decision.candidates[0]).toEqual({ gateway: 'b', score: null, eliminatedBecause: null })
    expect([runs, shares]).toEqual([1, [{ gatewayId: b, gateway: 'b', runs: 1, share: 1 }]])
    expect(a).not.toBe(b)
  })

  test('gives the same shares for the same seed, and others for another', async () => {
    const { a, b, simulate } = await shop()
    const candidates = [
      { gatewayId: a, weight: 3 },
      { gatewayId: b, weight: 1 },
    ]
    const rules = [{ name: 'by weight', strategy: 'WEIGHT', candidates }]
    const run = (seed: string) => simulate({ rules, payment: PAYMENT, runs: 400, seed })
    const [one, again, other] = [await run('one'), await run('one'), await run('other')]
    expect(again).toEqual(one)
    expect(other.shares).not.toEqual(one.shares)
    const shareOf = (id: string): number =>
      one.shares.find(({ gatewayId }: { gatewayId: string }) => gatewayId === id)?.share ?? 0
    expect(shareOf(a)).toBeGreaterThan(0.65)
    expect(shareOf(a)).toBeLessThan(0.85)
    expect(shareOf(a) + shareOf(b)).toBeCloseTo(1)
  })

  test('tells that no rule holds', async () => {
    const { a, simulate } = await shop()
    const rules = [{ ...only(a), when: { currencies: ['JPY'] } }]
    const { decision, shares } = await simulate({ rules, payment: PAYMENT })
    expect([decision.rule, shares]).toEqual([null, []])
    expect(decision.candidates.filter((one: { eliminatedBecause: unknown }) => one.eliminatedBecause === null)).toEqual(
      [],
    )
  })

  test('saves nothing', async () => {
    const { a, ask, simulate } = await shop()
    await simulate({ rules: [only(a)], payment: PAYMENT })
    expect((await ask('{ routingPolicy { version } }')).data.routingPolicy.version).toBe(0)
  })

  test.each([
    ['HM1 an amount of zero', { payment: { amount: { amount: '0', currency: 'EUR' } } }, 'payment.amount.amount'],
    ['HM3 an unknown currency', { payment: { amount: { amount: '1', currency: 'EU' } } }, 'payment.amount.currency'],
    ['HT3 metadata that is nested', { payment: { ...PAYMENT, metadata: { a: {} } } }, 'payment.metadata.a'],
    ['HT1 a brand with a control character', { payment: { ...PAYMENT, brand: 'vi\u0000sa' } }, 'payment.brand'],
    ['too many runs', { payment: PAYMENT, runs: 1_000_000 }, 'runs'],
    ['no run', { payment: PAYMENT, runs: 0 }, 'runs'],
    ['a seed without end', { payment: PAYMENT, seed: 's'.repeat(10_000) }, 'seed'],
  ])('refuses %s by the field', async (_what, input, path) => {
    const { simulate } = await shop()
    expect(await simulate(input)).toMatchObject({ __typename: 'ValidationError', path: path.split('.') })
  })
})

describe('the decision of an attempt', () => {
  const attempt: AttemptView = {
    number: 1,
    gateway: 'a',
    accountId: 'gwa_1',
    status: 'APPROVED',
    amountMinor: 1000n,
    capture: true,
    startedAtMs: 0,
    deadlineMs: 30_000,
    reason: 'the best expected value',
    candidates: [{ gateway: 'a', score: 0.9 }, { gateway: 'b' }],
    eliminated: [{ gateway: 'c', because: 'its breaker is open', score: 0.1 }],
    rule: 'all',
    policyVersion: 3,
  } as unknown as AttemptView

  const decisionOf = async (view: AttemptView) => {
    const payment = samplePayment('order-1', { details: {}, attempts: [view] })
    const { ask } = createApi({ payment })
    const reply = await ask(`{ payment(id: "${payment.id}") { attempts { decision { ${DECISION} } } } }`)
    expect(reply.errors).toEqual([])
    return reply.data.payment.attempts[0].decision
  }

  test('names the candidates in order with their scores, then who was out by what', async () => {
    expect(await decisionOf(attempt)).toEqual({
      reason: 'the best expected value',
      rule: 'all',
      policyVersion: 3,
      candidates: [
        { gateway: 'a', score: 0.9, eliminatedBecause: null },
        { gateway: 'b', score: null, eliminatedBecause: null },
        { gateway: 'c', score: 0.1, eliminatedBecause: 'its breaker is open' },
      ],
    })
  })

  test('of a picture from before there were scores has the names alone', async () => {
    const { eliminated: _e, rule: _r, policyVersion: _p, ...old } = attempt
    const stored = { ...old, candidates: ['a', 'b'] } as unknown as AttemptView
    expect(await decisionOf(stored)).toEqual({
      reason: 'the best expected value',
      rule: null,
      policyVersion: null,
      candidates: ['a', 'b'].map((gateway) => ({ gateway, score: null, eliminatedBecause: null })),
    })
  })
})
