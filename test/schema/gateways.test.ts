import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { HealthDetails } from '../../src/resilience/snapshot.ts'
import { credentials, type OpenConfiguration, openConfiguration } from '../configuration/support.ts'
import { ACCOUNT, codesOf, createApi, type Reply } from './api.ts'

let open: OpenConfiguration
beforeAll(async () => {
  open = await openConfiguration()
  // A Postgres of its own begins in seconds, and on a busy machine in more.
}, 60_000)
afterEach(() => open.database.faults.set(undefined))
afterAll(() => open.close())

const OPERATOR = 'op_test_1'
const ERRORS = '... on Error { __typename code message path }'
const GATEWAY = `id name kind enabled weight position timeoutMs maxConcurrency webhookUrl
  costs { brands countries currencies fixed basisPoints }`

const HEALTH: HealthDetails = {
  atMs: 1_000,
  breaker: 'OPEN',
  load: 3,
  limit: 64,
  successRate: 0.25,
  latencyP50Ms: 120.4,
  latencyP95Ms: 900,
  lastProbeAtMs: 2_000,
  openUntilMs: 3_000,
  changedAtMs: 1_500,
  segments: {},
  unmappedCodes: [{ code: 'strange_code', count: 3, lastSeenAtMs: 4_000 }],
  version: 7,
}

const document = (name: string, selection = `gateway { ${GATEWAY} }`) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${selection} } ${ERRORS} } }`
}

/** A merchant of its own, and what its operator is answered. */
async function merchant(health: Readonly<Record<string, HealthDetails>> = {}) {
  const { merchantId } = await open.newOwner()
  const api = createApi({ configuration: open.service, merchantOf: () => merchantId, health })
  const change = async (name: string, input: object, selection?: string): Promise<Reply['data']> => {
    const reply = await api.ask(document(name, selection), { input }, OPERATOR)
    expect(reply.errors).toEqual([])
    return reply.data[name]
  }
  const add = async (name: string, input: object = {}) =>
    change('addGateway', { name, kind: 'sandbox', baseUrl: 'https://a.example', credentials, ...input })
  const list = async () => (await api.ask(`{ gateways { ${GATEWAY} } }`, undefined, OPERATOR)).data.gateways
  return { ...api, merchantId, change, add, list }
}

describe('gateway accounts', () => {
  test('are added with all that they have, and listed at once', async () => {
    const { add, list } = await merchant()
    const { __typename, gateway } = await add('a', {
      weight: 3,
      enabled: false,
      costs: [{ brands: ['visa'], countries: ['DE'], currencies: ['EUR'], fixed: '25', basisPoints: 140 }],
      timeoutMs: 5_000,
      maxConcurrency: 20,
    })
    expect([__typename, gateway]).toEqual([
      'AddGatewayPayload',
      {
        id: gateway.id,
        name: 'a',
        kind: 'sandbox',
        enabled: false,
        weight: 3,
        position: 1,
        timeoutMs: 5_000,
        maxConcurrency: 20,
        webhookUrl: `https://api.test/webhooks/${gateway.id}`,
        costs: [{ brands: ['visa'], countries: ['DE'], currencies: ['EUR'], fixed: '25', basisPoints: 140 }],
      },
    ])
    expect(await list()).toEqual([gateway])
  })

  test('keep what an update omits, and lose what it sets to null', async () => {
    const { add, change } = await merchant()
    const { gateway } = await add('a', { timeoutMs: 5_000, costs: [{ fixed: '10', basisPoints: 0 }] })
    const moved = await change('updateGateway', { id: gateway.id, weight: 7, enabled: false })
    expect(moved.gateway).toEqual({ ...gateway, weight: 7, enabled: false })
    const emptied = await change('updateGateway', { id: gateway.id, timeoutMs: null, costs: null, name: null })
    expect(emptied.gateway).toEqual({ ...moved.gateway, timeoutMs: null, costs: [] })
  })

  test('take their credentials along to another host, for credentials belong to a host', async () => {
    const { add, change } = await merchant()
    const { gateway } = await add('a')
    const baseUrl = 'https://b.example'
    const refused = await change('updateGateway', { id: gateway.id, baseUrl })
    expect(refused).toMatchObject({ __typename: 'ValidationError', path: ['credentials'] })
    expect(await change('updateGateway', { id: gateway.id, baseUrl, credentials })).toMatchObject({ gateway })
    expect(open.kept.get(gateway.id)?.baseUrl).toBe(baseUrl)
  })

  test('move to make room', async () => {
    const { add, change, list } = await merchant()
    await add('a')
    const { gateway } = await add('b')
    await change('updateGateway', { id: gateway.id, position: 1 })
    expect((await list()).map(({ name }: { name: string }) => name)).toEqual(['b', 'a'])
  })

  test('get new credentials, which only the vault has', async () => {
    const { add, change } = await merchant()
    const { gateway } = await add('a')
    const fresh = { ...credentials, clientSecret: 'another one' }
    const rotated = await change('rotateGatewayCredentials', { id: gateway.id, credentials: fresh })
    expect(rotated.gateway).toEqual(gateway)
    expect(open.kept.get(gateway.id)?.credentials).toEqual(fresh)
  })

  test('are removed with their credentials, and a second removal finds nothing', async () => {
    const { add, change, list } = await merchant()
    const { gateway } = await add('a')
    const remove = () => change('removeGateway', { id: gateway.id }, 'gatewayId')
    expect(await remove()).toEqual({ __typename: 'RemoveGatewayPayload', gatewayId: gateway.id })
    expect(open.kept.has(gateway.id)).toBe(false)
    expect(await list()).toEqual([])
    expect(await remove()).toMatchObject({ __typename: 'NotFoundError', path: ['id'] })
  })

  test('with a name that is taken are an InvalidStateError without a payment’s state', async () => {
    const { add, ask } = await merchant()
    await add('a')
    const input = { name: 'a', kind: 'sandbox', baseUrl: 'https://a.example', credentials }
    const query = document('addGateway').replace(
      ERRORS,
      '... on InvalidStateError { message status disputeStatus allowedActions }',
    )
    const { data } = await ask(query, { input }, OPERATOR)
    expect(data.addGateway).toMatchObject({
      __typename: 'InvalidStateError',
      status: null,
      disputeStatus: null,
      allowedActions: [],
    })
    expect(data.addGateway.message).toContain('already')
  })
})

