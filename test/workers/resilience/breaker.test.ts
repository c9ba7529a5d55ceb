import { evictDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { failure, kill, newAccount, observed, openBreaker, pause, ring, told, until } from './support.ts'

const range = (count: number): readonly number[] => Array.from({ length: count }, (_item, index) => index)

describe('the breaker of an account', () => {
  test('GW11 opens once with many calls in flight, and what they still tell changes nothing', async () => {
    const account = newAccount()
    await Promise.all(range(30).map(() => account.health.report(failure())))
    const opened = await account.health.details()
    expect(opened).toMatchObject({ breaker: 'OPEN', successRate: 0 })
    const late = range(5).map(() => observed())
    await Promise.all([
      ...range(30).map(() => account.health.report(failure())),
      account.health.exchange(told({ observations: late })),
    ])
    expect(await account.health.details()).toMatchObject({ breaker: 'OPEN', openUntilMs: opened?.openUntilMs })
  })

  test('GW12 heals: one probe through, then all', async () => {
    const account = newAccount()
    await openBreaker(account)
    const whileOpen = await Promise.all(range(20).map(() => account.health.exchange(told({ wantsProbe: true }))))
    expect(whileOpen.filter(({ breaker, probe }) => breaker !== 'OPEN' || probe === true)).toEqual([])
    await pause(1_010)
    const asked = range(50).map((index) =>
      account.health.exchange(told({ isolateId: `isolate ${index}`, wantsProbe: true })),
    )
    const answers = await Promise.all(asked)
    expect(answers.filter(({ probe }) => probe === true)).toHaveLength(1)
    expect(answers.every(({ breaker }) => breaker === 'HALF_OPEN')).toBe(true)
    await account.health.report({ atMs: Date.now(), proper: true, probe: true })
    const after = await Promise.all(range(50).map(() => account.health.exchange(told({ wantsProbe: true }))))
    expect(after.every(({ breaker, probe }) => breaker === 'CLOSED' && probe === undefined)).toBe(true)
  })

  test('GW12 opens longer when the probe fails, and a mere reader never gets the permit', async () => {
    const account = newAccount()
    await openBreaker(account)
    await pause(1_010)
    expect(await account.health.snapshot()).toMatchObject({ breaker: 'HALF_OPEN' })
    expect((await account.health.exchange(told())).probe).toBeUndefined()
    expect((await account.health.exchange(told({ wantsProbe: true }))).probe).toBe(true)
    await account.health.report(failure({ probe: true }))
    const { breaker, openUntilMs = 0 } = (await account.health.details()) ?? {}
    expect(breaker).toBe('OPEN')
    expect(openUntilMs - Date.now()).toBeGreaterThan(900)
  })

  test('survives an eviction and a crash, with the permit that is out', async () => {
    const account = newAccount()
    await openBreaker(account)
    const opened = await account.health.details()
    await evictDurableObject(account.stub)
    expect(await account.health.details()).toMatchObject({ breaker: 'OPEN', openUntilMs: opened?.openUntilMs })
    await pause(1_010)
    expect((await account.health.exchange(told({ wantsProbe: true }))).probe).toBe(true)
    await kill(account)
    expect((await account.health.exchange(told({ wantsProbe: true }))).probe).toBeUndefined()
    await account.health.report({ atMs: Date.now(), proper: true, probe: true })
    await kill(account)
    expect(await account.health.snapshot()).toMatchObject({ breaker: 'CLOSED' })
  })

  test('gives the permit to the next one when it comes back unused', async () => {
    const account = newAccount()
    await openBreaker(account)
    await pause(1_010)
    const { atMs } = await account.health.exchange(told({ wantsProbe: true }))
    expect((await account.health.exchange(told({ wantsProbe: true }))).probe).toBeUndefined()
    await account.health.exchange(told({ returnedProbeAtMs: atMs }))
    expect((await account.health.exchange(told({ wantsProbe: true }))).probe).toBe(true)
  })

  test('is isolated by hand and restored by hand, and by nothing else', async () => {
    const account = newAccount()
    expect(await account.health.isolate(true)).toMatchObject({ breaker: 'ISOLATED' })
    await account.health.exchange(told({ observations: [observed()], wantsProbe: true }))
    await account.health.report({ atMs: Date.now(), proper: true, probe: true })
    await evictDurableObject(account.stub)
    await ring(account)
    const isolated = await account.health.exchange(told({ wantsProbe: true }))
    expect(isolated).toMatchObject({ breaker: 'ISOLATED' })
    expect(isolated.probe).toBeUndefined()
    expect(await account.health.isolate(false)).toMatchObject({ breaker: 'CLOSED' })
  })

  test('does not open for a thousand declines', async () => {
    const account = newAccount()
    const declines = range(1_000).map(() => observed({ approved: false }))
    await account.health.exchange(told({ observations: declines }))
    const snapshot = await account.health.snapshot()
    expect(snapshot).toMatchObject({ breaker: 'CLOSED', successRate: 1 })
    const [approved = 0, refused = 0] = snapshot?.segments[''] ?? []
    expect(refused / (approved + refused)).toBeGreaterThan(0.5)
  })

  test('tells of its changes in the log, with the account and the reason', async () => {
    const account = newAccount()
    const lines: string[] = []
    const { warn, info } = console
    console.warn = (line: string) => void lines.push(line)
    console.info = (line: string) => void lines.push(line)
    try {
      await openBreaker(account)
      await until(
        () => account.health.snapshot(),
        (snapshot) => snapshot?.breaker === 'HALF_OPEN',
      )
    } finally {
      Object.assign(console, { warn, info })
    }
    const about = lines.map((line) => JSON.parse(line)).filter(({ accountId }) => accountId === account.id)
    expect(about).toMatchObject([
      { level: 'warn', message: 'breaker_opened', because: 'share_of_failures', reason: 'time_out' },
      { level: 'info', message: 'breaker_half_open', was: 'OPEN' },
    ])
  })
})
