import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { VaultShardObject } from '../../../src/vault/shard/object.ts'
import type { NewTokenRow } from '../../../src/vault/shard/row.ts'
import { env } from './support.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const KEY_HASH = new Uint8Array(32).fill(7)

const rowOf = (tokenId: string, createdAtMs: number, more: Partial<NewTokenRow> = {}): NewTokenRow => ({
  tokenId,
  credentialId: 'key_1',
  merchantId: 'm1',
  mode: 'TEST',
  boundPaymentId: null,
  createdAtMs,
  keyVersion: '1',
  keyHash: KEY_HASH,
  sealed: new Uint8Array([1, 2, 3]),
  callerKind: 'publishable',
  ...more,
})

const spendOf = (tokenId: string, paymentId = 'pay_one') => ({
  tokenId,
  paymentId,
  merchantId: 'm1',
  mode: 'TEST' as const,
})

const claimOf = (tokenId: string, paymentId = 'pay_one') => ({
  ...spendOf(tokenId, paymentId),
  accountId: 'acc_1',
  keyHash: KEY_HASH,
})

const shardNamed = (name: string) => env.VAULT_SHARDS.getByName(name)

const rowsOf = (shard: DurableObjectStub<VaultShardObject>) =>
  runInDurableObject(shard, (_object, state) =>
    state.storage.sql
      .exec<{ id: string; sealed: ArrayBuffer | null }>('SELECT id, sealed FROM token ORDER BY id')
      .toArray(),
  )

