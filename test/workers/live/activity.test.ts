import { evictDurableObject, listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { decodePoint, encodePoint } from '../../../src/activity/cursor.ts'
import { activityOf } from '../../../src/activity/service.ts'
import { ALL_SHARDS, shardName, shardOf } from '../../../src/activity/shard.ts'
import { type Session, sessionOf } from '../../../src/live/session.ts'
import {
  abort,
  connected,
  env,
  type Merchant,
  newMerchant,
  newPayment,
  type Payment,
  pause,
  reader,
  request,
  type Socket,
  subscribe,
  until,
} from './support.ts'

const FEED = `subscription ($after: String, $filter: PaymentActivityFilter) {
  paymentActivity(after: $after, filter: $filter) { cursor event { id seq type } }
}`
const PAGE = `query ($filter: PaymentActivityFilter) {
  paymentActivity(first: 100, filter: $filter) { nodes { cursor event { id } } resumeAfter }
}`

const feedOf = (id: string, variables: object = {}) => subscribe(id, FEED, variables)

const post = async (merchant: Merchant, query: string, variables: object = {}) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${merchant.secretKey}` }
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
  return (await (await request({ method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json()) as any
}

/** Until a payment's newest event is in its merchant's feed. */
const announced = ({ caller }: Merchant, payment: Payment, count: number) =>
  until(async () => {
    const { activities } = await activityOf(env, caller, shardOf(payment.id)).readOn(0, 500)
    return activities.filter(({ paymentId }) => paymentId === payment.id).length >= count
  })

const eventIds = (socket: Socket, id: string): readonly string[] =>
  socket.received
    .filter((message) => message.type === 'next' && message.id === id)
    .map(({ payload }) => payload.data.paymentActivity.event.id)

const eventId = ({ id }: Payment, seq: number) => `${id.replace('pay_', 'evt_')}_${seq}`

/** Where the feed is now, as the query tells. */
const nowOf = async (merchant: Merchant): Promise<string> => {
  const { data } = await post(merchant, PAGE)
  return data.paymentActivity.resumeAfter
}

const connectionsFollowing = async ({ caller }: Merchant) => {
  const shard = env.ACTIVITY.getByName(shardName(caller, 0))
  const names = await runInDurableObject(shard, (_object, { storage: { sql } }) =>
    sql.exec('SELECT name FROM sqlite_master').toArray().length === 0
      ? []
      : sql.exec<{ connection: string }>('SELECT connection FROM subscribers').toArray(),
  )
  const ids = new Set(names.map(({ connection }) => connection.replace('connection ', '')))
  const known = await listDurableObjectIds(env.LIVE_CONNECTIONS)
  return known.filter((id) => ids.has(id.toString())).map((id) => env.LIVE_CONNECTIONS.get(id))
}

describe('a merchant’s feed over a socket', () => {
  test('goes on after a page of the query with everything that is newer, each once', async () => {
    const merchant = await newMerchant()
    const before = await newPayment(merchant)
    await announced(merchant, before, 1)
    const page = (await post(merchant, PAGE)).data.paymentActivity
    expect(page.nodes).toMatchObject([{ event: { id: eventId(before, 1) } }])
    const between = await newPayment(merchant)
    await announced(merchant, between, 1)
    const socket = await connected(merchant.operatorKey)
    socket.send(feedOf('feed', { after: page.resumeAfter }))
    await until(() => eventIds(socket, 'feed').length === 1)
    await before.cancel()
    await until(() => eventIds(socket, 'feed').length === 2)
    expect(eventIds(socket, 'feed')).toEqual([eventId(between, 1), eventId(before, 2)])
    const [first] = socket.received.filter(({ type }) => type === 'next')
    socket.send(feedOf('again', { after: first.payload.data.paymentActivity.cursor }))
    await until(() => eventIds(socket, 'again').length === 1)
    expect(eventIds(socket, 'again')).toEqual([eventId(before, 2)])
  })

  test('without `after` begins now, and a filter lets through what it says', async () => {
    const merchant = await newMerchant()
    const old = await newPayment(merchant)
    await announced(merchant, old, 1)
    const socket = await connected(merchant.secretKey)
    socket.send(feedOf('all'))
    socket.send(feedOf('canceled', { filter: { type: ['PAYMENT_CANCELED'] } }))
    socket.send(feedOf('one', { filter: { paymentId: old.id } }))
    await until(async () => (await begunOf(merchant)) === 3)
    const young = await newPayment(merchant)
    await old.cancel()
    await young.cancel()
    await until(() => eventIds(socket, 'all').length === 3 && eventIds(socket, 'canceled').length === 2)
    expect([...eventIds(socket, 'all')].sort()).toEqual([eventId(old, 2), eventId(young, 1), eventId(young, 2)].sort())
    expect(eventIds(socket, 'one')).toEqual([eventId(old, 2)])
  })

  test('LV2 keeps its place while its connection hibernates, also past what a filter kept back', async () => {
    const merchant = await newMerchant()
    const after = await nowOf(merchant)
    const socket = await connected(merchant.secretKey)
    socket.send(feedOf('all', { after }))
    socket.send(feedOf('canceled', { after, filter: { type: ['PAYMENT_CANCELED'] } }))
    await until(async () => (await begunOf(merchant)) === 2)
    const payments: Payment[] = []
    for (let round = 1; round <= 4; round += 1) {
      for (const connection of await connectionsFollowing(merchant)) await evictDurableObject(connection)
      const payment = await newPayment(merchant)
      payments.push(payment)
      await until(() => eventIds(socket, 'all').length === 2 * round - 1)
      for (const connection of await connectionsFollowing(merchant)) await evictDurableObject(connection)
      await evictDurableObject(env.ACTIVITY.getByName(shardName(merchant.caller, shardOf(payment.id))))
      await payment.cancel()
      await until(() => eventIds(socket, 'all').length === 2 * round && eventIds(socket, 'canceled').length === round)
    }
    expect(eventIds(socket, 'all')).toEqual(payments.flatMap((one) => [eventId(one, 1), eventId(one, 2)]))
    expect(eventIds(socket, 'canceled')).toEqual(payments.map((one) => eventId(one, 2)))
  })

  test('LV2 hears from a shard’s next memory what its last one did not get to tell', async () => {
    const merchant = await newMerchant()
    const after = await nowOf(merchant)
    const socket = await connected(merchant.secretKey)
    socket.send(feedOf('all', { after }))
    await until(async () => (await begunOf(merchant)) === 1)
    const payment = await newPayment(merchant)
    await abort(env.ACTIVITY.getByName(shardName(merchant.caller, shardOf(payment.id))))
    await payment.cancel()
    await until(() => eventIds(socket, 'all').length === 2, 5_000)
    expect(eventIds(socket, 'all')).toEqual([eventId(payment, 1), eventId(payment, 2)])
  })

  test('reads the state after each event where it is selected, as `paymentEvents` shows it', async () => {
    const merchant = await newMerchant()
    const after = await nowOf(merchant)
    const payment = await newPayment(merchant, { description: 'Two books' })
    await payment.cancel()
    await announced(merchant, payment, 2)
    const socket = await connected(merchant.secretKey)
    const fields = 'seq data payment { status description }'
    socket.send(
      subscribe('feed', `subscription ($after: String) { paymentActivity(after: $after) { event { ${fields} } } }`, {
        after,
      }),
    )
    socket.send(subscribe('log', `subscription { paymentEvents(paymentId: "${payment.id}") { ${fields} } }`))
    await until(() => socket.received.filter(({ type }) => type === 'next').length === 4)
    const events = (id: string, of: (data: Record<string, { event: unknown }>) => unknown) =>
      socket.received.filter((message) => message.id === id).map(({ payload }) => of(payload.data))
    const feed = events('feed', ({ paymentActivity }) => paymentActivity?.event)
    expect(feed).toEqual(events('log', ({ paymentEvents }) => paymentEvents))
    expect(feed).toMatchObject([
      { data: { description: 'Two books' }, payment: { status: 'REQUIRES_PAYMENT_METHOD', description: 'Two books' } },
      { payment: { status: 'CANCELED' } },
    ])
  })

  test('HW4 refuses a cursor of another merchant or mode, and one that was changed', async () => {
    const [own, other] = [await newMerchant(), await newMerchant()]
    const foreign = await nowOf(other)
    const live = encodePoint(env.SIGNING_SECRET, { ...own.caller, mode: 'LIVE' }, { place: [0] })
    const socket = await connected(own.secretKey)
    for (const after of [foreign, live, `${await nowOf(own)}x`, 'x'.repeat(50_000)]) {
      socket.send(feedOf('feed', { after }))
      expect(await socket.next()).toMatchObject({
        type: 'error',
        payload: [{ message: expect.stringContaining('after is not a cursor'), extensions: { code: 'BAD_REQUEST' } }],
      })
    }
  })

  test('refuses a place of which something is no longer kept, and says what to do', async () => {
    const merchant = await newMerchant()
    const cursor = await nowOf(merchant)
    const payment = await newPayment(merchant)
    await announced(merchant, payment, 1)
    await payment.cancel()
    await announced(merchant, payment, 2)
    await runInDurableObject(
      env.ACTIVITY.getByName(shardName(merchant.caller, shardOf(payment.id))),
      (_object, { storage: { sql } }) =>
        sql.exec('DELETE FROM activity WHERE first < (SELECT max(first) FROM activity)').rowsWritten,
    )
    const socket = await connected(merchant.secretKey)
    socket.send(feedOf('feed', { after: cursor }))
    const { payload } = await socket.next()
    expect(payload).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
    expect(payload[0].message).toMatch(/^after is older than what is kept: .* 30 days.* Query.paymentActivity/)
    socket.send(feedOf('anew', { after: await nowOf(merchant) }))
    await until(async () => (await begunOf(merchant)) === 1)
  })

  test('is for secret and operator keys: a client secret gets FORBIDDEN', async () => {
    const payment = await newPayment(await newMerchant())
    const socket = await connected(payment.clientSecret)
    socket.send(feedOf('feed'))
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] })
  })

  test('HW2 fifty feeds with places of sixteen shards each fit one connection’s attachment', async () => {
    const merchant = await newMerchant()
    const socket = await connected(merchant.secretKey)
    for (let index = 0; index < 50; index += 1) socket.send(feedOf(`s${index}`))
    await until(async () => (await begunOf(merchant)) === 50, 10_000)
    const [connection] = await connectionsFollowing(merchant)
    if (connection === undefined) throw new Error('nobody follows the feed')
    const sent = await runInDurableObject(connection, (_object, context) => {
      const [own] = context.getWebSockets()
      if (own === undefined) throw new Error('no socket')
      const session = sessionOf(own)
      const places = Object.keys(session.sent).map((number) => [
        number,
        Array.from({ length: 16 }, (_, shard) => 2 ** 40 + shard),
      ])
      own.serializeAttachment({ ...session, sent: Object.fromEntries(places) } satisfies Session)
      return Object.keys(sessionOf(own).sent).length
    })
    expect(sent).toBe(50)
  })
})

/** How many subscriptions of the merchant's connections have a place to go on from. */
async function begunOf(merchant: Merchant): Promise<number> {
  const counts = (await connectionsFollowing(merchant)).map((connection) =>
    runInDurableObject(connection, (_object, context) =>
      context.getWebSockets().reduce((sum, socket) => sum + Object.keys(sessionOf(socket).sent).length, 0),
    ),
  )
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

describe('a merchant’s feed as an event stream', () => {
  const stream = (merchant: Merchant, variables: object, headers: Readonly<Record<string, string>> = {}) =>
    request({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${merchant.secretKey}`,
        ...headers,
      },
      body: JSON.stringify({ query: FEED, variables }),
    })

  /** The id of the next event that is one, and the event. */
  const told = async (next: ReturnType<typeof reader>) => {
    for (;;) {
      const event = await next()
      if (event?.event === 'next') return { id: event.id ?? '', ...JSON.parse(event.data ?? '').data.paymentActivity }
      if (event === undefined) throw new Error('the stream ended')
    }
  }

  test('has the cursor as each event’s id, which overrides `after` when the client comes back', async () => {
    const merchant = await newMerchant()
    const after = await nowOf(merchant)
    const payment = await newPayment(merchant)
    const response = await stream(merchant, { after })
    const next = reader(response)
    const first = await told(next)
    expect(first).toMatchObject({ cursor: first.id, event: { id: eventId(payment, 1) } })
    await payment.cancel()
    expect((await told(next)).event.id).toBe(eventId(payment, 2))
    await response.body?.cancel().catch(() => undefined)
    const back = reader(await stream(merchant, { after }, { 'last-event-id': first.id }))
    expect((await told(back)).event.id).toBe(eventId(payment, 2))
  })

  test('says at once where it begins, so that a client that hears nothing misses nothing either', async () => {
    const merchant = await newMerchant()
    const started = await reader(await stream(merchant, {}))()
    expect(Object.keys(started ?? {})).toEqual(['id'])
    const payment = await newPayment(merchant)
    const back = reader(await stream(merchant, {}, { 'last-event-id': started?.id ?? '' }))
    expect((await told(back)).event.id).toBe(eventId(payment, 1))
  })

  test('refuses a Last-Event-ID that is no cursor of this feed', async () => {
    const merchant = await newMerchant()
    for (const id of ['7', await nowOf(await newMerchant())]) {
      const next = reader(await stream(merchant, {}, { 'last-event-id': id }))
      expect(JSON.parse((await next())?.data ?? '')).toMatchObject({
        errors: [{ extensions: { code: 'BAD_REQUEST' }, message: expect.stringContaining('after') }],
      })
      expect(await next()).toEqual({ event: 'complete', data: '' })
    }
  })
})

