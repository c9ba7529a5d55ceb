import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { paymentIdFor } from '../../../src/ids/ids.ts'
import {
  connect,
  connected,
  connectionsOf,
  env,
  eventsOf,
  newMerchant,
  newPayment,
  pause,
  request,
  statusOf,
  subscribe,
  until,
} from './support.ts'

const init = (credential: string) => ({
  type: 'connection_init',
  payload: { authorization: `Bearer ${credential}` },
})

describe('HW1 the protocol’s close codes', () => {
  test('4400 for what is no message of the protocol', async () => {
    for (const frame of ['', 'null', '{}', '{"type":"start"}', '{"type":"subscribe","id":""}', '[]']) {
      const socket = await connect()
      socket.sendRaw(frame)
      expect(await socket.closed(), frame).toEqual({ code: 4400, reason: 'Invalid message' })
    }
  })

  test('4401 for a subscription before the acknowledgement', async () => {
    const socket = await connect()
    socket.send(statusOf('1', 'pay_1'))
    expect(await socket.closed()).toEqual({ code: 4401, reason: 'Unauthorized' })
  })

  test('4403 for a credential that is missing, unknown, or a publishable key', async () => {
    const { publishableKey } = await newMerchant()
    const payloads = [undefined, {}, { authorization: 'Bearer nothing' }, { authorization: `Bearer ${publishableKey}` }]
    for (const payload of payloads) {
      const socket = await connect()
      socket.send({ type: 'connection_init', payload })
      expect((await socket.closed()).code).toBe(4403)
    }
  })

  test('4406 for another subprotocol, or none', async () => {
    for (const protocol of ['graphql-ws', 'mqtt', '']) {
      const socket = await connect(protocol)
      expect(await socket.closed()).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' })
    }
  })

  test('4408 for a connection that is not initialised within three seconds', async () => {
    const socket = await connect()
    const startedAtMs = Date.now()
    expect((await socket.closed(6_000)).code).toBe(4408)
    expect(Date.now() - startedAtMs).toBeGreaterThan(2_500)
  })

  test('4409 for an id that is in use', async () => {
    const merchant = await newMerchant()
    const { id } = await newPayment(merchant)
    const socket = await connected(merchant.secretKey)
    socket.send(statusOf('one', id))
    socket.send(statusOf('one', id))
    expect(await socket.closed()).toEqual({ code: 4409, reason: 'Subscriber for one already exists' })
  })

  test('4429 for a second initialisation', async () => {
    const { secretKey } = await newMerchant()
    const socket = await connected(secretKey)
    socket.send(init(secretKey))
    expect((await socket.closed()).code).toBe(4429)
  })

  test('4500 when something goes wrong on our side', async () => {
    const merchant = await newMerchant()
    const payment = await newPayment(merchant)
    const socket = await connected(merchant.secretKey)
    socket.send(statusOf('one', payment.id))
    await socket.next()
    const [connection] = await connectionsOf(payment)
    if (connection === undefined) throw new Error('nobody follows the payment')
    await runInDurableObject(connection, (_object, { storage }) =>
      storage.sql.exec('ALTER TABLE subscriptions DROP COLUMN id'),
    )
    socket.send(statusOf('two', payment.id))
    expect(await socket.closed()).toEqual({ code: 4500, reason: 'Internal server error' })
  })

  test('pings are answered before and after the acknowledgement', async () => {
    const { secretKey } = await newMerchant()
    const socket = await connect()
    socket.send({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
    socket.send(init(secretKey))
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
    socket.send({ type: 'ping', payload: { at: 1 } })
    expect(await socket.next()).toEqual({ type: 'pong', payload: { at: 1 } })
  })
})

test('HW2 a socket has at most fifty subscriptions; one more is refused by its id, and the socket goes on', async () => {
  const merchant = await newMerchant()
  const payment = await newPayment(merchant)
  const socket = await connected(merchant.secretKey)
  for (let number = 1; number <= 51; number += 1) socket.send(statusOf(`s${number}`, payment.id))
  await until(() => socket.received.length === 52, 10_000)
  const errors = socket.received.filter(({ type }) => type === 'error')
  expect(errors).toMatchObject([{ id: 's51', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }])
  expect(await payment.subscribers()).toHaveLength(1)
  await payment.cancel()
  await until(() => socket.received.filter(({ type }) => type === 'complete').length === 50)
})

test('HW3 frames that are binary or larger than a request are refused', async () => {
  const { secretKey } = await newMerchant()
  const large = JSON.stringify({ type: 'ping', payload: { text: 'é'.repeat(60_000) } })
  for (const frame of [new TextEncoder().encode('{"type":"ping"}').buffer as ArrayBuffer, large]) {
    const socket = await connected(secretKey)
    socket.sendRaw(frame)
    expect((await socket.closed()).code).toBe(4400)
  }
})

describe('HW4 HI1 a payment that is not the caller’s', () => {
  test('answers exactly as an id that does not exist, and writes nothing', async () => {
    const [own, other] = [await newMerchant(), await newMerchant()]
    const [mine, foreign] = [await newPayment(own), await newPayment(other)]
    const guessed = paymentIdFor(own.caller.merchantId, 'TEST', 'guessed')
    const ids = [foreign.id, guessed, 'pay_', mine.id.replace('pay_', 'ref_'), 'x'.repeat(10_000)]
    for (const query of [statusOf, eventsOf]) {
      const socket = await connected(own.secretKey)
      for (const id of ids) {
        socket.send(query('q', id))
        const answer = await socket.next()
        const { requestId } = answer.payload[0].extensions
        expect(answer).toEqual({
          id: 'q',
          type: 'error',
          payload: [{ message: 'There is no such payment.', extensions: { code: 'NOT_FOUND', requestId } }],
        })
      }
    }
    const tables = (id: string) =>
      runInDurableObject(env.PAYMENTS.getByName(id), (_object, { storage }) =>
        storage.sql.exec(`SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'`).toArray(),
      )
    expect(await tables(guessed)).toEqual([])
    expect(await foreign.subscribers()).toEqual([])
  })

  test('a client secret opens its own payment alone, and no more of it than over HTTP', async () => {
    const merchant = await newMerchant()
    const [mine, other] = [await newPayment(merchant), await newPayment(merchant)]
    const socket = await connected(mine.clientSecret)
    socket.send(statusOf('mine', mine.id))
    expect(await socket.next()).toMatchObject({ id: 'mine', type: 'next' })
    socket.send(statusOf('other', other.id))
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] })
    socket.send(subscribe('data', `subscription { paymentEvents(paymentId: "${mine.id}") { data } }`))
    const refusal = { message: expect.stringContaining('PaymentEvent.data'), extensions: { code: 'FORBIDDEN' } }
    expect(await socket.next()).toMatchObject({ id: 'data', type: 'error', payload: [refusal] })
  })
})

