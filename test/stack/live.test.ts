import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import { beforeAll, describe, expect, test } from 'vitest'
import { CARDS, type Client, eventually, freshKey } from './support/client.ts'
import { type Cuttable, cuttable } from './support/cuttable.ts'
import { readEventStream } from './support/eventReader.ts'
import { powerCut, runningStack } from './support/fixture.ts'
import { FOLLOWERS, type Following } from './support/followers.ts'

const running = runningStack()

const EVENTS = 'subscription ($id: ID!, $after: Int) { paymentEvents(paymentId: $id, after: $after) { seq type } }'

interface Event {
  readonly seq: number
  readonly type: string
}

/** The statuses in their order, each once as long as it lasts. */
const statusesOf = ({ seen }: Following): readonly string[] =>
  seen.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1])

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })

/** Opened first and looked at last: it takes a minute. */
let minute: Promise<{ readonly events: readonly unknown[]; readonly tookMs: number }>
beforeAll(async () => {
  const { client, stack } = running
  const { payment } = await client.create()
  const read = async () => {
    const startedAtMs = Date.now()
    const events: unknown[] = []
    const body = { query: EVENTS, variables: { id: payment.id } }
    for await (const event of readEventStream(`${stack.apiOrigin}/graphql`, body, bearer(stack.keys.secretKey))) {
      events.push(event)
    }
    return { events, tookMs: Date.now() - startedAtMs }
  }
  minute = read()
})

describe('unmodified clients', () => {
  test.each(Object.keys(FOLLOWERS))('%s follows a payment until it is captured, and through a refund', async (name) => {
    const { client, stack } = running
    const { payment, clientSecret } = await client.create()
    const following = FOLLOWERS[name]?.(stack.apiOrigin, clientSecret, payment.id)
    if (following === undefined) throw new Error(`no client ${name}`)
    await seenBy(following, ({ seen }) => seen.length === 1)
    await client.mutate('confirmPayment', { paymentId: payment.id, paymentMethod: { token: await client.tokenize() } })
    await seenBy(following, ({ seen }) => seen.at(-1)?.status === 'CAPTURED')
    await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    await seenBy(following, ({ seen }) => seen.at(-1)?.amountRefunded.amount === '10.00')
    expect(statusesOf(following)).toEqual(['REQUIRES_PAYMENT_METHOD', 'PROCESSING', 'CAPTURED'])
    expect(following.completed()).toBe(false)
    following.stop()
  })

  test.each(Object.keys(FOLLOWERS))('%s is told that a cancelled payment is at its end', async (name) => {
    const { client, stack } = running
    const { payment } = await client.create()
    const following = FOLLOWERS[name]?.(stack.apiOrigin, stack.keys.secretKey, payment.id)
    if (following === undefined) throw new Error(`no client ${name}`)
    await seenBy(following, ({ seen }) => seen.length === 1)
    await client.mutate('cancelPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    await seenBy(following, ({ completed }) => completed())
    expect(statusesOf(following)).toEqual(['REQUIRES_PAYMENT_METHOD', 'CANCELED'])
    following.stop()
  })
})

describe('a connection that is lost', () => {
  test('LV1 during a challenge: the client comes back and learns how it ended', async () => {
    const { client, stack } = running
    const way = await cuttable(stack.apiOrigin)
    const { payment, clientSecret } = await client.create()
    const following = FOLLOWERS['graphql-ws']?.(way.origin, clientSecret, payment.id)
    if (following === undefined) throw new Error('no client')
    const token = await client.tokenize(CARDS.challenge)
    await client.mutate('confirmPayment', { paymentId: payment.id, paymentMethod: { token } })
    await seenBy(following, ({ seen }) => seen.at(-1)?.status === 'REQUIRES_ACTION')
    way.cut()
    const { nextAction } = await client.read(payment.id)
    const answer = await fetch(nextAction?.url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ answer: 'approve' }),
    })
    await answer.body?.cancel()
    await seenBy(following, ({ seen }) => seen.at(-1)?.status === 'CAPTURED')
    following.stop()
    way.close()
  })

  test.each(['graphql-ws', 'server-sent events'])(
    'again and again over %s, while events happen: with `after` the client misses none and hears none twice',
    async (kind) => {
      const { client, stack } = running
      const way = await cuttable(stack.apiOrigin)
      const { payment } = await client.create({ captureMethod: 'MANUAL' })
      const follower = followEvents(kind, way, stack.keys.secretKey, payment.id)
      const cutting = cutAtRandom(way)
      await busyLife(client, payment.id)
      await cutting.stop()
      const log = await client.events(payment.id)
      await eventually(
        async () => follower.events.length,
        (count) => count >= log.length,
      )
      await follower.stop()
      expect(cutting.cuts()).toBeGreaterThan(5)
      expect(follower.events.map(({ seq, type }) => ({ seq, type }))).toEqual(
        log.map(({ seq, type }) => ({ seq, type })),
      )
      way.close()
    },
  )
})

