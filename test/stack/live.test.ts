import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { CARDS, type Client, eventually, freshKey } from './support/client.ts'
import { cutAtRandom, cuttable } from './support/cuttable.ts'
import { bearer, EVENTS, followEvents } from './support/eventFollower.ts'
import { readEventStream } from './support/eventReader.ts'
import { followFeed, isOf, loggedIds, resumeAfter, type Way } from './support/feedFollower.ts'
import { deploy, powerCut, runningStack } from './support/fixture.ts'
import { FEED_FOLLOWERS, FOLLOWERS, type Following } from './support/followers.ts'
import { activityWithRelay } from './support/relay.ts'

const running = runningStack()

/** The statuses in their order, each once as long as it lasts. */
const statusesOf = ({ seen }: Following): readonly string[] =>
  seen.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1])

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
  // It is looked at last: until then nobody minds how it ends.
  minute.catch(() => undefined)
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

describe('a merchant’s feed', () => {
  test('comes to each unmodified client, from the end of a page on', async () => {
    const { client, stack } = running
    const after = await resumeAfter(client)
    const all = Object.values(FEED_FOLLOWERS).map((follow) => follow(stack.apiOrigin, stack.keys.operatorKey, after))
    const { payment } = await client.pay()
    await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    const log = await loggedIds(client, [payment.id])
    for (const { seen } of all) {
      await eventually(
        async () => seen,
        (events) => events.length >= log.length,
      )
      expect(seen.map(({ event }) => event.id)).toEqual(log)
      expect(seen[0]?.event.payment.status).toBe('REQUIRES_PAYMENT_METHOD')
    }
    for (const { stop } of all) stop()
    const page = await activityWithRelay(stack.apiOrigin, stack.keys.secretKey, { first: 3 })
    const cursors = page.paymentActivity.edges.map(({ node }: { node: { cursor: string } }) => node.cursor)
    expect(cursors).toEqual(
      all[0]?.seen
        .map(({ cursor }) => cursor)
        .slice(-3)
        .reverse(),
    )
  })

  test('reaches a client whose connection is killed a hundred times, while payments run, each event once', async () => {
    const { client, stack } = running
    const start = await resumeAfter(client)
    const ways: readonly Way[] = ['graphql-ws', 'server-sent events']
    const followers = await Promise.all(
      ways.map(async (kind) => {
        const way = await cuttable(stack.apiOrigin)
        return { way, feed: followFeed(kind, way, stack.keys.secretKey, start), cutting: cutAtRandom(way, 100) }
      }),
    )
    const paymentIds: string[] = []
    const isCutting = () => followers.some(({ cutting }) => cutting.cuts() < 100)
    while (isCutting()) {
      const { payment } = paymentIds.length % 3 === 0 ? await client.pay() : await client.create()
      paymentIds.push(payment.id)
      if (paymentIds.length % 3 === 1)
        await client.mutate('cancelPayment', { idempotencyKey: 'c', paymentId: payment.id })
    }
    const log = await loggedIds(client, paymentIds)
    for (const { feed, cutting, way } of followers) {
      await cutting.stop()
      await eventually(
        async () => feed.of(paymentIds).length,
        (count) => count >= log.length,
      )
      await feed.stop()
      expect(cutting.cuts()).toBe(100)
      expect(feed.of(paymentIds)).toHaveLength(log.length)
      for (const id of paymentIds) {
        expect(feed.of([id])).toEqual(log.filter((event) => isOf(id, event)))
      }
      way.close()
    }
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

test('an event stream ends after a minute without `complete`, so that the client comes back', async () => {
  const { events, tookMs } = await minute
  expect(events).toMatchObject([{ event: 'next', id: '1' }])
  expect(tookMs).toBeGreaterThan(55_000)
  expect(tookMs).toBeLessThan(65_000)
})

test('LV4 a deploy under open subscriptions: the clients come back by themselves and have what the log has', async () => {
  const { client, stack } = running
  const way = await cuttable(stack.apiOrigin)
  const feed = followFeed('graphql-ws', way, stack.keys.secretKey, await resumeAfter(client))
  const { payment } = await client.create({ captureMethod: 'MANUAL' })
  const following = FOLLOWERS['graphql-ws']?.(stack.apiOrigin, stack.keys.secretKey, payment.id)
  if (following === undefined) throw new Error('no client')
  await seenBy(following, ({ seen }) => seen.length === 1)
  const { payment: other } = await client.pay()
  const both = [payment.id, other.id]
  await eventually(
    async () => feed.of(both).length,
    (count) => count > 0,
  )
  const connections = feed.connections()
  await deploy(stack)
  await client.mutate('cancelPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
  await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: other.id })
  await seenBy(following, ({ seen }) => seen.at(-1)?.status === 'CANCELED')
  expect(statusesOf(following)).toEqual(['REQUIRES_PAYMENT_METHOD', 'CANCELED'])
  const log = await loggedIds(client, both)
  await eventually(
    async () => feed.of(both).length,
    (count) => count >= log.length,
  )
  await feed.stop()
  expect(feed.connections()).toBeGreaterThan(connections)
  expect(feed.of(both).sort()).toEqual([...log].sort())
  following.stop()
  way.close()
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
