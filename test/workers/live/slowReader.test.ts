import { describe, expect, test } from 'vitest'
import { connected, newMerchant, newPayment, pause, subscribe, until } from './support.ts'

const SUBSCRIPTIONS = 50
const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, 'x'.repeat(500)]))

/** A client that answers no ping, and asks for more than may be kept for it: 25 kB an event, two events each. */
async function silentClient() {
  const merchant = await newMerchant()
  const payment = await newPayment(merchant, { metadata })
  await payment.cancel()
  const socket = await connected(merchant.secretKey)
  const query = `subscription { paymentEvents(paymentId: "${payment.id}") { seq payment { metadata } } }`
  for (let index = 0; index < SUBSCRIPTIONS; index += 1) socket.send(subscribe(`s${index}`, query))
  return { payment, socket, pings: () => socket.received.filter(({ type }) => type === 'ping').length }
}

describe('LV3 a reader that does not read', () => {
  test('is kept a bounded part of what it asked for, and gets the rest, in order, once it answers', async () => {
    const { socket, pings } = await silentClient()
    await until(() => pings() === 1, 10_000)
    await pause(500)
    expect(JSON.stringify(socket.received).length).toBeLessThan(1.5 * 1024 * 1024)
    const held = () => socket.received.filter(({ type }) => type === 'next')
    expect(held().length).toBeLessThan(2 * SUBSCRIPTIONS)
    for (let answered = 0; held().length < 2 * SUBSCRIPTIONS; ) {
      await until(() => pings() > answered || held().length === 2 * SUBSCRIPTIONS, 10_000)
      answered = pings()
      socket.send({ type: 'pong' })
    }
    for (let index = 0; index < SUBSCRIPTIONS; index += 1) {
      const own = held().filter(({ id }) => id === `s${index}`)
      expect(own.map(({ payload }) => payload.data.paymentEvents.seq)).toEqual([1, 2])
    }
  })
})
