import { evictDurableObject, listDurableObjectIds, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { newGatewayAccountId } from '../../../src/access/accountId.ts'
import type { LiveConnectionObject } from '../../../src/live/object.ts'
import { healthOf } from '../../../src/resilience/service.ts'
import {
  abort,
  connected,
  env,
  type Merchant,
  newMerchant,
  newPayment,
  pause,
  reader,
  request,
  setGateways,
  subscribe,
  until,
} from './support.ts'

const ONE = 'subscription ($id: ID) { gatewayHealth(id: $id) { id name health { breaker successRate } } }'
const healthQuery = (id: string, accountId?: string) =>
  subscribe(id, ONE, accountId === undefined ? {} : { id: accountId })

async function shop(...names: readonly string[]) {
  const merchant = await newMerchant()
  const accounts = await setGateways(merchant, names)
  const [first] = accounts
  if (first === undefined) throw new Error('no account')
  return { merchant, accounts, first, socket: await connected(merchant.operatorKey) }
}

const stubOf = (accountId: string) => env.GATEWAY_HEALTH.getByName(accountId)
const breakerOf = (message: { payload: { data: { gatewayHealth: { health: { breaker: string } | null } } } }) =>
  message.payload.data.gatewayHealth.health?.breaker ?? null

/** The connection object that holds a socket whose operator follows something. */
async function connectionFollowing(accountId: string): Promise<DurableObjectStub<LiveConnectionObject>> {
  const rows = await runInDurableObject(stubOf(accountId) as never, (_object, { storage: { sql } }) =>
    sql.exec<{ connection: string }>('SELECT connection FROM subscribers').toArray(),
  )
  const known = await listDurableObjectIds(env.LIVE_CONNECTIONS)
  const id = known.find((one) => rows.some(({ connection }) => connection === one.toString()))
  if (id === undefined) throw new Error('nobody follows the account')
  return env.LIVE_CONNECTIONS.get(id)
}

const failure = (atMs: number) => ({ atMs, proper: false, reason: 'time_out' })
const openBreaker = async (accountId: string): Promise<void> => {
  for (let count = 0; count < 10; count += 1) await healthOf(env, accountId).report(failure(Date.now()))
}

const stream = (key: string, variables: object = {}) =>
  request({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${key}`,
    },
    body: JSON.stringify({ query: ONE, variables }),
  })

describe('the health of a gateway, live', () => {
  test('begins with what is known, which may be nothing, and tells each change of the breaker', async () => {
    const { first, socket } = await shop('a')
    socket.send(healthQuery('h', first.id))
    expect(await socket.next()).toEqual({
      id: 'h',
      type: 'next',
      payload: { data: { gatewayHealth: { id: first.id, name: 'a', health: null } } },
    })
    await healthOf(env, first.id).isolate(true)
    expect(breakerOf(await socket.next())).toBe('ISOLATED')
    await healthOf(env, first.id).isolate(false)
    expect(breakerOf(await socket.next())).toBe('CLOSED')
    await openBreaker(first.id)
    await until(() => socket.received.some((message) => message.type === 'next' && breakerOf(message) === 'OPEN'))
  })

  test('of all accounts begins with each of them and tells the one that changed', async () => {
    const { accounts, socket } = await shop('a', 'b', 'c')
    socket.send(healthQuery('all'))
    const begun = [await socket.next(), await socket.next(), await socket.next()]
    expect(begun.map(({ payload }) => payload.data.gatewayHealth.name)).toEqual(['a', 'b', 'c'])
    const [, second] = accounts
    await healthOf(env, second?.id ?? '').isolate(true)
    const { payload } = await socket.next()
    expect(payload.data.gatewayHealth).toEqual({
      id: second?.id,
      name: 'b',
      health: { breaker: 'ISOLATED', successRate: null },
    })
  })

  test('tells new figures at most once a second', async () => {
    const { first, socket } = await shop('a')
    socket.send(healthQuery('h', first.id))
    await socket.next()
    const startedAtMs = Date.now()
    while (Date.now() - startedAtMs < 2_500) {
      const observation = { atMs: Date.now(), proper: true, approved: true, latencyMs: 20, segment: '' }
      await healthOf(env, first.id).exchange({
        isolateId: 'isolate',
        observations: [observation],
        inFlight: 1,
        wantsProbe: false,
      })
      await pause(25)
    }
    const told = socket.received.filter(({ type }) => type === 'next').length - 1
    expect(told).toBeGreaterThanOrEqual(1)
    expect(told).toBeLessThanOrEqual(4)
  })

  test('LV2 goes on after its connection has hibernated, and names the account that changed alone', async () => {
    const { accounts, first, socket } = await shop('a', 'b')
    socket.send(healthQuery('all'))
    await socket.next()
    await socket.next()
    await evictDurableObject(await connectionFollowing(first.id))
    await healthOf(env, first.id).isolate(true)
    expect(breakerOf(await socket.next())).toBe('ISOLATED')
    await pause(100)
    expect(socket.received).toHaveLength(4)
    expect(accounts).toHaveLength(2)
  })

  test('LV2 goes on after the health object was evicted, and after both were', async () => {
    const { first, socket } = await shop('a')
    socket.send(healthQuery('h', first.id))
    await socket.next()
    await evictDurableObject(stubOf(first.id))
    await healthOf(env, first.id).isolate(true)
    await until(() => socket.received.some((message) => message.type === 'next' && breakerOf(message) === 'ISOLATED'))
    const heard = socket.received.length
    await evictDurableObject(await connectionFollowing(first.id))
    await evictDurableObject(stubOf(first.id))
    await healthOf(env, first.id).isolate(false)
    await until(() => socket.received.slice(heard).some((message) => breakerOf(message) === 'CLOSED'))
  })

  test('is told beside a payment over the same socket, and ends by itself alone', async () => {
    const { merchant, first, socket } = await shop('a')
    const payment = await newPayment(merchant)
    socket.send(healthQuery('h', first.id))
    await socket.next()
    socket.send(subscribe('p', `subscription { payment(id: "${payment.id}") { status } }`))
    await socket.next()
    socket.send({ id: 'h', type: 'complete' })
    await healthOf(env, first.id).isolate(true)
    await payment.cancel()
    const next = await socket.next()
    expect([next.id, next.payload.data.payment.status]).toEqual(['p', 'CANCELED'])
  })

  test('ends with NOT_FOUND where the account is removed meanwhile', async () => {
    const { merchant, first, socket } = await shop('a')
    socket.send(healthQuery('h', first.id))
    await socket.next()
    await setGateways(merchant, ['another'])
    // The isolate keeps what it knows for some seconds.
    await until(async () => {
      await healthOf(env, first.id).isolate(true)
      await healthOf(env, first.id).isolate(false)
      return socket.received.some(({ type }) => type === 'error')
    }, 15_000)
    const { payload } = socket.received.find(({ type }) => type === 'error')
    expect(payload[0].extensions.code).toBe('NOT_FOUND')
  })
})

describe('HW4 HI1 the health of a gateway is its merchant’s operators’', () => {
  const ask = async ({ operatorKey }: Merchant, accountId: string) => {
    const socket = await connected(operatorKey)
    socket.send(healthQuery('h', accountId))
    const { type, payload } = await socket.next()
    const { requestId: _own, ...extensions } = payload[0].extensions
    return { type, ...payload[0], extensions, locations: undefined }
  }

  test('answers another merchant’s account exactly as one that does not exist, and subscribes nobody', async () => {
    const [own, other] = [await shop('a'), await shop('a')]
    const answers = await Promise.all(
      [other.first.id, newGatewayAccountId(), 'gwa_', 'x'.repeat(10_000)].map((id) => ask(own.merchant, id)),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject({ type: 'error', extensions: { code: 'NOT_FOUND' } })
    const tables = await runInDurableObject(stubOf(other.first.id) as never, (_object, { storage: { sql } }) =>
      sql.exec(`SELECT name FROM sqlite_master WHERE name = 'subscribers'`).toArray(),
    )
    expect(tables).toEqual([])
  })

  test('refuses a secret key and a client secret, also for an account that does not exist', async () => {
    const { merchant, first } = await shop('a')
    const { clientSecret } = await newPayment(merchant)
    for (const key of [merchant.secretKey, clientSecret]) {
      const socket = await connected(key)
      for (const id of [first.id, newGatewayAccountId()]) {
        socket.send(healthQuery('h', id))
        expect((await socket.next()).payload[0].extensions.code).toBe('FORBIDDEN')
      }
      expect((await stream(key, { id: first.id })).status).toBe(403)
    }
  })

  test('HW5 ends a socket whose key was revoked with the next change', async () => {
    const { merchant, first, socket } = await shop('a')
    socket.send(healthQuery('h', first.id))
    await socket.next()
    await merchant.revoke(merchant.operatorKey)
    // By then every isolate that remembers the key asks again.
    vi.setSystemTime(Date.now() + 60_000)
    await healthOf(env, first.id).isolate(true)
    await pause(300)
    vi.useRealTimers()
    expect(await socket.closed()).toEqual({ code: 4403, reason: 'Forbidden' })
    expect(socket.received).toHaveLength(2)
  })
})

describe('the health of a gateway as an event stream', () => {
  test('begins with what is known, then tells changes of any account', async () => {
    const { merchant, accounts, first } = await shop('a', 'b')
    const response = await stream(merchant.operatorKey)
    const next = reader(response)
    const told = async () => JSON.parse((await next())?.data ?? '').data.gatewayHealth
    expect([(await told()).name, (await told()).name]).toEqual(['a', 'b'])
    await healthOf(env, accounts[1]?.id ?? '').isolate(true)
    expect(await told()).toMatchObject({ name: 'b', health: { breaker: 'ISOLATED' } })
    await healthOf(env, first.id).isolate(true)
    expect(await told()).toMatchObject({ name: 'a', health: { breaker: 'ISOLATED' } })
    await response.body?.cancel().catch(() => undefined)
  })

  test('CR4 goes on after the health object was lost under it', async () => {
    const { merchant, first } = await shop('a')
    const response = await stream(merchant.operatorKey, { id: first.id })
    const next = reader(response)
    await next()
    await pause(50)
    await abort(stubOf(first.id))
    await healthOf(env, first.id).isolate(true)
    for (;;) {
      const { health } = JSON.parse((await next())?.data ?? '').data.gatewayHealth
      if (health?.breaker === 'ISOLATED') break
    }
    await response.body?.cancel().catch(() => undefined)
  })

  test('HW4 answers another merchant’s account as one that does not exist', async () => {
    const [own, other] = [await shop('a'), await shop('a')]
    const response = await stream(own.merchant.operatorKey, { id: other.first.id })
    const error = await reader(response)()
    expect(JSON.parse(error?.data ?? '')).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
  })
})
