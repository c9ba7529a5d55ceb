import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Announcement } from '../../../src/activity/contract.ts'
import { activityOf } from '../../../src/activity/service.ts'
import { shardName } from '../../../src/activity/shard.ts'
import { recordAccesses } from '../../../src/audit/access.ts'
import { headerOf } from '../../../src/audit/chain.ts'
import type { AuditEntry, AuditHead, AuditOwner, AuditService, NewEntry } from '../../../src/audit/contract.ts'
import { eventDigest } from '../../../src/audit/event.ts'
import { inboxName } from '../../../src/audit/inbox.ts'
import { auditName } from '../../../src/audit/name.ts'
import type { AuditObject } from '../../../src/audit/object.ts'
import { segmentName } from '../../../src/audit/segments.ts'
import { auditOf } from '../../../src/audit/service.ts'
import { verifyText } from '../../../src/audit/verify.ts'
import { fromJson } from '../../../src/money/json.ts'
import type { PaymentEvent } from '../../../src/payment/event.ts'
import type { CardAccess } from '../../../src/vault/contract.ts'
import { CALLER, captured, clearFaults, env, openAccounts, until } from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

/** A feed forgets what is older than 30 days. */
const START_MS = Date.now()

let merchants = 0
/** A log of its own for each test. */
function newLog() {
  merchants += 1
  const owner = { merchantId: `audited_${merchants}`, mode: 'TEST' } as const
  return { owner, audit: auditOf(env, owner), object: () => env.AUDIT.getByName(auditName(owner)) }
}

const entry = (subject: string, more: Partial<NewEntry> = {}): NewEntry => ({
  atMs: 1_000,
  actor: { kind: 'operator', id: 'key_1', requestId: 'req_1' },
  action: 'gateway.update',
  subject,
  detail: { fields: ['name'] },
  ...more,
})

const entries = (count: number, from = 1) => Array.from({ length: count }, (_, index) => entry(`s${from + index}`))

async function exported(owner: AuditOwner, audit: AuditService): Promise<{ text: string; entries: AuditEntry[] }> {
  const lines: string[] = []
  for (;;) {
    const more = await audit.readLines(lines.length)
    if (more.length === 0) break
    lines.push(...more)
  }
  const text = [headerOf(owner), ...lines].map((line) => `${line}\n`).join('')
  return { text, entries: lines.map((line) => JSON.parse(line)) }
}

/** The whole log holds together, up to the head that its object names. */
async function intact(owner: AuditOwner, audit: AuditService): Promise<AuditEntry[]> {
  const { number, hash } = await audit.head()
  const { text, entries: all } = await exported(owner, audit)
  expect(verifyText(text, { number, hash })).toMatchObject({ ok: true, value: { number } })
  return all
}

const eventAt = (seq: number, more: Partial<PaymentEvent> = {}): PaymentEvent =>
  ({ type: 'PAYMENT_CANCELED', data: {}, seq, version: 1, occurredAtMs: START_MS + seq, ...more }) as PaymentEvent

const announcing = (owner: AuditOwner, paymentId: string, ...events: PaymentEvent[]) =>
  ({ ...owner, paymentId, currency: 'EUR', events }) satisfies Announcement

const alarm = (object: DurableObjectStub<AuditObject>) => runDurableObjectAlarm(object)