test('HW5 a key that is revoked in mid-stream gets nothing more, and its socket is closed', async () => {
  const merchant = await newMerchant()
  const payment = await newPayment(merchant)
  const socket = await connected(merchant.secretKey)
  socket.send(statusOf('one', payment.id))
  await socket.next()
  await merchant.revoke(merchant.secretKey)
  // By then every isolate that remembers the key asks again.
  vi.setSystemTime(Date.now() + 60_000)
  await payment.cancel()
  await pause(300)
  vi.useRealTimers()
  expect(await socket.closed()).toEqual({ code: 4403, reason: 'Forbidden' })
  expect(socket.received).toHaveLength(2)
})

describe('a document over a socket', () => {
  test('has the bounds, rules and codes of a request over HTTP', async () => {
    const merchant = await newMerchant()
    const { id } = await newPayment(merchant)
    const socket = await connected(merchant.secretKey)
    const answers: readonly (readonly [query: string, code: string])[] = [
      ['subscription {', 'GRAPHQL_PARSE_FAILED'],
      [`subscription { payment(id: "${id}") { nothing } }`, 'BAD_REQUEST'],
      [`{ payment(id: "${id}") { id } }`, 'BAD_REQUEST'],
      [`subscription { payment(id: "${id}") { ${'a: id '.repeat(60)} } }`, 'COST_EXCEEDED'],
      [`subscription { paymentEvents(paymentId: "${id}", after: -1) { seq } }`, 'BAD_REQUEST'],
      [`subscription { a: payment(id: "${id}") { id } b: payment(id: "${id}") { id } }`, 'BAD_REQUEST'],
      [`subscription ($id: ID!) { payment(id: $id) { id } }`, 'BAD_REQUEST'],
      ['subscription { __typename }', 'BAD_REQUEST'],
    ]
    for (const [query, code] of answers) {
      socket.send(subscribe('q', query))
      const answer = await socket.next()
      expect([query, answer.type, answer.payload[0].extensions.code]).toEqual([query, 'error', code])
    }
  })

  test('may reach its root field through a fragment, and any field below it', async () => {
    const merchant = await newMerchant()
    const { id } = await newPayment(merchant)
    const socket = await connected(merchant.secretKey)
    const query = `subscription { ...Root } fragment Root on Subscription {
      event: paymentEvents(paymentId: "${id}") { id data payment { allowedActions refunds { nodes { id } } } }
    }`
    socket.send(subscribe('q', query))
    expect((await socket.next()).payload).toMatchObject({
      data: {
        event: {
          data: { amount: { amount: '10.00' } },
          payment: { allowedActions: ['CONFIRM', 'CANCEL'], refunds: { nodes: [] } },
        },
      },
    })
  })
})

test('a payment has a bounded number of subscribers, and those that are gone do not count for long', async () => {
  const merchant = await newMerchant()
  const payment = await newPayment(merchant)
  await runInDurableObject(payment.stub, (_object, { storage }) => {
    storage.sql.exec('CREATE TABLE subscribers (connection TEXT PRIMARY KEY) WITHOUT ROWID')
    for (let index = 0; index < 100; index += 1) {
      storage.sql.exec('INSERT INTO subscribers VALUES (?)', env.LIVE_CONNECTIONS.newUniqueId().toString())
    }
  })
  await evictDurableObject(payment.stub)
  const socket = await connected(merchant.secretKey)
  socket.send(statusOf('one', payment.id))
  expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] })
  await until(async () => (await payment.subscribers()).length === 0, 10_000)
  socket.send(statusOf('one', payment.id))
  expect(await socket.next()).toMatchObject({ type: 'next' })
})

test('a subscription over HTTP without an event stream is told how to ask', async () => {
  const { secretKey } = await newMerchant()
  const answer = await request({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ query: 'subscription { payment(id: "pay_1") { id } }' }),
  })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
})

test('the alarm leaves an open connection alone', async () => {
  const merchant = await newMerchant()
  const payment = await newPayment(merchant)
  const socket = await connected(merchant.secretKey)
  socket.send(statusOf('one', payment.id))
  await socket.next()
  const [connection] = await connectionsOf(payment)
  if (connection === undefined) throw new Error('nobody follows the payment')
  expect(await runDurableObjectAlarm(connection)).toBe(true)
  await payment.cancel()
  expect(await socket.next()).toMatchObject({ payload: { data: { payment: { status: 'CANCELED' } } } })
})
