import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { abort, connected, connectionsOf, eventsOf, newMerchant, newPayment, statusOf, until } from './support.ts'

/** A payment, and a socket that has its state and its events so far. */
async function followed() {
  const merchant = await newMerchant()
  const payment = await newPayment(merchant)
  const socket = await connected(merchant.secretKey)
  socket.send(statusOf('state', payment.id))
  expect((await socket.next()).payload.data.payment.status).toBe('REQUIRES_PAYMENT_METHOD')
  socket.send(eventsOf('events', payment.id))
  expect((await socket.next()).payload.data.paymentEvents.seq).toBe(1)
  const [connection] = await connectionsOf(payment)
  if (connection === undefined) throw new Error('nobody follows the payment')
  return { payment, socket, connection }
}

async function hearsTheRest(socket: Awaited<ReturnType<typeof followed>>['socket']) {
  await until(() => socket.received.length >= 6)
  const rest = socket.received.slice(3)
  const about = (id: string) => rest.filter((message) => message.id === id)
  expect(about('state')).toEqual([
    { id: 'state', type: 'next', payload: { data: { payment: { status: 'CANCELED' } } } },
    { id: 'state', type: 'complete' },
  ])
  expect(about('events')).toEqual([
    { id: 'events', type: 'next', payload: { data: { paymentEvents: { seq: 2, type: 'PAYMENT_CANCELED' } } } },
  ])
}

describe('a live subscription', () => {
  test('hears of a change at once', async () => {
    const { payment, socket } = await followed()
    await payment.cancel()
    await hearsTheRest(socket)
  })

  test('LV2 hears of a change after its connection has hibernated', async () => {
    const { payment, socket, connection } = await followed()
    await evictDurableObject(connection)
    await payment.cancel()
    await hearsTheRest(socket)
  })

  test('LV2 hears of a change after the payment’s object was evicted', async () => {
    const { payment, socket } = await followed()
    await evictDurableObject(payment.stub)
    await payment.cancel()
    await hearsTheRest(socket)
  })

  test('LV2 hears of a change after both were evicted', async () => {
    const { payment, socket, connection } = await followed()
    await evictDurableObject(connection)
    await evictDurableObject(payment.stub)
    await payment.cancel()
    await hearsTheRest(socket)
  })

  test('LV2 hears of a change that was committed and never told, once its payment wakes', async () => {
    const { payment, socket } = await followed()
    const cancelled = payment.cancel().catch(() => undefined)
    await until(async () => (await commitsOf(payment.stub)) === 2)
    await abort(payment.stub)
    await cancelled
    await payment.subscribers()
    await hearsTheRest(socket)
  })

  test('LV2 is closed, not left in silence, when its connection’s object crashes', async () => {
    const { payment, socket, connection } = await followed()
    await abort(connection)
    await payment.cancel()
    await until(
      async () => socket.received.length >= 6 || (await socket.closed(0).catch(() => undefined)) !== undefined,
    )
  })

  test('LV2 goes on with new subscriptions after hibernation', async () => {
    const { payment, socket, connection } = await followed()
    await evictDurableObject(connection)
    socket.send(eventsOf('again', payment.id))
    expect(await socket.next()).toMatchObject({ id: 'again', payload: { data: { paymentEvents: { seq: 1 } } } })
    socket.send(eventsOf('again', payment.id))
    expect((await socket.closed()).code).toBe(4409)
  })
})

describe('what a connection leaves behind', () => {
  test('is nothing in its own rows after it was closed, and its payment forgets it with the next change', async () => {
    const { payment, socket, connection } = await followed()
    socket.close(1000, 'done')
    expect((await socket.closed()).code).toBe(1000)
    await until(() =>
      runInDurableObject(
        connection,
        (_object, { storage }) =>
          storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'subscriptions'`).toArray().length === 0,
      ),
    )
    expect(await payment.subscribers()).toHaveLength(1)
    await payment.cancel()
    await until(async () => (await payment.subscribers()).length === 0)
  })

  test('ends for one subscription with `complete`, and the others go on', async () => {
    const { payment, socket } = await followed()
    socket.send({ id: 'state', type: 'complete' })
    await payment.cancel()
    await until(() => socket.received.length === 4)
    expect(socket.received[3]).toMatchObject({ id: 'events', payload: { data: { paymentEvents: { seq: 2 } } } })
  })
})

const commitsOf = (stub: DurableObjectStub): Promise<number> =>
  runInDurableObject(
    stub as never,
    (_object, { storage }) => storage.sql.exec('SELECT * FROM commits').toArray().length,
  )
