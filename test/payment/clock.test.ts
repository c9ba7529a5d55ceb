import { describe, expect, it } from 'vitest'
import { approval, confirmWith, created, type Driver } from './driver.ts'

const MINUTE_MS = 60_000
const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const UNKNOWN = { kind: 'unknown', reason: 'time_out' } as const

function confirmed(): Driver {
  const payment = created()
  return payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
}

const look = { kind: 'resolve', call: AUTHORIZE } as const

describe('a clock that is wrong', () => {
  it.each([-10, 10])('TM1 by %d minutes finds out the same, and charges once', (minutes) => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN)
    payment.wait(minutes * MINUTE_MS)
    payment.step({ kind: 'check', running: [], woken: true })
    expect(payment.effects()).toEqual([look])
    payment.answer(AUTHORIZE, approval(payment.state(), true), 'query')
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 1000n, calls: [] })
    expect(payment.state().attempts).toHaveLength(1)
  })

  it.each([-10, 10])('TM1 by %d minutes takes no call for interrupted that still runs', (minutes) => {
    const payment = confirmed()
    payment.wait(minutes * MINUTE_MS)
    payment.step({ kind: 'check', running: [AUTHORIZE], woken: false })
    expect([payment.effects(), payment.state().status]).toEqual([[], 'PROCESSING'])
  })

  it('TM2 that goes back an hour hides nothing: whoever wakes the payment has it look, and its events stay in order', () => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN).answer(AUTHORIZE, UNKNOWN, 'query')
    payment.wait(-60 * MINUTE_MS)
    payment.step({ kind: 'check', running: [], woken: true })
    expect(payment.effects()).toEqual([look])
    payment.answer(AUTHORIZE, approval(payment.state(), true), 'query')
    expect(payment.state().status).toBe('CAPTURED')
    expect(payment.events().map(({ seq }) => seq)).toEqual(payment.events().map((_event, index) => index + 1))
  })
})
