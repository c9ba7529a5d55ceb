import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import { alertsOf } from '../../src/payment/alerts.ts'
import { approval, confirmWith, created, type Driver } from './driver.ts'

const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const UNKNOWN = { kind: 'unknown', reason: 'time_out' } as const
const DAY_MS = 24 * 3_600_000

const unknown = (): Driver => {
  const payment = created().step({ kind: 'confirm', confirm: confirmWith('tok_1', created().now()) })
  return payment.answer(AUTHORIZE, UNKNOWN).answer(AUTHORIZE, UNKNOWN, 'query')
}

/** Somebody reads the payment after its object had been put away: it looks at once. */
function read(payment: Driver): void {
  payment.step({ kind: 'check', running: [], woken: true })
  if (payment.effects().length > 0) payment.answer(AUTHORIZE, UNKNOWN, 'query')
}

describe('a look that somebody caused by reading', () => {
  it('uses up none of the looks that the payment makes by itself, and leaves nothing in the log', () => {
    const payment = unknown()
    const [before] = payment.state().calls
    const length = payment.events().length
    for (let count = 0; count < 50; count += 1) read(payment)
    expect(payment.state().calls).toEqual([before])
    expect(payment.events()).toHaveLength(length)
  })

  it('finds out what there is to find', () => {
    const payment = unknown()
    payment.step({ kind: 'check', running: [], woken: true })
    payment.answer(AUTHORIZE, { kind: 'declined', failure: failureOf('card_declined') }, 'query')
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
  })
})

describe('an outcome that is never found out', () => {
  it('is looked for over seven days, then told once to an operator, and never again by itself', () => {
    const payment = unknown()
    const startMs = payment.now()
    for (let hour = 0; hour < 24 * 9; hour += 1) {
      payment.wait(3_600_000)
      payment.step({ kind: 'check', running: [], woken: false })
      if (payment.effects().length > 0) payment.answer(AUTHORIZE, UNKNOWN, 'query')
    }
    const [call] = payment.state().calls
    expect(call?.nextCheckAtMs).toBeUndefined()
    const last = payment.events().at(-1)
    expect((last?.occurredAtMs ?? 0) - startMs).toBeGreaterThan(7 * DAY_MS)
    for (let count = 0; count < 5; count += 1) read(payment)
    const given = alertsOf(payment.events()).filter(({ event }) => event === 'outcome_given_up')
    expect(given).toHaveLength(1)
  })
})

describe('what an operator reads of an attempt that a fence ended', () => {
  it.each([
    ['time_out', 'gateway_timed_out'],
    ['connection_lost', 'gateway_connection_lost'],
  ])('is what had gone wrong before: %s', (reason, code) => {
    const payment = created().step({ kind: 'confirm', confirm: confirmWith('tok_1', created().now()) })
    payment.answer(AUTHORIZE, { kind: 'unknown', reason }).answer(AUTHORIZE, { kind: 'not_found' }, 'query')
    payment.answer({ kind: 'fence', number: 1 }, { kind: 'unprocessed', failure: failureOf('fenced') })
    expect(payment.state().attempts[0]?.failure).toMatchObject({ code, gatewayCode: 'fenced' })
    expect(payment.state().failure).toMatchObject({ category: 'GATEWAY_UNAVAILABLE', retryable: true })
  })
})

describe('a payment that no gateway can be found for', () => {
  it('is a warning with the reason, for otherwise nobody would hear of it', () => {
    const plan = { candidates: [], reason: 'no rule of the policy matches', problem: 'no_rule' } as const
    const payment = created()
    payment.step({ kind: 'confirm', confirm: { tokenId: 'tok_1', plan, deadlineMs: payment.now() + 30_000 } })
    expect(alertsOf(payment.events())).toMatchObject([
      { level: 'warn', event: 'no_attempt_possible', detail: { code: 'no_routing_rule', because: plan.reason } },
    ])
  })
})

describe('a gateway that moves another amount than it was asked to', () => {
  it('GW7 is believed, and an operator hears of it', () => {
    const payment = created(1000n, 'MANUAL')
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
    payment.answer(AUTHORIZE, approval(payment.state(), false))
    payment.step({ kind: 'capture', amountMinor: 300n, final: false })
    const before = payment.state()
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved', gatewayReference: 'c', amountMinor: 400n })
    expect(payment.state().amountCapturedMinor).toBe(400n)
    expect(alertsOf(payment.events().slice(before.seq), before)).toEqual([
      {
        level: 'error',
        event: 'gateway_moved_another_amount',
        detail: { call: 'capture 1', askedMinor: '300', toldMinor: '400' },
      },
    ])
  })
})