describe('an audit log', () => {
  test('numbers what it is told without gaps, chains it, and keeps nothing of a log that was only looked at', async () => {
    const { owner, audit, object } = newLog()
    expect(await audit.head()).toMatchObject({ number: 0, atMs: null })
    expect(await audit.readBack({}, undefined, 10)).toEqual({ entries: [], hasMore: false, oldest: 1 })
    const tables = await runInDurableObject(object(), (_object, { storage }) =>
      storage.sql.exec('SELECT name FROM sqlite_master').toArray(),
    )
    expect(tables).toEqual([])
    await Promise.all([audit.record(entries(2)), audit.record([entry('s3')])])
    await evictDurableObject(object())
    const head: AuditHead = await audit.record([entry('s4')])
    expect(head.number).toBe(4)
    expect((await intact(owner, audit)).map(({ number }) => number)).toEqual([1, 2, 3, 4])
  })

  test('is read newest first, by page, and by what somebody looks for', async () => {
    const { audit } = newLog()
    await audit.record([...entries(3), entry('s4', { action: 'key.revoke', actor: { kind: 'command' }, atMs: 9_000 })])
    const subjects = async (...query: Parameters<AuditService['readBack']>) =>
      (await audit.readBack(...query)).entries.map(({ subject }) => subject)
    expect(await audit.readBack({}, undefined, 3)).toMatchObject({ hasMore: true, oldest: 1 })
    expect(await subjects({}, undefined, 3)).toEqual(['s4', 's3', 's2'])
    expect(await audit.readBack({}, 2, 3)).toMatchObject({ entries: [{ subject: 's1' }], hasMore: false })
    expect(await subjects({ action: 'key.revoke' }, undefined, 3)).toEqual(['s4'])
    expect(await subjects({ actor: 'key_1', subject: 's2' }, undefined, 3)).toEqual(['s2'])
    expect(await subjects({ fromMs: 2_000 }, undefined, 3)).toEqual(['s4'])
    expect(await subjects({ beforeMs: 2_000 }, undefined, 1)).toEqual(['s3'])
  })

  test('takes what a vault’s shard tells twice once, whatever it comes with', async () => {
    const { owner, audit, object } = newLog()
    const told = [1, 2, 5].map((number) => ({ number, entry: entry(`card ${number}`, { action: 'card.forward' }) }))
    await audit.recordFrom('shard:0a', told.slice(0, 2))
    await evictDurableObject(object())
    await Promise.all([audit.recordFrom('shard:0a', told), audit.recordFrom('shard:0a', told)])
    await audit.recordFrom('shard:0b', told.slice(0, 1))
    expect((await intact(owner, audit)).map(({ subject }) => subject)).toEqual(['card 1', 'card 2', 'card 5', 'card 1'])
  })
})

test('accesses that a shard of the vault tells of go to the logs of those whose cards they are', async () => {
  const [one, other] = [newLog(), newLog()]
  const access = (number: number, owner: AuditOwner, action: CardAccess['action']): CardAccess => ({
    ...owner,
    number,
    action,
    atMs: number,
    tokenId: `tok_${number}`,
    ...(action === 'card.forward'
      ? { paymentId: 'pay_1', accountId: 'gwa_1' }
      : { actor: { kind: 'publishable', id: 'key_1' } }),
  })
  const told = [
    access(1, one.owner, 'card.tokenize'),
    access(2, other.owner, 'card.tokenize'),
    access(3, one.owner, 'card.forward'),
  ]
  expect([...(await recordAccesses(env, 'vault:1', told))].sort()).toEqual([1, 2, 3])
  await recordAccesses(env, 'vault:1', told)
  expect(await intact(one.owner, one.audit)).toMatchObject([
    { action: 'card.tokenize', subject: 'tok_1', actor: { kind: 'publishable', id: 'key_1' }, detail: {} },
    { action: 'card.forward', actor: { kind: 'turnpike' }, detail: { account: 'gwa_1', payment: 'pay_1' } },
  ])
  expect(await intact(other.owner, other.audit)).toHaveLength(1)
  // One that does not answer is not confirmed, and the others are.
  await runInDurableObject(one.object(), (_object, { storage }) => {
    storage.sql.exec(`CREATE TRIGGER cut BEFORE INSERT ON blocks BEGIN SELECT RAISE(ABORT, 'cut off'); END`)
  })
  const later = [access(4, one.owner, 'card.forward'), access(5, other.owner, 'card.forward')]
  expect(await recordAccesses(env, 'vault:1', later)).toEqual([5])
})

test('what a command left for a deployed log is taken once, also where the memory ended before it was deleted', async () => {
  const { owner, audit, object } = newLog()
  const note = (subject: string, atMs: number) =>
    entry(subject, { action: 'key.create', actor: { kind: 'command' }, atMs })
  const put = (one: NewEntry, id: string) => env.ARCHIVE.put(inboxName(owner, one, id), JSON.stringify(one))
  await put(note('key_2', 2_000), 'b')
  await put(note('key_1', 1_000), 'a')
  await env.ARCHIVE.put(`audit-inbox/${owner.merchantId}/TEST/odd.json`, '{"what":1}')
  await audit.recordFrom(inboxName(owner, note('key_1', 1_000), 'a'), [{ number: 1, entry: note('key_1', 1_000) }])
  await evictDurableObject(object())
  expect(await audit.head()).toMatchObject({ number: 2 })
  expect(await audit.head()).toMatchObject({ number: 2 })
  expect((await intact(owner, audit)).map(({ subject }) => subject)).toEqual(['key_1', 'key_2'])
  const { objects } = await env.ARCHIVE.list({ prefix: `audit-inbox/${owner.merchantId}/` })
  expect(objects.map(({ key }) => key.split('/').at(-1))).toEqual(['odd.json'])
})

