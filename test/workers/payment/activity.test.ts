import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Activity, ActivityService, Announcement } from '../../../src/activity/contract.ts'
import { activityOf, activityOfPayment } from '../../../src/activity/service.ts'
import { ACTIVITY_SHARDS, shardName, shardNamed, shardOf } from '../../../src/activity/shard.ts'
import { createStore } from '../../../src/activity/store.ts'
import type { PaymentEvent } from '../../../src/payment/event.ts'
import { acknowledged, kill } from './rows.ts'
import { accepted, CALLER, captured, clearFaults, env, eur, newPayment, openAccounts, until } from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index)

async function everything(shard: ActivityService): Promise<readonly Activity[]> {
  const all: Activity[] = []
  for (;;) {
    const page = await shard.readOn(all.at(-1)?.position ?? 0, 7)
    all.push(...page.activities)
    if (!page.hasMore) return all
  }
}

const feedOf = (paymentId: string) => activityOfPayment(env, CALLER, paymentId)

const seqsOf = async (paymentId: string): Promise<readonly number[]> =>
  (await everything(feedOf(paymentId))).filter((one) => one.paymentId === paymentId).map(({ event }) => event.seq)

/** A shard of a merchant of its own. */
let merchants = 0
const emptyShard = () => {
  merchants += 1
  const owner = { merchantId: `feed_${merchants}`, mode: 'TEST' } as const
  return { owner, shard: activityOf(env, owner, 0), name: shardName(owner, 0) }
}

const eventAt = (seq: number, occurredAtMs = Date.now()): PaymentEvent => ({
  type: 'PAYMENT_CANCELED',
  data: {},
  seq,
  version: 1,
  occurredAtMs,
})

const announcing = (owner: { merchantId: string; mode: 'TEST' }, paymentId: string, ...events: PaymentEvent[]) =>
  ({ ...owner, paymentId, currency: 'EUR', events }) satisfies Announcement

describe('a merchant’s feed', () => {
  test('has each event of a payment once and in order, as soon as it is committed', async () => {
    const payment = await captured()
    accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(10n) }))
    const { seq } = await payment.view()
    expect(
      await until(
        () => seqsOf(payment.id),
        (seqs) => seqs.length >= seq,
      ),
    ).toEqual(upTo(seq))
  })

  test('says who did what, and keeps what was sealed sealed', async () => {
    const payment = await captured()
    await until(
      () => seqsOf(payment.id),
      (seqs) => seqs.length >= 5,
    )
    const [created, ...others] = (await everything(feedOf(payment.id))).filter((one) => one.paymentId === payment.id)
    expect(created?.event.by).toMatchObject({ kind: 'secret', requestId: expect.any(String) })
    expect(others.at(-1)?.event.by).toEqual({ kind: 'turnpike' })
    expect(created?.event.data).not.toHaveProperty('description')
    expect(others.at(-1)).toMatchObject({ currency: 'EUR', accountId: 'gwa_a' })
  })

  test('hears from the next memory what a payment’s last one did not get to tell', async () => {
    const payment = await captured()
    await acknowledged(payment)
    const { seq } = await payment.view()
    // As it is where the object died before anybody in the feed heard of more than its first event.
    await runInDurableObject(payment.stub, (_object, { storage }) => {
      storage.sql.exec('UPDATE payment SET announced_seq = 1')
    })
    const feed = env.ACTIVITY.getByName(shardName(CALLER, shardOf(payment.id)))
    await runInDurableObject(feed, (_object, { storage }) => {
      storage.sql.exec('UPDATE payments SET seq = 1 WHERE id = ?', payment.id)
    })
    await kill(payment)
    const before = (await seqsOf(payment.id)).length
    await payment.view()
    const seqs = await until(
      () => seqsOf(payment.id),
      (told) => told.length === before + seq - 1,
    )
    expect(seqs.slice(before)).toEqual(upTo(seq, 2))
  })

  test('is told nothing twice by a memory that does not know what the one before it told', async () => {
    const payment = await captured()
    await acknowledged(payment)
    await kill(payment)
    const { seq } = await payment.view()
    expect(await seqsOf(payment.id)).toEqual(upTo(seq))
  })
})