describe('VaultShardObject', () => {
  test('writes nothing when an unknown token is claimed or spent', async () => {
    const shard = shardNamed('untouched')
    expect(await shard.claim(claimOf('t1'), Date.now())).toEqual({ kind: 'refused', reason: 'unknown' })
    await shard.spend(spendOf('t1'))
    const tables = await runInDurableObject(shard, (_object, state) =>
      state.storage.sql.exec('SELECT name FROM sqlite_master').toArray(),
    )
    expect(tables).toEqual([])
  })

  test('remembers a claim when its memory is empty', async () => {
    const shard = shardNamed('evicted')
    const nowMs = Date.now()
    await shard.put(rowOf('t1', nowMs))
    expect((await shard.claim(claimOf('t1', 'pay_a'), nowMs)).kind).toBe('claimed')
    await evictDurableObject(shard)
    expect(await shard.claim(claimOf('t1', 'pay_b'), nowMs)).toEqual({ kind: 'refused', reason: 'claimed' })
    expect((await shard.claim(claimOf('t1', 'pay_a'), nowMs)).kind).toBe('claimed')
  })

  test('refuses a claim at the minute of expiry and not before', async () => {
    const shard = shardNamed('expiry')
    const nowMs = Date.now()
    await shard.put(rowOf('t1', nowMs))
    const expired = { kind: 'refused', reason: 'expired' }
    expect((await shard.claim(claimOf('t1'), nowMs + 15 * MINUTE_MS - 1)).kind).toBe('claimed')
    expect(await shard.claim(claimOf('t1'), nowMs + 15 * MINUTE_MS)).toEqual(expired)
  })

  test('wipes expired cards by its alarm, keeps their ids for a day, and then forgets them', async () => {
    const shard = shardNamed('wipe')
    const nowMs = Date.now()
    await shard.put(rowOf('day-old', nowMs - 25 * HOUR_MS))
    await shard.put(rowOf('expired', nowMs - 16 * MINUTE_MS))
    await shard.put(rowOf('fresh', nowMs))
    expect(await runDurableObjectAlarm(shard)).toBe(true)
    const alive = (await rowsOf(shard)).map(({ id, sealed }) => [id, sealed !== null])
    expect(alive).toEqual([
      ['day-old', false],
      ['expired', false],
      ['fresh', true],
    ])
    expect(await runDurableObjectAlarm(shard)).toBe(true)
    expect((await rowsOf(shard)).map(({ id }) => id)).toEqual(['expired', 'fresh'])
    const alarmAtMs = await runInDurableObject(shard, (_object, state) => state.storage.getAlarm())
    expect(alarmAtMs).toBeGreaterThan(nowMs)
    expect(await shard.put(rowOf('expired', nowMs))).toEqual({ kind: 'replayed' })
  })

  test('wipes in bounded batches and comes back at once for the rest', async () => {
    const shard = shardNamed('batches')
    const nowMs = Date.now()
    const oldMs = nowMs - HOUR_MS
    await runInDurableObject(shard, async (object) => {
      for (let number = 0; number < 700; number++) await object.put(rowOf(`t${number}`, oldMs))
    })
    const aliveCount = async () => (await rowsOf(shard)).filter(({ sealed }) => sealed !== null).length
    await runDurableObjectAlarm(shard)
    expect(await aliveCount()).toBe(200)
    await runDurableObjectAlarm(shard)
    expect(await aliveCount()).toBe(0)
  })

  test('refuses a spent token at once, deletes its card within moments, and refuses its blob', async () => {
    const shard = shardNamed('spent')
    const nowMs = Date.now()
    await shard.put(rowOf('t1', nowMs))
    await shard.claim(claimOf('t1'), nowMs)
    await shard.spend(spendOf('t1'))
    expect(await shard.claim(claimOf('t1'), nowMs)).toEqual({ kind: 'refused', reason: 'claimed' })
    expect(await shard.put(rowOf('t1', nowMs))).toEqual({ kind: 'replayed' })
    await new Promise((resolve) => setTimeout(resolve, 1300))
    expect((await rowsOf(shard)).map(({ sealed }) => sealed)).toEqual([null])
    expect(await shard.put(rowOf('t1', nowMs))).toEqual({ kind: 'replayed' })
  })

  test('HC2 writes nothing for whoever has a token’s id but neither its key nor its claim', async () => {
    const shard = shardNamed('burning')
    const nowMs = Date.now()
    await shard.put(rowOf('t1', nowMs))
    await shard.put(rowOf('bound', nowMs, { boundPaymentId: 'pay_x' }))
    const changes = () =>
      runInDurableObject(shard, (_object, state) => state.storage.sql.exec('SELECT total_changes() AS n').one().n)
    const before = await changes()
    const guess = { ...claimOf('t1', 'pay_evil'), keyHash: new Uint8Array(32) }
    expect(await shard.claim(guess, nowMs)).toEqual({ kind: 'refused', reason: 'unknown' })
    expect(await shard.claim(claimOf('bound', 'pay_y'), nowMs)).toEqual({ kind: 'refused', reason: 'foreign' })
    for (const tokenId of ['t1', 'bound']) {
      for (const paymentId of ['pay_evil', 'pay_x', 'pay_y']) await shard.spend(spendOf(tokenId, paymentId))
    }
    expect(await changes()).toBe(before)
    expect(await runDurableObjectAlarm(shard)).toBe(true)
    expect((await rowsOf(shard)).map(({ sealed }) => sealed !== null)).toEqual([true, true])
    expect((await shard.claim(claimOf('t1'), nowMs)).kind).toBe('claimed')
    expect((await shard.claim(claimOf('bound', 'pay_x'), nowMs)).kind).toBe('claimed')
    await shard.spend({ ...spendOf('t1'), merchantId: 'm2' })
    await shard.spend({ ...spendOf('t1'), mode: 'LIVE' })
    await shard.spend(spendOf('t1', 'pay_evil'))
    expect((await shard.claim(claimOf('t1'), nowMs)).kind).toBe('claimed')
  })

  test('writes spent tokens with the next write', async () => {
    const shard = shardNamed('coalesced')
    const nowMs = Date.now()
    await shard.put(rowOf('t1', nowMs))
    await shard.claim(claimOf('t1'), nowMs)
    await shard.spend(spendOf('t1'))
    await shard.put(rowOf('t2', nowMs))
    expect((await rowsOf(shard)).map(({ sealed }) => sealed === null)).toEqual([true, false])
  })

  test('answers the first expiry to the same blob for ten minutes and then refuses it', async () => {
    const shard = shardNamed('replay')
    const nowMs = Date.now()
    const kept = { kind: 'kept', expiresAtMs: nowMs + 15 * MINUTE_MS }
    expect(await shard.put(rowOf('t1', nowMs))).toEqual(kept)
    expect(await shard.put(rowOf('t1', nowMs + 10 * MINUTE_MS))).toEqual(kept)
    expect(await shard.put(rowOf('t1', nowMs + 10 * MINUTE_MS + 1))).toEqual({ kind: 'replayed' })
    expect(await shard.put(rowOf('t1', nowMs, { credentialId: 'key_2' }))).toEqual({ kind: 'replayed' })
  })
})