describe('changes of payments', () => {
  test('come to the log by themselves, each event by its digest and on whose word', async () => {
    const payment = await captured()
    const { seq } = await payment.view()
    const audit = auditOf(env, CALLER)
    const own = () => audit.readBack({ subject: payment.id }, undefined, 50)
    const told = await until(own, ({ entries: found }) =>
      found.some(({ detail }) => (detail.events as { seq: number }[]).some((event) => event.seq === seq)),
    )
    const oldestFirst = told.entries.toReversed()
    const events = oldestFirst.flatMap(({ detail }) => detail.events as { seq: number; type: string; sha256: string }[])
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1))
    expect(oldestFirst[0]).toMatchObject({ action: 'payment.event', actor: { kind: 'secret', requestId: 'req_test' } })
    expect(oldestFirst.at(-1)?.actor).toEqual({ kind: 'turnpike' })
    // The payment's own log is what the digests are of.
    const kept = await runInDurableObject(payment.stub, (_object, { storage }) =>
      storage.sql.exec<{ body: string }>('SELECT body FROM commits ORDER BY number').toArray(),
    )
    const digests = kept.flatMap(({ body }) => fromJson<{ events: PaymentEvent[] }>(body).events.map(eventDigest))
    expect(events.map(({ sha256 }) => sha256)).toEqual(digests)
    await intact(CALLER, audit)
  })

  test('are gathered: what many payments announce in a moment is one commit', async () => {
    const { owner, audit, object } = newLog()
    const shard = activityOf(env, owner, 0)
    for (let number = 1; number <= 20; number += 1) await shard.announce(announcing(owner, `pay_${number}`, eventAt(1)))
    await until(
      () => audit.head(),
      ({ number }) => number === 20,
    )
    const blocks = await runInDurableObject(object(), (_object, { storage }) =>
      storage.sql.exec('SELECT first FROM blocks').toArray(),
    )
    expect(blocks.length).toBeLessThanOrEqual(2)
  })

  test('are neither lost nor doubled where the log’s memory ends before it pulls, or pulls again', async () => {
    const { owner, audit, object } = newLog()
    const shard = activityOf(env, owner, 1)
    await shard.announce(announcing(owner, 'pay_1', eventAt(1), eventAt(2)))
    await evictDurableObject(object())
    await alarm(object())
    await shard.announce(announcing(owner, 'pay_2', eventAt(1)))
    // It dies between its pull and its write: neither entry nor mark is there.
    await runInDurableObject(object(), (_object, { storage }) => {
      storage.sql.exec(`CREATE TRIGGER cut BEFORE INSERT ON blocks BEGIN SELECT RAISE(ABORT, 'cut off'); END`)
    })
    await object().poke(shardName(owner, 1), 3)
    await alarm(object())
    expect(await audit.head()).toMatchObject({ number: 1 })
    await runInDurableObject(object(), (_object, { storage }) => void storage.sql.exec('DROP TRIGGER cut'))
    await evictDurableObject(object())
    await object().poke(shardName(owner, 1), 3)
    await alarm(object())
    await alarm(object())
    const all = await intact(owner, audit)
    expect(all.map(({ subject, detail }) => [subject, (detail.events as unknown[]).length])).toEqual([
      ['pay_1', 2],
      ['pay_2', 1],
    ])
  })

  test('that the feed forgot before the log came are said to be missing', async () => {
    const { owner, audit, object } = newLog()
    const shard = activityOf(env, owner, 2)
    await shard.announce(announcing(owner, 'pay_1', eventAt(1), eventAt(2)))
    await shard.announce(announcing(owner, 'pay_2', eventAt(1)))
    await runInDurableObject(env.ACTIVITY.getByName(shardName(owner, 2)), (_object, { storage }) => {
      storage.sql.exec('DELETE FROM activity WHERE first = 1')
    })
    await evictDurableObject(object())
    await alarm(object())
    expect(await intact(owner, audit)).toMatchObject([
      { action: 'audit.gap', detail: { from: 1, to: 2, shard: 2 } },
      { action: 'payment.event', subject: 'pay_2' },
    ])
  })
})