describe('a shard', () => {
  test('takes what is announced twice once, and gives places without gaps', async () => {
    const { owner, shard } = emptyShard()
    expect(await shard.announce(announcing(owner, 'pay_1', eventAt(1), eventAt(2)))).toBe(2)
    expect(await shard.announce(announcing(owner, 'pay_2', eventAt(1)))).toBe(1)
    expect(await shard.announce(announcing(owner, 'pay_1', eventAt(1), eventAt(2), eventAt(3)))).toBe(3)
    expect(await shard.announce(announcing(owner, 'pay_1', eventAt(2)))).toBe(3)
    const all = await everything(shard)
    expect(all.map(({ position, paymentId, event }) => [position, paymentId, event.seq])).toEqual([
      [1, 'pay_1', 1],
      [2, 'pay_1', 2],
      [3, 'pay_2', 1],
      [4, 'pay_1', 3],
    ])
  })

  test('does not take what would leave a hole, and says how far it has that payment', async () => {
    const { owner, shard } = emptyShard()
    await shard.announce(announcing(owner, 'pay_1', eventAt(1)))
    expect(await shard.announce(announcing(owner, 'pay_1', eventAt(3)))).toBe(1)
    expect((await shard.readOn(0, 10)).activities).toHaveLength(1)
  })

  test('is read from either end, and says whether there is more', async () => {
    const { owner, shard } = emptyShard()
    await shard.announce(announcing(owner, 'pay_1', eventAt(1), eventAt(2), eventAt(3)))
    await shard.announce(announcing(owner, 'pay_2', eventAt(1)))
    const places = ({ activities }: { activities: readonly Activity[] }) => activities.map(({ position }) => position)
    const first = await shard.readOn(1, 2)
    expect([places(first), first.hasMore, first.head, first.oldest]).toEqual([[2, 3], true, 4, 1])
    const last = await shard.readBack(undefined, 2)
    expect([places(last), last.hasMore]).toEqual([[4, 3], true])
    const rest = await shard.readBack(3, 5)
    expect([places(rest), rest.hasMore]).toEqual([[2, 1], false])
  })

  test('writes nothing when it is read, and forgets after 30 days what it does not need to go on counting', async () => {
    const { owner, shard, name } = emptyShard()
    expect(await shard.readOn(0, 10)).toEqual({ activities: [], head: 0, oldest: 1, hasMore: false })
    const stub = env.ACTIVITY.getByName(name)
    const tables = () =>
      runInDurableObject(stub, (_object, state) => state.storage.sql.exec('SELECT name FROM sqlite_master').toArray())
    expect(await tables()).toEqual([])
    const longAgo = Date.now() - 31 * 24 * 3_600_000
    await shard.announce(announcing(owner, 'pay_1', eventAt(1, longAgo)))
    await shard.announce(announcing(owner, 'pay_2', eventAt(1, longAgo)))
    await runDurableObjectAlarm(stub)
    expect(await shard.readOn(0, 10)).toMatchObject({ head: 2, oldest: 2 })
    // Long forgotten here, and all the same gapless: the payment knows how far it had told.
    expect(await shard.announce(announcing(owner, 'pay_1', eventAt(2)))).toBe(2)
    expect((await shard.readOn(2, 10)).activities.map(({ position, event }) => [position, event.seq])).toEqual([[3, 2]])
  })
})

test('a shard forgets in parts, and the oldest first where it holds too much, without a hole', async () => {
  const { owner, shard, name } = emptyShard()
  // Young enough for the shard's own look after it.
  const startMs = Date.now()
  for (const [index, payment] of ['pay_1', 'pay_2', 'pay_1', 'pay_3', 'pay_4'].entries()) {
    await shard.announce(announcing(owner, payment, eventAt(index === 2 ? 2 : 1, startMs + index)))
  }
  const stub = env.ACTIVITY.getByName(name)
  const forget = (beforeMs: number, limits: { mostBytes?: number; rows: number }) =>
    runInDurableObject(stub, (_object, { storage }) => {
      const isMore = createStore({
        sql: storage.sql,
        transactionSync: (work) => storage.transactionSync(work),
      }).forget(beforeMs, limits)
      const payments = storage.sql.exec<{ id: string }>('SELECT id FROM payments ORDER BY id').toArray()
      return [isMore, ...payments.map(({ id }) => id)]
    })
  expect(await forget(startMs + 2, { rows: 1 })).toEqual([true, 'pay_1', 'pay_2', 'pay_3', 'pay_4'])
  expect(await forget(startMs + 2, { rows: 2 })).toEqual([false, 'pay_1', 'pay_3', 'pay_4'])
  expect(await forget(0, { mostBytes: 0, rows: 1 })).toEqual([true, 'pay_3', 'pay_4'])
  expect((await shard.readOn(0, 10)).activities.map(({ position }) => position)).toEqual([4, 5])
  expect(await forget(0, { mostBytes: 0, rows: 10 })).toEqual([true, 'pay_4'])
  expect(await forget(startMs + 9, { rows: 10 })).toEqual([false, 'pay_4'])
  expect(await shard.readOn(0, 10)).toMatchObject({ head: 5, oldest: 5 })
})

test('a payment’s shard is one of a few, as even as its id, and can be told from its name', () => {
  const counts = new Map<number, number>()
  for (let index = 0; index < 400; index += 1) {
    const shard = shardOf(newPayment().id)
    counts.set(shard, (counts.get(shard) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual(upTo(ACTIVITY_SHARDS - 1, 0))
  expect(Math.min(...counts.values())).toBeGreaterThan(60)
  expect(shardNamed(CALLER, shardName(CALLER, 2))).toBe(2)
  expect(shardNamed(CALLER, shardName({ ...CALLER, merchantId: 'm2' }, 2))).toBeUndefined()
})
