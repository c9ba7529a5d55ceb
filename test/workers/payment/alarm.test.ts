import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toldBy } from './projections.ts'
import { acknowledged, age, alarmOf, kill, stateOf } from './rows.ts'
import {
  accepted,
  authorized,
  captured,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  env,
  eur,
  openAccounts,
  type Payment,
  setFault,
  tokenFor,
  until,
} from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const ring = (payment: Payment): Promise<boolean> => runDurableObjectAlarm(payment.stub)
const redriven = async () => (await env.STACK_HEALTH.getByName('stack').snapshot()).redrivenLastMinute

describe('the end of a state', () => {
  test('comes for an unpaid payment after 24 hours', async () => {
    const payment = await created()
    await acknowledged(payment)
    const { createdAtMs } = await payment.view()
    expect(await alarmOf(payment)).toBe(createdAtMs + DAY_MS)
    await age(payment, DAY_MS - 60_000)
    await ring(payment)
    expect((await payment.view()).status).toBe('REQUIRES_PAYMENT_METHOD')
    await age(payment, 61_000)
    await ring(payment)
    expect((await payment.view()).status).toBe('EXPIRED')
    await acknowledged(payment)
    expect(await alarmOf(payment)).toBeNull()
  })

  test('comes for a hold at the date that the acquirer names, as a void', async () => {
    const payment = await authorized()
    await acknowledged(payment)
    const { expiresAtMs = 0, createdAtMs } = await payment.view()
    expect(Math.abs(expiresAtMs - createdAtMs - 7 * DAY_MS)).toBeLessThan(10_000)
    expect(await alarmOf(payment)).toBe(expiresAtMs)
    await age(payment, 7 * DAY_MS)
    await ring(payment)
    await until(payment.view, ({ status }) => status === 'EXPIRED')
    expect(await chargesOf(payment.id)).toMatchObject([{ status: 'voided' }])
  })

  test('is not EXPIRED before the void is certain', async () => {
    const payment = await authorized()
    await age(payment, 7 * DAY_MS)
    await setFault('a', { kind: 'hang_before', operation: 'void', ms: 500, times: 1 })
    await ring(payment)
    expect(await payment.view()).toMatchObject({ status: 'AUTHORIZED', allowedActions: [] })
    await until(payment.view, ({ status }) => status === 'EXPIRED')
    expect(await chargesOf(payment.id)).toMatchObject([{ status: 'voided' }])
  })

  test('releases what a partly captured payment still holds, and ends it as captured', async () => {
    const payment = await authorized()
    accepted(await payment.send({ kind: 'capture', idempotencyKey: 'c', amount: eur(300n), final: false }))
    await age(payment, 7 * DAY_MS)
    await ring(payment)
    await until(payment.view, ({ status }) => status === 'CAPTURED')
    expect(await chargesOf(payment.id)).toMatchObject([{ amountCapturedMinor: 300 }])
  })

  test('RA6 fences a challenge that nobody answered', async () => {
    const payment = await created()
    accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    await age(payment, DAY_MS)
    await ring(payment)
    await until(payment.view, ({ status }) => status === 'EXPIRED')
    expect(await chargesOf(payment.id)).toEqual([])
  })

  test('does not count as a message that was lost', async () => {
    const payment = await created()
    await acknowledged(payment)
    await age(payment, DAY_MS)
    const before = await redriven()
    await ring(payment)
    await acknowledged(payment)
    expect(toldBy(payment.id).map((message) => message.redriven)).toEqual([false, false])
    expect(await redriven()).toBe(before)
  })
})

describe('the alarm', () => {
  test('I5 is off once a payment is settled and told', async () => {
    const payment = await captured()
    await acknowledged(payment)
    expect(await alarmOf(payment)).toBeNull()
    expect(await ring(payment)).toBe(false)
  })

  test('CR5 is set again when its handler throws, and not at once', async () => {
    const payment = await created()
    await acknowledged(payment)
    await age(payment, DAY_MS)
    await rename(payment, 'commits', 'hidden')
    const atMs = Date.now()
    await expect(ring(payment)).rejects.toThrow()
    const nextMs = (await alarmOf(payment)) ?? 0
    expect(nextMs).toBeGreaterThan(atMs + 1_000)
    await rename(payment, 'hidden', 'commits')
    expect(await ring(payment)).toBe(true)
    expect((await payment.view()).status).toBe('EXPIRED')
  })

  test('rings for an unknown outcome when nobody asks, until it is found out', async () => {
    const payment = await captured()
    await setFault('a', { kind: 'reset_before', operation: 'refund', times: 3 })
    const answer = payment.send({ kind: 'refund', idempotencyKey: 'r' }).catch(() => undefined)
    await until(
      () => stateOf(payment),
      ({ calls }) => (calls[0]?.checks ?? 0) >= 1,
    )
    const { calls } = await stateOf(payment)
    expect(await alarmOf(payment)).toBe(calls[0]?.nextCheckAtMs)
    await kill(payment)
    await answer
    await until(
      () => stateOf(payment),
      ({ refunds }) => refunds[0]?.status === 'SUCCEEDED',
    )
    expect(await chargesOf(payment.id)).toMatchObject([{ amountRefundedMinor: 1000 }])
  })
})

const rename = (payment: Payment, from: string, to: string): Promise<void> =>
  runInDurableObject(payment.stub, (_object, { storage }) => {
    storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
  })
