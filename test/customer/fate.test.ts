import { expect, it } from 'vitest'
import { fateOf, nextLookMs } from '../../src/customer/fate.ts'
import type { AttemptView, PaymentView } from '../../src/payment/view.ts'

const METHOD = { id: 'pm_1', stagedAtMs: 0 }
const MINUTE_MS = 60_000

const payment = (status: PaymentView['status'], ...attempts: readonly Partial<AttemptView>[]) => ({
  status,
  attempts: attempts as readonly AttemptView[],
})
const attempt = (status: AttemptView['status'], saves = METHOD.id): Partial<AttemptView> => ({
  ...{ status, saves },
  ...(status === 'STARTED' || status === 'UNKNOWN' || status === 'ACTION_REQUIRED' ? {} : { endedAtMs: 1 }),
})

it.each([
  ['an approved attempt that carried the card keeps it', payment('CAPTURED', attempt('APPROVED')), 0, 'keep'],
  ['also when the payment was canceled since', payment('CANCELED', attempt('APPROVED')), 0, 'keep'],
  ['a decline wipes it', payment('REQUIRES_PAYMENT_METHOD', attempt('DECLINED')), 0, 'wipe'],
  ['an attempt under way is waited for', payment('PROCESSING', attempt('STARTED')), 0, 'wait'],
  ['so is a challenge', payment('REQUIRES_ACTION', attempt('ACTION_REQUIRED')), 20 * MINUTE_MS, 'wait'],
  ['and one that makes room for itself first', payment('PROCESSING', attempt('DECLINED')), 0, 'wait'],
  ['another card’s approval keeps nothing', payment('CAPTURED', attempt('APPROVED', 'pm_2')), 5 * MINUTE_MS, 'wipe'],
  ['a payment that may still be on its way is waited for', null, MINUTE_MS, 'wait'],
  ['and given up when it never came', null, 3 * MINUTE_MS, 'wipe'],
  ['nothing is waited for without end', payment('PROCESSING', attempt('UNKNOWN')), 48 * 60 * MINUTE_MS, 'wipe'],
] as const)('%s', (_title, view, ageMs, kind) => {
  expect(fateOf(METHOD, view, ageMs).kind).toBe(kind)
})

it('hands on the network’s reference of the approval', () => {
  const approved = { ...attempt('APPROVED'), networkTransactionId: 'nt1' }
  expect(fateOf(METHOD, payment('AUTHORIZED', approved), 0)).toEqual({ kind: 'keep', networkTransactionId: 'nt1' })
})

it('looks after a minute, and ever more rarely, at least once an hour', () => {
  expect(nextLookMs(0, 0)).toBe(MINUTE_MS)
  expect(nextLookMs(0, 10 * MINUTE_MS)).toBe(15 * MINUTE_MS)
  expect(nextLookMs(0, 600 * MINUTE_MS)).toBe(660 * MINUTE_MS)
})