const seenBy = (following: Following, holds: (following: Following) => boolean) =>
  eventually(async () => following, holds)

/** Captures and refunds in small parts: two dozen commits. */
async function busyLife(client: Client, paymentId: string): Promise<void> {
  await client.mutate('confirmPayment', { paymentId, paymentMethod: { token: await client.tokenize() } })
  for (let part = 0; part < 5; part += 1) {
    const amount = client.euros('1.00')
    await client.mutate('capturePayment', { idempotencyKey: freshKey(), paymentId, amount, finalCapture: false })
    await wait(40)
  }
  for (let part = 0; part < 5; part += 1) {
    await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId, amount: client.euros('0.50') })
    await wait(40)
  }
}

function cutAtRandom(way: Cuttable) {
  let cuts = 0
  let isOver = false
  const loop = (async () => {
    while (!isOver) {
      await wait(20 + Math.random() * 100)
      way.cut()
      cuts += 1
    }
  })()
  return {
    cuts: () => cuts,
    stop: async () => {
      isOver = true
      await loop
    },
  }
}

/** Follows a payment's events over whatever it takes, each time from the last seq it has. */
function followEvents(kind: string, way: Cuttable, credential: string, id: string) {
  const events: Event[] = []
  const leaving = new AbortController()
  const lastSeq = () => events.at(-1)?.seq ?? 0
  const once = kind === 'graphql-ws' ? overSocket : overStream
  const loop = (async () => {
    while (!leaving.signal.aborted) {
      await once().catch(() => undefined)
      await wait(10)
    }
  })()

  async function overSocket(): Promise<void> {
    const client = createClient({
      url: `${way.origin.replace('http', 'ws')}/graphql`,
      connectionParams: bearer(credential),
      retryAttempts: 0,
    })
    leaving.signal.addEventListener('abort', () => void client.dispose())
    const payload = { query: EVENTS, variables: { id, after: lastSeq() } }
    for await (const { data } of client.iterate<{ paymentEvents: Event }>(payload)) {
      if (data) events.push(data.paymentEvents)
    }
  }

  async function overStream(): Promise<void> {
    const headers = { ...bearer(credential), 'last-event-id': String(lastSeq()) }
    const body = { query: EVENTS, variables: { id } }
    for await (const { event, data } of readEventStream(`${way.origin}/graphql`, body, headers, leaving.signal)) {
      if (event === 'next') events.push(JSON.parse(data ?? '').data.paymentEvents)
    }
  }

  return {
    events,
    stop: async () => {
      leaving.abort()
      await loop
    },
  }
}

test('an event stream ends after a minute without `complete`, so that the client comes back', async () => {
  const { events, tookMs } = await minute
  expect(events).toMatchObject([{ event: 'next', id: '1' }])
  expect(tookMs).toBeGreaterThan(55_000)
  expect(tookMs).toBeLessThan(65_000)
})

test('LV2 with the whole stack: the client is told, comes back, and goes on where it was', async () => {
  const { client, stack } = running
  const { payment } = await client.pay()
  const way = await cuttable(stack.apiOrigin)
  const follower = followEvents('graphql-ws', way, stack.keys.secretKey, payment.id)
  await eventually(
    async () => follower.events.length,
    (count) => count > 0,
  )
  await powerCut(running)
  await running.client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
  const log = await running.client.events(payment.id)
  await eventually(
    async () => follower.events.length,
    (count) => count >= log.length,
  )
  await follower.stop()
  expect(follower.events.map(({ seq }) => seq)).toEqual(log.map(({ seq }) => seq))
  way.close()
})
