import { beforeEach, describe, expect, test } from 'vitest'
import {
  age,
  alarmOf,
  clearFaults,
  newAccount,
  observed,
  openAccount,
  openBreaker,
  pause,
  ring,
  setFault,
  told,
  until,
} from './support.ts'

beforeEach(clearFaults)

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** An account that was used and is known to configuration and vault. */
async function usedAccount() {
  const account = newAccount()
  await openAccount(account)
  await account.health.exchange(told({ observations: [observed()] }))
  await ring(account)
  return account
}

describe('the gateway is asked', () => {
  test('after half a minute without a call, and again every half minute', async () => {
    const account = await usedAccount()
    expect((await account.health.snapshot())?.lastProbeAtMs).toBeUndefined()
    const dueMs = (await alarmOf(account)) ?? 0
    expect(Math.abs(dueMs - Date.now() - 30_000)).toBeLessThan(2_000)
    await age(account, 31_000)
    await ring(account)
    const { lastProbeAtMs = 0, breaker } = (await account.health.snapshot()) ?? {}
    expect(Date.now() - lastProbeAtMs).toBeLessThan(2_000)
    expect(breaker).toBe('CLOSED')
    expect(Math.abs(((await alarmOf(account)) ?? 0) - Date.now() - 30_000)).toBeLessThan(2_000)
  })

  test('not for longer than an hour after the last call: the alarms end', async () => {
    const account = await usedAccount()
    await age(account, HOUR_MS + 1_000)
    await ring(account)
    expect((await account.health.snapshot())?.lastProbeAtMs).toBeUndefined()
    expect(await alarmOf(account)).toBeNull()
  })

  test('not where the account is disabled or removed: the alarms end until somebody uses it again', async () => {
    const removed = newAccount()
    await removed.health.exchange(told({ observations: [observed()] }))
    await ring(removed)
    const disabled = newAccount()
    await openAccount(disabled, { enabled: false })
    await disabled.health.exchange(told({ observations: [observed()] }))
    await ring(disabled)
    await age(disabled, 31_000)
    await ring(disabled)
    expect(await alarmOf(disabled)).toBeNull()
    expect((await disabled.health.snapshot())?.lastProbeAtMs).toBeUndefined()
    await disabled.health.exchange(told({ observations: [observed()] }))
    expect(await alarmOf(disabled)).not.toBeNull()
  })

  test('while the breaker is open, and no payment is sent there before it answers', async () => {
    const account = await usedAccount()
    await openBreaker(account)
    await setFault({ kind: 'unprocessed', operation: 'lookup', times: 1_000 })
    await pause(1_010)
    await ring(account)
    // Its own alarm may have begun the same question a moment before.
    const asked = await until(
      () => account.health.details(),
      (details) => details?.breaker === 'OPEN' && details.lastProbeAtMs !== undefined,
    )
    const { lastProbeAtMs = 0, openUntilMs = 0 } = asked ?? {}
    expect(Date.now() - lastProbeAtMs).toBeLessThan(1_000)
    expect(openUntilMs).toBeGreaterThan(Date.now())
    await clearFaults()
    await pause(openUntilMs - Date.now() + 10)
    await ring(account)
    expect(await account.health.exchange(told({ wantsProbe: true }))).toMatchObject({
      breaker: 'HALF_OPEN',
      probe: true,
    })
  })

  test('for no longer than five seconds', async () => {
    const account = await usedAccount()
    await setFault({ kind: 'hang_before', operation: 'lookup', times: 10, ms: 20_000 })
    await age(account, 31_000)
    const beganAtMs = Date.now()
    await ring(account)
    expect(Date.now() - beganAtMs).toBeLessThan(6_500)
    expect((await account.health.snapshot())?.breaker).toBe('CLOSED')
  })

  test('and opens the breaker when it does not answer three times in a row, before a shopper finds out', async () => {
    const account = await usedAccount()
    await setFault({ kind: 'unprocessed', operation: 'lookup', times: 1_000 })
    for (const expected of ['CLOSED', 'CLOSED', 'OPEN']) {
      await age(account, 31_000)
      await ring(account)
      expect((await account.health.snapshot())?.breaker).toBe(expected)
    }
  })
})
