import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import {
  type Account,
  alarmOf,
  env,
  failure,
  newAccount,
  observed,
  openBreaker,
  pause,
  ring,
  SEGMENT,
  tablesOf,
  told,
  until,
} from './support.ts'

const range = (count: number): readonly number[] => Array.from({ length: count }, (_item, index) => index)

describe('what is measured of an account', () => {
  test('an account that was never measured has no row and no alarm, however often it is read', async () => {
    const account = newAccount()
    expect(await account.health.snapshot()).toBeNull()
    expect(await account.health.details()).toBeNull()
    expect(await account.health.waitForChange(0, 0)).toMatchObject({ details: null })
    expect(await account.health.exchange(told({ wantsProbe: true, inFlight: 1 }))).toMatchObject({
      breaker: 'CLOSED',
      load: 1,
      segments: {},
    })
    await account.health.isolate(false)
    expect(await tablesOf(account)).toEqual([])
    expect(await alarmOf(account)).toBeNull()
  })

  test('a thousand reports from a hundred isolates at once are all counted', async () => {
    const account = newAccount()
    // All at one instant, so that no failure stands after the last success: however long a thousand take, it is no row.
    const atMs = Date.now()
    await Promise.all(
      range(1_000).map((index) =>
        account.health.exchange(
          told({
            isolateId: `isolate ${index % 100}`,
            observations: range(9).map(() => observed({ atMs, latencyMs: index < 500 ? 90 : 300 })),
            inFlight: 2,
          }),
        ),
      ),
    )
    await Promise.all(range(1_000).map(() => account.health.report(failure({ atMs, unmappedCode: 'odd' }))))
    const details = await account.health.details()
    expect(details).toMatchObject({
      breaker: 'CLOSED',
      successRate: 0.9,
      load: 200,
      latencyP50Ms: 113,
      latencyP95Ms: 320,
      unmappedCodes: [{ code: 'odd', count: 1_000 }],
    })
  })

  test('approvals survive an eviction once they were kept', async () => {
    const account = newAccount()
    const observations = range(20).map(() => observed())
    await account.health.exchange(told({ observations }))
    const dueMs = (await alarmOf(account)) ?? 0
    expect(dueMs - Date.now()).toBeLessThanOrEqual(15_000)
    await ring(account)
    const before = await account.health.snapshot()
    await evictDurableObject(account.stub)
    const after = await account.health.snapshot()
    expect(Object.keys(after?.segments ?? {})).toEqual(Object.keys(before?.segments ?? {}))
    expect(Object.keys(after?.segments ?? {})).toContain(SEGMENT.split('|')[0])
  })

  test('codes that nobody knows are counted, the rarest make room, and they survive an eviction', async () => {
    const account = newAccount()
    const proper = { proper: true, reason: 'card_declined' }
    for (const index of range(60)) await account.health.report(failure({ ...proper, unmappedCode: `code ${index}` }))
    for (const _again of range(3)) await account.health.report(failure({ ...proper, unmappedCode: 'x'.repeat(500) }))
    const { unmappedCodes = [], breaker } = (await account.health.details()) ?? {}
    expect(breaker).toBe('CLOSED')
    expect(unmappedCodes).toHaveLength(50)
    expect(unmappedCodes[0]).toMatchObject({ code: 'x'.repeat(64), count: 3 })
    await ring(account)
    await evictDurableObject(account.stub)
    expect((await account.health.details())?.unmappedCodes).toEqual(unmappedCodes)
  })

  test('the load of an isolate that tells nothing more is forgotten', async () => {
    const account = newAccount()
    await account.health.exchange(told({ isolateId: 'gone', inFlight: 7 }))
    await account.health.exchange(told({ isolateId: 'alive', inFlight: 1 }))
    expect(await account.health.exchange(told({ isolateId: 'alive', inFlight: 2 }))).toMatchObject({ load: 9 })
    await pause(3_010)
    expect(await account.health.exchange(told({ isolateId: 'alive', inFlight: 2 }))).toMatchObject({ load: 2 })
  })

  test('whoever waits for a change hears of the breaker at once, and of figures within a second', async () => {
    const account = newAccount()
    const { version } = await account.health.waitForChange(0, 0)
    const figures = account.health.waitForChange(version, 5_000)
    const beganAtMs = Date.now()
    await account.health.exchange(told({ observations: [observed()] }))
    const heard = await figures
    expect(heard).toMatchObject({ details: { breaker: 'CLOSED', successRate: 1 } })
    expect(Date.now() - beganAtMs).toBeLessThan(1_500)
    const opening = account.health.waitForChange(heard.version, 5_000)
    await openBreaker(account)
    const openedAtMs = Date.now()
    const { details, version: last } = await opening
    expect(Date.now() - openedAtMs).toBeLessThan(500)
    expect(last).toBeGreaterThan(heard.version)
    expect(details?.version).toBeGreaterThanOrEqual(last)
    await evictDurableObject(account.stub)
    expect((await account.health.details())?.version).toBeGreaterThan(heard.version)
  })

  test('a live connection is told of each change, and forgotten once it is gone', async () => {
    const account = newAccount()
    const gone = env.LIVE_CONNECTIONS.newUniqueId().toString()
    expect(await account.health.subscribe(gone)).toBe(true)
    expect(await subscribersOf(account)).toEqual([{ connection: gone }])
    await openBreaker(account)
    await until(
      () => subscribersOf(account),
      (rows) => rows.length === 0,
    )
  })

  test('whoever waits in vain is answered when the time is over', async () => {
    const account = newAccount()
    const { version } = await account.health.waitForChange(0, 0)
    expect(await account.health.waitForChange(version, 50)).toMatchObject({ version })
  })
})

const subscribersOf = ({ stub }: Account): Promise<readonly unknown[]> =>
  runInDurableObject(stub, (_object, { storage }) => storage.sql.exec('SELECT connection FROM subscribers').toArray())
