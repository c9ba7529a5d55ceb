import type { DisputeStatus } from '../gateway/gateway.ts'
import type { Attempt, Cancellation, Dispute, PaymentAction, PaymentState } from './state.ts'

/** How many attempts one payment may make before it fails for good. */
export const MOST_ATTEMPTS = 10

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** A dispute takes the money from CHARGEBACK on, and gives it back when it is won or withdrawn; an inquiry takes nothing. */
const GIVEN_BACK: ReadonlySet<DisputeStatus> = new Set(['WON', 'WITHDRAWN'])

export const takesMoney = (dispute: Dispute): boolean => dispute.stage !== 'INQUIRY' && !GIVEN_BACK.has(dispute.status)

export const disputedMinor = (state: PaymentState): bigint =>
  sum(state.disputes.filter(takesMoney).map((dispute) => dispute.amountMinor))

const pendingCaptures = (state: PaymentState) => state.captures.filter((capture) => capture.status === 'PENDING')

const pendingRefundsMinor = (state: PaymentState): bigint =>
  sum(state.refunds.filter((refund) => refund.status === 'PENDING').map((refund) => refund.amountMinor))

/** The ending that the payment as a whole waits for; the quiet compensation of an old attempt is none. */
export const endingOf = (state: PaymentState): Cancellation | undefined =>
  state.cancellations.find(({ why }) => why !== 'compensation' && why !== 'cascaded' && why !== 'unknown')

/** Captured ≤ authorized: what may still be captured, pending captures counted as done. */
export function capturableMinor(state: PaymentState): bigint {
  if (state.status !== 'AUTHORIZED' && state.status !== 'PARTIALLY_CAPTURED') return 0n
  const pending = pendingCaptures(state)
  if (endingOf(state) !== undefined || pending.some((capture) => capture.final)) return 0n
  const rest =
    state.amountAuthorizedMinor - state.amountCapturedMinor - sum(pending.map((capture) => capture.amountMinor))
  return rest > 0n ? rest : 0n
}

/** Refundable = captured − refunded − refunds pending − disputed, never below zero. */
export function refundableMinor(state: PaymentState): bigint {
  const rest = state.amountCapturedMinor - state.amountRefundedMinor - pendingRefundsMinor(state) - disputedMinor(state)
  return rest > 0n ? rest : 0n
}

/** What would be accepted now. */
export function allowedActions(state: PaymentState): readonly PaymentAction[] {
  if (endingOf(state) !== undefined) return []
  const actions: PaymentAction[] = []
  const waitsForCard = state.status === 'REQUIRES_PAYMENT_METHOD' || state.status === 'REQUIRES_ACTION'
  if (waitsForCard && state.attempts.length < MOST_ATTEMPTS) actions.push('CONFIRM')
  if (capturableMinor(state) > 0n) actions.push('CAPTURE')
  if (isCancelable(state)) actions.push('CANCEL')
  if (refundableMinor(state) > 0n) actions.push('REFUND')
  return actions
}

export function isCancelable(state: PaymentState): boolean {
  if (endingOf(state) !== undefined) return false
  switch (state.status) {
    case 'REQUIRES_PAYMENT_METHOD':
    case 'REQUIRES_ACTION':
      return true
    case 'AUTHORIZED':
    case 'PARTIALLY_CAPTURED':
      return pendingCaptures(state).length === 0
    case 'PROCESSING':
    case 'CAPTURED':
    case 'FAILED':
    case 'CANCELED':
    case 'EXPIRED':
      return false
  }
}

/** The attempt that the payment is about just now: the newest. */
export const currentAttempt = (state: PaymentState): Attempt | undefined => state.attempts.at(-1)

export const attemptOf = (state: PaymentState, number: number): Attempt | undefined => state.attempts[number - 1]

/** The earliest moment at which an unknown outcome is looked at again; what the API calls `nextCheckAt`. */
export function nextCheckAtMs(state: PaymentState): number | undefined {
  const due = state.calls.flatMap((call) =>
    call.certainty === 'calling' || call.nextCheckAtMs === undefined ? [] : [call.nextCheckAtMs],
  )
  return due.length === 0 ? undefined : Math.min(...due)
}

/** Whether the end of the present state is due to be carried out: not while a capture or another ending is under way. */
export function expiryDueMs(state: PaymentState): number | undefined {
  const blocked = endingOf(state) !== undefined || pendingCaptures(state).length > 0
  return blocked ? undefined : state.expiresAtMs
}