describe('LV3 a reader of the feed that does not read', () => {
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, 'x'.repeat(500)]))
  const QUERY = 'subscription ($after: String) { paymentActivity(after: $after) { event { id payment { metadata } } } }'
  const PAYMENTS = 48

  test('is kept a bounded part, while the merchant goes on, and gets the rest once it answers', async () => {
    const merchant = await newMerchant()
    const after = await nowOf(merchant)
    const [slow, quick] = [await connected(merchant.secretKey), await connected(merchant.secretKey)]
    slow.send(subscribe('feed', QUERY, { after }))
    quick.send(feedOf('feed', { after }))
    const payments: Payment[] = []
    for (let index = 0; index < PAYMENTS; index += 1) payments.push(await newPayment(merchant, { metadata }))
    // Whoever reads is not held up by who does not.
    await until(() => eventIds(quick, 'feed').length === PAYMENTS, 10_000)
    await until(() => slow.received.some(({ type }) => type === 'ping'))
    await pause(300)
    expect(eventIds(slow, 'feed').length).toBeLessThan(PAYMENTS)
    expect(JSON.stringify(slow.received).length).toBeLessThan(1.5 * 1024 * 1024)
    slow.send({ type: 'pong' })
    await until(() => eventIds(slow, 'feed').length === PAYMENTS, 10_000)
    expect([...eventIds(slow, 'feed')].sort()).toEqual(payments.map((one) => eventId(one, 1)).sort())
  })
})

