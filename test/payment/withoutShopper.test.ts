import { expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import { placed } from '../../src/payment/draft.ts'
import { ERASED } from '../../src/payment/erasure.ts'
import { evolve } from '../../src/payment/evolve.ts'
import { confirmWith, created, PAYMENT_ID, ROUTES } from './driver.ts'

const STORED = `pm_0${'a'.repeat(52)}_${'b'.repeat(26)}`
const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const ACTION = { kind: 'action_required', action: { type: 'three_ds_challenge', url: 'https://acs.example' } } as const

const charged = (initiatedBy: 'CUSTOMER' | 'MERCHANT') => {
  const payment = created()
  const credential = { use: 'SUBSEQUENT', usage: 'OFF_SESSION', initiatedBy } as const
  return payment.step({
    kind: 'confirm',
    confirm: { ...confirmWith(STORED, payment.now(), ROUTES), credential },
  })
}

it('a challenge that nobody is there for is ended, and the payment waits for another method with a failure that says so', () => {
  const payment = charged('MERCHANT').answer(AUTHORIZE, ACTION, 'call', [STORED])
  expect(payment.state().status).toBe('PROCESSING')
  expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'fence', number: 1 } }])
  payment.answer({ kind: 'fence', number: 1 }, { kind: 'unprocessed', failure: failureOf('fenced') }, 'call', [STORED])
  // The other gateway, which has not been tried, would be told the same.
  expect(payment.types()).not.toContain('ACTION_REQUIRED')
  expect(payment.state()).toMatchObject({
    status: 'REQUIRES_PAYMENT_METHOD',
    failure: { code: 'authentication_required' },
    attempts: [{ status: 'UNPROCESSED' }],
  })
})

it('with the shopper there a stored card goes through its challenge', () => {
  expect(charged('CUSTOMER').answer(AUTHORIZE, ACTION).state().status).toBe('REQUIRES_ACTION')
})

it('a decline does not use up a stored card, and one that cascades is told of the agreement again', () => {
  const payment = charged('MERCHANT')
  payment.answer(AUTHORIZE, { kind: 'not_sent', reason: 'connection_refused' }, 'call', [STORED])
  expect(payment.state().attempts[1]?.credential).toEqual(payment.state().attempts[0]?.credential)
  payment.answer(
    { kind: 'authorize', number: 2 },
    { kind: 'declined', failure: failureOf('insufficient_funds') },
    'call',
    [STORED],
  )
  expect(payment.state().failure?.code).toBe('insufficient_funds')
  payment.step({ kind: 'confirm', confirm: confirmWith(STORED, payment.now()) })
  expect(payment.state().attempts).toHaveLength(3)
})

it('an erasure leaves amounts and takes what was sealed', () => {
  const payment = created().step({ kind: 'confirm', confirm: { ...confirmWith('tok_1', 0), browserSealed: 'x' } })
  payment.answer(AUTHORIZE, { kind: 'declined', failure: failureOf('card_declined') })
  const { state } = payment
  expect(state().attempts[0]?.browserSealed).toBe('x')
  const erased = evolve(state(), placed(ERASED, state().seq + 1, 1), PAYMENT_ID)
  expect(erased).toMatchObject({ amountMinor: 1000n, erasedSeq: state().seq + 1, status: 'REQUIRES_PAYMENT_METHOD' })
  expect(erased.attempts[0]).not.toHaveProperty('browserSealed')
})
