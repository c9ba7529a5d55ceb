import { runDurableObjectAlarm } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { acknowledgeAllOf, acknowledgeNothingOf, toldBy } from './projections.ts'
import { acknowledged, alarmOf, kill, rowsOf } from './rows.ts'
import {
  accepted,
  captured,
  clearFaults,
  confirmation,
  creation,
  env,
  eur,
  newPayment,
  openAccounts,
  type Payment,
  ROUTES,
  routingOver,
  tokenFor,
  until,
} from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

const seqsOf = (payment: Payment) => toldBy(payment.id).map(({ events }) => events.map(({ seq }) => seq))
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index)

/** A captured payment of which nobody acknowledges anything. */
async function unheard(): Promise<Payment> {
  const payment = newPayment()
  acknowledgeNothingOf(payment.id)
  accepted(await payment.send({ ...creation(), confirm: { token: await tokenFor(), routing: routingOver(ROUTES) } }))
  return payment
}

const untilTold = (payment: Payment, seq: number) =>
  until(
    async () => toldBy(payment.id).at(-1)?.view.seq ?? 0,
    (told) => told >= seq,
  )

describe('what a payment tells', () => {
  test('has no gap, and nothing that was acknowledged comes again where all is well', async () => {
    const payment = await captured()
    await acknowledged(payment)
    const [known, messages] = [(await payment.view()).seq, seqsOf(payment).length]
    accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(10n) }))
    await acknowledged(payment)
    const { seq } = await payment.view()
    // What is not acknowledged yet when more happens goes with it: how often that is, is a question of who is faster.
    expect([...new Set(seqsOf(payment).flat())]).toEqual(upTo(seq))
    for (const seqs of seqsOf(payment)) expect(seqs).toEqual(upTo(seqs.at(-1) ?? 0, seqs[0]))
    expect([...new Set(seqsOf(payment).slice(messages).flat())]).toEqual(upTo(seq, known + 1))
    expect(toldBy(payment.id).every(({ redriven }) => !redriven)).toBe(true)
    const last = toldBy(payment.id).at(-1)
    expect(last?.view).toMatchObject({ seq, amountRefundedMinor: 10n })
    expect(last?.view).not.toHaveProperty('details')
  })

  test('begins after what was acknowledged, so that a lost message makes no gap', async () => {
    const payment = await unheard()
    await untilTold(payment, 5)
    accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(10n) }))
    await untilTold(payment, 7)
    expect(seqsOf(payment).at(-1)).toEqual(upTo(7))
  })

  test('QU4 is told again after half a minute when nobody acknowledged it, and counted', async () => {
    const payment = await unheard()
    await untilTold(payment, 5)
    const dueInMs = ((await alarmOf(payment)) ?? 0) - Date.now()
    expect(dueInMs).toBeGreaterThan(20_000)
    expect(dueInMs).toBeLessThanOrEqual(30_000)
    const messages = toldBy(payment.id).length
    await runDurableObjectAlarm(payment.stub)
    expect(await alarmOf(payment)).toBeGreaterThan(Date.now() + 20_000)
    expect(toldBy(payment.id)).toHaveLength(messages)
    await kill(payment)
    acknowledgeAllOf(payment.id)
    const health = env.STACK_HEALTH.getByName('stack')
    const { redrivenLastMinute } = await health.snapshot()
    await runDurableObjectAlarm(payment.stub)
    expect((await health.snapshot()).redrivenLastMinute).toBe(redrivenLastMinute + 1)
    await acknowledged(payment)
    expect(toldBy(payment.id).at(-1)).toMatchObject({ redriven: true, view: { seq: 5 } })
    expect(seqsOf(payment).at(-1)).toEqual(upTo(5))
    expect(await alarmOf(payment)).toBeNull()
  })

  test('goes in parts where there is much to tell, each after the word about the one before', async () => {
    const payment = await unheard()
    const refunds = upTo(25).map((n) => ({ kind: 'refund' as const, idempotencyKey: `r${n}`, amount: eur(1n) }))
    await Promise.all(refunds.map(payment.send))
    await untilTold(payment, 40)
    expect(seqsOf(payment).every(({ length }) => length <= 40)).toBe(true)
    await kill(payment)
    acknowledgeAllOf(payment.id)
    await runDurableObjectAlarm(payment.stub)
    await acknowledged(payment)
    expect(seqsOf(payment).slice(-2)).toEqual([upTo(40), upTo(55, 41)])
  })

  test('QU1 is acknowledged once: an older or impossible word changes nothing', async () => {
    const payment = await captured()
    await acknowledged(payment)
    await payment.service.projected(2)
    await payment.service.projected(999)
    expect((await rowsOf(payment)).payment).toMatchObject([{ projected_seq: 5 }])
  })

  test('does not end with the object: an event that was not sent yet is sent by the alarm', async () => {
    const payment = newPayment()
    const answer = payment.send(confirmation(await tokenFor())).catch(() => undefined)
    await answer
    accepted(await payment.send(creation()))
    await kill(payment)
    await runDurableObjectAlarm(payment.stub)
    await acknowledged(payment)
    expect(new Set(seqsOf(payment).flat())).toEqual(new Set([1]))
  })
})