describe('HW5 a socket on which nothing happens', () => {
  test('is closed with 4403 within moments of its next look when its key was revoked', async () => {
    const merchant = await newMerchant()
    const socket = await connected(merchant.secretKey)
    socket.send(feedOf('feed'))
    await until(async () => (await begunOf(merchant)) === 1)
    const [connection] = await connectionsFollowing(merchant)
    if (connection === undefined) throw new Error('nobody follows the feed')
    const alarmIn = () =>
      runInDurableObject(connection, async (_object, { storage }) => ((await storage.getAlarm()) ?? 0) - Date.now())
    expect(await alarmIn()).toBeLessThanOrEqual(60_000)
    await runDurableObjectAlarm(connection)
    expect(await alarmIn()).toBeGreaterThan(40_000)
    await merchant.revoke(merchant.secretKey)
    // By then every isolate that remembers the key asks again.
    vi.setSystemTime(Date.now() + 60_000)
    await runDurableObjectAlarm(connection)
    vi.useRealTimers()
    expect(await socket.closed()).toEqual({ code: 4403, reason: 'Forbidden' })
  })

  test('sleeps on undisturbed when a client secret opened it', async () => {
    const payment = await newPayment(await newMerchant())
    const socket = await connected(payment.clientSecret)
    socket.send(subscribe('one', `subscription { payment(id: "${payment.id}") { status } }`))
    await socket.next()
    const [id] = await payment.subscribers()
    const connection = env.LIVE_CONNECTIONS.get(env.LIVE_CONNECTIONS.idFromString(id ?? ''))
    const alarmAtMs = await runInDurableObject(connection, (_object, { storage }) => storage.getAlarm())
    expect((alarmAtMs ?? 0) - Date.now()).toBeGreaterThan(5 * 3_600_000)
  })
})

test('a cursor of the feed names a place in each of its shards', async () => {
  const merchant = await newMerchant()
  const point = decodePoint(env.SIGNING_SECRET, merchant.caller, await nowOf(merchant))
  expect(point).toEqual({ place: ALL_SHARDS.map(() => 0) })
})
