import { describe, expect, test } from 'vitest'
import type { ApiEnv } from '../../../src/env.ts'
import type { GatewayHealthService, IsolateReport } from '../../../src/resilience/snapshot.ts'
import { createHealthWatch } from '../../../src/resilience/watch.ts'
import { createWatchMemory } from '../../../src/resilience/watchMemory.ts'
import { samplePayment } from '../../db/samplePayment.ts'
import { type Account, env, failure, newAccount, observed, openBreaker, pause } from './support.ts'

interface Isolate {
  readonly asked: IsolateReport[]
  readonly background: { waitUntil(work: Promise<unknown>): void }
  ended(): Promise<unknown>
  look(...accounts: readonly Account[]): ReturnType<ReturnType<typeof createHealthWatch>['snapshots']>
  readonly watch: ReturnType<typeof createHealthWatch>
  readonly env: Pick<ApiEnv, 'GATEWAY_HEALTH'>
}

let isolates = 0

/** An isolate of its own. What it asks the real objects is written down, and may take longer or break. */
function newIsolate(way: { delayMs?: number; fails?: boolean } = {}): Isolate {
  isolates += 1
  const name = `isolate ${isolates}`
  const watch = createHealthWatch(Date.now, () => name)
  const asked: IsolateReport[] = []
  const work: Promise<unknown>[] = []
  const background = { waitUntil: (promise: Promise<unknown>) => void work.push(promise) }
  const getByName = (accountId: string): Pick<GatewayHealthService, 'exchange'> => ({
    async exchange(report) {
      asked.push(report)
      await pause(way.delayMs ?? 0)
      if (way.fails === true) throw new Error('the object is overloaded')
      return (env.GATEWAY_HEALTH.getByName(accountId) as unknown as GatewayHealthService).exchange(report)
    },
  })
  const watched = { GATEWAY_HEALTH: { getByName } } as unknown as Pick<ApiEnv, 'GATEWAY_HEALTH'>
  return {
    asked,
    background,
    ended: () => Promise.all(work),
    look: (...accounts) =>
      watch.snapshots(
        watched,
        background,
        accounts.map(({ id }) => id),
      ),
    watch,
    env: watched,
  }
}

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const beganAtMs = Date.now()
  await work()
  return Date.now() - beganAtMs
}