test('a shard that was restored to an older day, or lost, is said to be so, and what it has is taken', async () => {
  const { owner, audit, object } = newLog()
  const shard = activityOf(env, owner, 3)
  await shard.announce(announcing(owner, 'pay_1', eventAt(1), eventAt(2), eventAt(3)))
  await object().poke(shardName(owner, 3), 3)
  await alarm(object())
  await runInDurableObject(env.ACTIVITY.getByName(shardName(owner, 3)), async (_object, { storage }) => {
    await storage.deleteAll()
  })
  await evictDurableObject(env.ACTIVITY.getByName(shardName(owner, 3)))
  await shard.announce(announcing(owner, 'pay_2', eventAt(1)))
  await object().poke(shardName(owner, 3), 1)
  await alarm(object())
  const all = await until(
    () => intact(owner, audit),
    (entries) => entries.length >= 3,
  )
  expect(all).toMatchObject([
    { action: 'payment.event', subject: 'pay_1' },
    { action: 'audit.gap', detail: { shard: 3, from: 2, to: 3, outcome: 'reset' } },
    { action: 'payment.event', subject: 'pay_2' },
  ])
})

describe('the archive of a log', () => {
  const kept = (object: DurableObjectStub<AuditObject>) =>
    runInDurableObject(object, (_object, { storage }) =>
      storage.sql
        .exec<{ first: number }>('SELECT first FROM blocks ORDER BY first')
        .toArray()
        .map(({ first }) => first),
    )

  test('gets each thousand as a file of its own; the newest stay at hand, and older ones are read from it', async () => {
    const { owner, audit, object } = newLog()
    for (let batch = 0; batch < 9; batch += 1) await audit.record(entries(500, batch * 500 + 1))
    await alarm(object())
    const { objects } = await env.ARCHIVE.list({ prefix: `audit/${owner.merchantId}/` })
    expect(objects.map(({ key }) => key)).toEqual([1, 1001, 2001, 3001].map((first) => segmentName(owner, first)))
    expect((await kept(object()))[0]).toBe(1001)
    expect(await audit.readBack({}, undefined, 1)).toMatchObject({ oldest: 1001 })
    const all = await intact(owner, audit)
    expect(all.map(({ subject }) => subject)).toEqual(entries(4500).map(({ subject }) => subject))
  })

  test('that does not take a part leaves it at hand, and gets it once when it does', async () => {
    const { owner, audit, object } = newLog()
    await audit.record(entries(1_200))
    await runInDurableObject(object(), (instance) => {
      const ARCHIVE = { put: () => Promise.reject(new Error('R2 is down')) }
      Reflect.set(instance, 'env', { ...env, ARCHIVE })
    })
    await alarm(object())
    expect((await env.ARCHIVE.list({ prefix: `audit/${owner.merchantId}/` })).objects).toEqual([])
    await intact(owner, audit)
    await evictDurableObject(object())
    await audit.record(entries(1, 1_201))
    await alarm(object())
    expect((await env.ARCHIVE.list({ prefix: `audit/${owner.merchantId}/` })).objects).toHaveLength(1)
    expect(await intact(owner, audit)).toHaveLength(1_201)
  })

  test('gets a day’s entries though they are few, and a file that was written without being noted is replaced', async () => {
    const { owner, audit, object } = newLog()
    await audit.record(entries(3))
    await env.ARCHIVE.put(segmentName(owner, 1), 'what a memory wrote that then ended')
    await runInDurableObject(object(), (_object, { storage }) => {
      storage.sql.exec('UPDATE blocks SET at = at - ?', 25 * 3_600_000)
    })
    await evictDurableObject(object())
    await alarm(object())
    const standing = await runInDurableObject(object(), (_object, { storage }) =>
      storage.sql.exec('SELECT archived FROM log').one(),
    )
    expect(standing).toEqual({ archived: 3 })
    await runInDurableObject(object(), (_object, { storage }) => void storage.sql.exec('DELETE FROM blocks'))
    await evictDurableObject(object())
    expect(await intact(owner, audit)).toHaveLength(3)
  })
})