describe('bad input is refused by the name of its field', () => {
  const cost = { fixed: '1', basisPoints: 1 }

  test.each([
    ['HT1 a name with a control character', { name: 'a\u0000b' }, 'name'],
    ['HT1 a name with a bidi override', { name: 'a\u202eb' }, 'name'],
    ['a name that is too long', { name: 'a'.repeat(65) }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['HT2 a card number for a name', { name: '4242 4242 4242 4242' }, 'name'],
    ['a kind that does not exist', { kind: 'none' }, 'kind'],
    ['a URL that is none', { baseUrl: 'nowhere' }, 'baseUrl'],
    ['HU1 a URL of a private address', { baseUrl: 'https://10.0.0.1' }, 'baseUrl'],
    ['a URL that is too long', { baseUrl: `https://a.example/${'a'.repeat(2_048)}` }, 'baseUrl'],
    ['credentials of another shape', { credentials: 'text' }, 'credentials'],
    ['a weight of zero', { weight: 0 }, 'weight'],
    ['a time-out that is too short', { timeoutMs: 10 }, 'timeoutMs'],
    ['a concurrency of zero', { maxConcurrency: 0 }, 'maxConcurrency'],
    ['HM1 a fixed cost as a number', { costs: [{ ...cost, fixed: 25 }] }, 'costs.0.fixed'],
    ['HM1 a negative fixed cost', { costs: [cost, { ...cost, fixed: '-1' }] }, 'costs.1.fixed'],
    ['HM1 digits that are not ASCII', { costs: [{ ...cost, fixed: '٢٥' }] }, 'costs.0.fixed'],
    ['HM2 10,000 digits', { costs: [{ ...cost, fixed: '9'.repeat(10_000) }] }, 'costs.0.fixed'],
    ['more than everything', { costs: [{ ...cost, basisPoints: 10_001 }] }, 'costs.0.basisPoints'],
    ['HM3 a currency in small letters', { costs: [{ ...cost, currencies: ['eur'] }] }, 'costs.0.currencies'],
    ['HM3 a currency that is a number', { costs: [{ ...cost, currencies: [978] }] }, 'costs.0.currencies'],
    ['a brand in capitals', { costs: [{ ...cost, brands: ['VISA'] }] }, 'costs.0.brands'],
    ['a country of three letters', { costs: [{ ...cost, countries: ['DEU'] }] }, 'costs.0.countries'],
  ])('%s', async (_what, input, path) => {
    const { add, list } = await merchant()
    const answer = await add('a', input)
    expect(answer).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION_FAILED' })
    expect(answer.path.slice(0, path.split('.').length).join('.')).toBe(path)
    expect(await list()).toEqual([])
  })
})

const EVERY: readonly (readonly [name: string, input: object])[] = [
  ['addGateway', { name: 'a', kind: 'sandbox', baseUrl: 'https://a.example', credentials }],
  ['updateGateway', { id: 'gwa_1', enabled: false }],
  ['rotateGatewayCredentials', { id: 'gwa_1', credentials }],
  ['removeGateway', { id: 'gwa_1' }],
  ['isolateGateway', { id: 'gwa_1' }],
  ['restoreGateway', { id: 'gwa_1' }],
  ['saveRoutingPolicy', { rules: [] }],
  ['rollbackRoutingPolicy', { version: 0 }],
]

describe('operators alone', () => {
  test.each(EVERY)('%s is a ForbiddenError for every other credential', async (name, input) => {
    const { ask, isolations } = createApi()
    for (const key of ['sk_test_1', 'sk_live_1', 'pk_test_1', 'pay_secret']) {
      const { data } = await ask(document(name, '__typename'), { input }, key)
      expect([key, data[name].__typename]).toEqual([key, 'ForbiddenError'])
    }
    expect(isolations).toEqual([])
  })

  test.each([
    'gateways { id }',
    'routingPolicy { version }',
    'routingPolicies { nodes { version } }',
    'simulateRouting(input: { payment: { amount: { amount: "1", currency: "EUR" } } }) { __typename }',
  ])('{ %s } is refused to every other credential', async (selection) => {
    const { ask } = createApi()
    for (const key of ['sk_test_1', 'pk_test_1', 'pay_secret']) {
      const { data, errors } = await ask(`{ ${selection} }`, undefined, key)
      const refused = errors[0]?.extensions.code ?? data.simulateRouting.__typename
      expect([key, refused]).toEqual([key, errors.length > 0 ? 'FORBIDDEN' : 'ForbiddenError'])
    }
  })

  test('HI1 another merchant’s and another mode’s account is one that does not exist', async () => {
    const [own, other] = [await merchant(), await merchant()]
    const { gateway } = await other.add('a')
    const live = createApi({ configuration: open.service, merchantOf: () => other.merchantId })
    for (const [name, input] of EVERY.slice(1, 6)) {
      const answers = [
        await own.ask(document(name, '__typename'), { input: { ...input, id: gateway.id } }, OPERATOR),
        await live.ask(document(name, '__typename'), { input: { ...input, id: gateway.id } }, 'op_live_1'),
        await own.ask(document(name, '__typename'), { input: { ...input, id: 'x'.repeat(10_000) } }, OPERATOR),
      ]
      for (const { data } of answers) {
        expect(data[name]).toEqual({
          __typename: 'NotFoundError',
          code: 'NOT_FOUND',
          message: 'There is no such object.',
          path: ['id'],
        })
      }
    }
    expect(await other.list()).toEqual([gateway])
    expect([...own.isolations, ...live.isolations]).toEqual([])
  })
})

describe('isolating by hand', () => {
  test('takes the account out of use and puts it back, and shows its health with the answer', async () => {
    const { ask, isolations, measurings } = createApi({ health: { [ACCOUNT.id]: HEALTH } })
    const answers = []
    for (const name of ['isolateGateway', 'restoreGateway']) {
      const query = document(name, 'gateway { name health { breaker } }')
      answers.push((await ask(query, { input: { id: ACCOUNT.id } }, OPERATOR)).data[name].gateway)
    }
    expect(answers).toEqual([
      { name: 'a', health: { breaker: 'ISOLATED' } },
      { name: 'a', health: { breaker: 'CLOSED' } },
    ])
    expect(isolations).toEqual([
      [ACCOUNT.id, true],
      [ACCOUNT.id, false],
    ])
    expect(measurings).toEqual([])
  })

  test('finds an account that the caches do not know yet', async () => {
    const { add, change, isolations } = await merchant()
    const { gateway } = await add('a')
    expect(await change('isolateGateway', { id: gateway.id })).toMatchObject({ gateway })
    expect(isolations).toEqual([[gateway.id, true]])
  })

  test('and listing go on while Postgres is down; changes are UNAVAILABLE', async () => {
    const { ask } = createApi()
    const isolate = await ask(document('isolateGateway'), { input: { id: ACCOUNT.id } }, OPERATOR)
    expect(isolate.data.isolateGateway.gateway.name).toBe('a')
    expect((await ask('{ gateways { name } }', undefined, OPERATOR)).data.gateways).toEqual([{ name: 'a' }])
    const update = await ask(document('updateGateway'), { input: { id: ACCOUNT.id } }, OPERATOR)
    expect(codesOf(update)).toEqual(['UNAVAILABLE'])
  })
})

describe('health', () => {
  test('shows what is measured, and null where nothing is', async () => {
    const { ask } = createApi({ health: { [ACCOUNT.id]: HEALTH } })
    const fields = 'breaker successRate latencyP50Ms latencyP95Ms load limit lastProbeAt openUntil changedAt'
    const query = `{ gateways { health { ${fields} } unmappedCodes { code count lastSeenAt } } }`
    expect((await ask(query, undefined, OPERATOR)).data.gateways).toEqual([
      {
        health: {
          breaker: 'OPEN',
          successRate: 0.25,
          latencyP50Ms: 120,
          latencyP95Ms: 900,
          load: 3,
          limit: 64,
          lastProbeAt: '1970-01-01T00:00:02.000Z',
          openUntil: '1970-01-01T00:00:03.000Z',
          changedAt: '1970-01-01T00:00:01.500Z',
        },
        unmappedCodes: [{ code: 'strange_code', count: 3, lastSeenAt: '1970-01-01T00:00:04.000Z' }],
      },
    ])
    const unmeasured = createApi()
    expect((await unmeasured.ask(query, undefined, OPERATOR)).data.gateways).toEqual([
      { health: null, unmappedCodes: [] },
    ])
  })

  test('is asked for once per account and request, and only when it is selected', async () => {
    const { ask, measurings } = createApi({ health: { [ACCOUNT.id]: HEALTH } })
    await ask('{ gateways { id name webhookUrl } }', undefined, OPERATOR)
    expect(measurings).toEqual([])
    const fields = 'health { breaker } again: health { load } unmappedCodes { code }'
    await ask(`{ gateways { ${fields} } more: gateways { ${fields} } }`, undefined, OPERATOR)
    expect(measurings).toEqual([ACCOUNT.id])
  })

  test('HG1 costs more than a field: a hundred times over is too much', async () => {
    const { ask, measurings } = createApi()
    const many = Array.from(
      { length: 49 },
      (_, index) => `g${index}: gateways { health { load } unmappedCodes { code } }`,
    )
    expect(codesOf(await ask(`{ ${many.join(' ')} }`, undefined, OPERATOR))).toEqual(['COST_EXCEEDED'])
    expect(measurings).toEqual([])
  })
})

describe('credentials', () => {
  test('are in no answer, no error and no log, whatever is asked and whatever is wrong', async () => {
    const canary = `canary${randomUUID().replaceAll('-', '')}`
    const lines: string[] = []
    const spies = (['info', 'warn', 'error', 'log', 'debug'] as const).map((level) =>
      vi
        .spyOn(console, level)
        .mockImplementation((...texts: unknown[]) => void lines.push(texts.map(String).join(' '))),
    )
    const secrets = { clientId: canary, clientSecret: canary, webhookSecret: credentials.webhookSecret }
    const { add, change, ask, list } = await merchant()
    const replies: unknown[] = []
    const { gateway } = await add('a', { credentials: secrets })
    replies.push(
      gateway,
      await list(),
      await change('rotateGatewayCredentials', { id: gateway.id, credentials: secrets }),
    )
    const wrong: readonly unknown[] = [
      canary,
      [canary],
      { clientId: [canary] },
      { ...secrets, webhookSecret: canary },
      { ...secrets, [canary]: canary },
      { ...secrets, clientSecret: { canary } },
      { password: canary },
    ]
    for (const credential of wrong) {
      replies.push(await add('b', { credentials: credential }))
      replies.push(await change('rotateGatewayCredentials', { id: gateway.id, credentials: credential }))
    }
    const input = { kind: 'sandbox', baseUrl: 'https://a.example', credentials: secrets }
    const documents: readonly (readonly [query: string, variables?: object])[] = [
      [document('addGateway'), { input }],
      [document('addGateway'), { input: { ...input, name: 'c', unknown: 1 } }],
      [document('addGateway'), { input: { ...input, name: 'c', weight: 'heavy' } }],
      [document('addGateway'), { input: [input] }],
      [document('addGateway'), { input: canary }],
      [document('rotateGatewayCredentials'), { input: { credentials: secrets } }],
      [`mutation { addGateway(input: { name: "c", credentials: { clientSecret: "${canary}" } }) { __typename } }`],
      [`mutation { addGateway(input: { credentials: { clientSecret "${canary}" } }) { __typename } }`],
      [`mutation { addGateway(input: "${canary}") { __typename } }`],
      [`mutation { addGateway(input: { credentials: "${canary}", weight: "${canary}" }) { __typename } }`],
      [`mutation { addGateway(input: { credentials: ${canary} `],
      [document('addGateway'), { input: { ...input, name: 'a' } }],
    ]
    for (const [query, variables] of documents) replies.push(await ask(query, variables, OPERATOR))
    open.database.faults.set({ kind: 'down', ms: 0 })
    replies.push(await ask(document('addGateway'), { input: { ...input, name: 'd' } }, OPERATOR))
    replies.push(
      await ask(document('rotateGatewayCredentials'), { input: { id: gateway.id, credentials: secrets } }, OPERATOR),
    )
    open.database.faults.set(undefined)
    for (const spy of spies) spy.mockRestore()
    for (const reply of replies) expect(JSON.stringify(reply)).not.toContain(canary)
    expect(lines.join('\n')).not.toContain(canary)
    expect(JSON.stringify([...open.kept.values()])).toContain(canary)
  })
})