describe('an isolate’s watch', () => {
  test('asks once, then serves from memory, and renews behind the answer', async () => {
    const isolate = newIsolate()
    const account = newAccount()
    expect((await isolate.look(account)).get(account.id)).toMatchObject({ breaker: 'CLOSED' })
    for (let count = 0; count < 20; count += 1) await isolate.look(account)
    expect(isolate.asked).toHaveLength(1)
    await pause(600)
    await account.health.isolate(true)
    expect((await isolate.look(account)).get(account.id)).toMatchObject({ breaker: 'CLOSED' })
    await isolate.ended()
    expect((await isolate.look(account)).get(account.id)).toMatchObject({ breaker: 'ISOLATED' })
    expect(isolate.asked).toHaveLength(2)
  })

  test('never serves a snapshot older than a second where the object answers', async () => {
    const isolate = newIsolate()
    const account = newAccount()
    await isolate.look(account)
    await account.health.isolate(true)
    await pause(1_010)
    expect((await isolate.look(account)).get(account.id)).toMatchObject({ breaker: 'ISOLATED' })
  })

  test('a hundred payments at once cost one question for each account', async () => {
    const isolate = newIsolate({ delayMs: 1 })
    const accounts = [newAccount(), newAccount(), newAccount()]
    // Objects that are awake answer at once.
    for (const { health } of accounts) await health.snapshot()
    await Promise.all(Array.from({ length: 100 }, () => isolate.look(...accounts)))
    await isolate.ended()
    expect(isolate.asked).toHaveLength(3)
    expect((await isolate.look(...accounts)).size).toBe(3)
  })

  test('hands over what was observed with the renewal, once', async () => {
    const isolate = newIsolate()
    const account = newAccount()
    await isolate.look(account)
    for (let count = 0; count < 5; count += 1) isolate.watch.observe(account.id, observed())
    const call = {}
    isolate.watch.begin(account.id, call)
    await pause(600)
    await isolate.look(account)
    await isolate.ended()
    expect(isolate.asked[1]).toMatchObject({ inFlight: 1, wantsProbe: false })
    expect(isolate.asked[1]?.observations).toHaveLength(5)
    expect(await account.health.snapshot()).toMatchObject({ successRate: 1, load: 1 })
    isolate.watch.end(account.id, call)
    await pause(600)
    await isolate.look(account)
    await isolate.ended()
    expect(isolate.asked[2]).toMatchObject({ inFlight: 0, observations: [] })
  })

  test('counts a call under way no longer than a command may take: whoever hangs up never says that it ended', () => {
    const memory = createWatchMemory()
    memory.begin('acc', {}, 0)
    memory.begin('acc', {}, 30_000)
    expect(memory.inFlight('acc', 30_000)).toBe(2)
    expect(memory.inFlight('acc', 36_000)).toBe(1)
  })

  test('tells within a second what a command’s answer taught, also where no further payment comes', async () => {
    const isolate = newIsolate()
    const account = newAccount()
    const handed = await isolate.look(account)
    const sinceMs = Date.now()
    for (const key of ['one', 'two', 'three']) {
      const view = samplePayment(key)
      const attempts = view.attempts.map((attempt) => ({ ...attempt, accountId: account.id, startedAtMs: sinceMs }))
      const answered = { ...view, attempts, updatedAtMs: sinceMs }
      isolate.watch.learn(isolate.env, isolate.background, { handed, view: answered, sinceMs, card: {} })
    }
    expect(isolate.asked).toHaveLength(1)
    await pause(1_000)
    await isolate.ended()
    expect(isolate.asked).toHaveLength(2)
    expect(isolate.asked[1]?.observations).toHaveLength(3)
    expect(await account.health.snapshot()).toMatchObject({ successRate: 1 })
  })

  test('GW13 waits a tenth of a second for a slow object, then goes without, and not again at once', async () => {
    const isolate = newIsolate({ delayMs: 1_500 })
    const account = newAccount()
    const firstMs = await took(async () => expect((await isolate.look(account)).size).toBe(0))
    expect(firstMs).toBeLessThan(200)
    const nextMs = await took(() => Promise.all(Array.from({ length: 50 }, () => isolate.look(account))))
    expect(nextMs).toBeLessThan(50)
    await isolate.ended()
    expect(isolate.asked).toHaveLength(1)
    expect((await isolate.look(account)).size).toBe(1)
  })

  test('goes without where the object fails, and serves what it knew', async () => {
    const way = { fails: true }
    const isolate = newIsolate(way)
    const account = newAccount()
    expect((await isolate.look(account)).size).toBe(0)
    await isolate.ended()
    way.fails = false
    await pause(1_010)
    expect((await isolate.look(account)).size).toBe(1)
    way.fails = true
    await pause(1_010)
    expect((await isolate.look(account)).size).toBe(1)
    await isolate.ended()
  })

  test('GW12 gives the permit of a probe to one command of one isolate', async () => {
    const isolates = [newIsolate(), newIsolate(), newIsolate()]
    const account = newAccount()
    await Promise.all(isolates.map((isolate) => isolate.look(account)))
    await openBreaker(account)
    await pause(1_020)
    const looks = await Promise.all(
      Array.from({ length: 60 }, (_item, index) => isolates[index % 3]?.look(account) ?? new Map()),
    )
    const permits = looks.filter((found) => found.get(account.id)?.probe === true)
    expect(permits).toHaveLength(1)
    await pause(600)
    const later = await Promise.all(isolates.map((isolate) => isolate.look(account)))
    expect(later.filter((found) => found.get(account.id)?.probe === true)).toEqual([])
    await account.health.report({ atMs: Date.now(), proper: true, probe: true })
    await pause(510)
    const healed = await Promise.all(isolates.map((isolate) => isolate.look(account)))
    expect(healed.every((found) => found.get(account.id)?.breaker === 'CLOSED')).toBe(true)
  })

  test('gives back a permit that the command did not use', async () => {
    const isolate = newIsolate()
    const account = newAccount()
    await openBreaker(account)
    await pause(1_010)
    const handed = await isolate.look(account)
    expect(handed.get(account.id)?.probe).toBe(true)
    isolate.watch.learn(isolate.env, isolate.background, { handed, view: null, sinceMs: Date.now(), card: {} })
    await pause(50)
    await isolate.ended()
    expect((await newIsolate().look(account)).get(account.id)?.probe).toBe(true)
  })

  test('GW12 keeps a permit that came too late for the next command, and gives it back where none comes', async () => {
    const isolate = newIsolate({ delayMs: 300 })
    const account = newAccount()
    await openBreaker(account)
    await pause(1_010)
    expect((await isolate.look(account)).size).toBe(0)
    await pause(400)
    expect((await isolate.look(account)).get(account.id)?.probe).toBe(true)
    expect((await isolate.look(account)).get(account.id)?.probe).toBeUndefined()
    await account.health.report(failure({ probe: true }))
    const { openUntilMs = 0 } = (await account.health.details()) ?? {}
    await pause(openUntilMs - Date.now() + 1_010)
    await isolate.look(account)
    await pause(400)
    expect((await newIsolate().look(account)).get(account.id)?.probe).toBeUndefined()
    await isolate.ended()
    expect((await newIsolate().look(account)).get(account.id)?.probe).toBe(true)
  })

  test('GW12 heals also where the object is too far away for any command to wait for it', async () => {
    const isolate = newIsolate({ delayMs: 300 })
    const account = newAccount()
    await openBreaker(account)
    await pause(1_010)
    expect((await isolate.look(account)).size).toBe(0)
    await account.health.report(failure({ probe: true }))
    const { openUntilMs = 0 } = (await account.health.details()) ?? {}
    await pause(openUntilMs - Date.now() + 10)
    await account.health.snapshot()
    // A payment that knew nothing of the breaker is answered properly.
    isolate.watch.observe(account.id, observed({ atMs: Date.now() + 60, latencyMs: 40 }))
    await pause(60)
    await isolate.look(account)
    await pause(400)
    expect(await account.health.snapshot()).toMatchObject({ breaker: 'CLOSED' })
  })

  test('only looking takes no permit', async () => {
    const isolate = newIsolate()
    const account = newAccount()
    await openBreaker(account)
    await pause(1_010)
    const seen = await isolate.watch.snapshots(isolate.env, isolate.background, [account.id], false)
    expect(seen.get(account.id)).toMatchObject({ breaker: 'HALF_OPEN' })
    expect(seen.get(account.id)?.probe).toBeUndefined()
  })
})
