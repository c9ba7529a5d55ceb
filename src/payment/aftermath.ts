import type { NewEvent } from './event.ts'
import { closed, isAboutAttempt, isSame } from './openCalls.ts'
import { replaced, withAttempt } from './parts.ts'
import type { Dispute, OpenCall, PaymentState, PaymentStatus, Refund } from './state.ts'

export function captured(
  state: PaymentState,
  data: Extract<NewEvent, { type: 'CAPTURE_SUCCEEDED' }>['data'],
  at: number,
) {
  const known = state.captures.some((capture) => capture.number === data.capture)
  const success = {
    status: 'SUCCEEDED' as const,
    amountMinor: data.amountMinor,
    gatewayReference: data.gatewayReference,
  }
  const captures = known
    ? replaced(state.captures, data.capture, (capture) => ({ ...capture, ...success }))
    : [
        ...state.captures,
        {
          ...success,
          number: data.capture,
          final: data.final,
          automatic: state.captureMethod === 'AUTOMATIC',
          origin: data.origin,
          createdAtMs: at,
        },
      ]
  const amountCapturedMinor = state.amountCapturedMinor + data.amountMinor
  // What the final capture closed stays closed: an earlier one that is only found out later does not open it again.
  const complete = state.status === 'CAPTURED' || data.final || amountCapturedMinor >= state.amountAuthorizedMinor
  const status: PaymentStatus = complete ? 'CAPTURED' : 'PARTIALLY_CAPTURED'
  const next = { ...state, status, captures, amountCapturedMinor, failure: undefined }
  return closed(next, { kind: 'capture', number: data.capture })
}

/** With a capture that had been told as taken, the money is there to be captured again. */
export function captureFailed(
  state: PaymentState,
  { capture: number, failure }: Extract<NewEvent, { type: 'CAPTURE_FAILED' }>['data'],
): PaymentState {
  const failed = state.captures.find((capture) => capture.number === number)
  const captures = replaced(state.captures, number, (capture) => ({ ...capture, status: 'FAILED' as const, failure }))
  const next = closed({ ...state, captures, failure }, { kind: 'capture', number })
  if (failed?.status !== 'SUCCEEDED') return next
  const amountCapturedMinor = state.amountCapturedMinor - failed.amountMinor
  const status: PaymentStatus = amountCapturedMinor > 0n ? 'PARTIALLY_CAPTURED' : 'AUTHORIZED'
  const reopened = { ...next, status, amountCapturedMinor }
  return state.authorizedBy === undefined
    ? reopened
    : withAttempt(reopened, state.authorizedBy, (attempt) => ({ ...attempt, capturedMinor: 0n }))
}

export function ended(state: PaymentState, status: 'CANCELED' | 'EXPIRED', cancelSealed?: string): PaymentState {
  const cancellations = state.cancellations.filter(({ why }) => why === 'compensation' || why === 'cascaded')
  const kept = new Set(cancellations.map(({ attempt }) => attempt))
  const calls = state.calls.filter(({ reference }) => kept.has(reference.number) && isAboutAttempt(reference))
  return { ...state, status, cancelSealed, cancellations, calls }
}

export function unknown(
  state: PaymentState,
  data: Extract<NewEvent, { type: 'OUTCOME_UNKNOWN' }>['data'],
): PaymentState {
  const { call, reason, checks, nextCheckAtMs } = data
  const certainty: OpenCall['certainty'] = reason === 'pending' ? 'pending' : 'unknown'
  const calls = state.calls.map((open) =>
    isSame(open.reference, call) ? { ...open, certainty, checks, nextCheckAtMs } : open,
  )
  const next = { ...state, calls }
  if (reason === 'refused' && (call.kind === 'void' || call.kind === 'return')) {
    return withAttempt(next, call.number, (attempt) => ({
      ...attempt,
      refusedEndings: (attempt.refusedEndings ?? 0) + 1,
    }))
  }
  if (call.kind !== 'authorize' && call.kind !== 'complete') return next
  return withAttempt(next, call.number, (attempt) => ({
    ...attempt,
    status: certainty === 'pending' ? 'PENDING' : 'UNKNOWN',
    ...(checks === 0 ? { trouble: reason } : {}),
  }))
}

export function refunded(state: PaymentState, number: number, change: (refund: Refund) => Refund): PaymentState {
  const refunds = replaced(state.refunds, number, change)
  const amountRefundedMinor = refunds
    .filter((refund) => refund.status === 'SUCCEEDED')
    .reduce((total, refund) => total + refund.amountMinor, 0n)
  return closed({ ...state, refunds, amountRefundedMinor }, { kind: 'refund', number })
}

export function pictured(
  state: PaymentState,
  number: number,
  picture: Partial<Dispute>,
  answered: boolean,
): PaymentState {
  const disputes = replaced(state.disputes, number, (dispute) => ({
    ...dispute,
    ...picture,
    responding: answered ? undefined : dispute.responding,
  }))
  const next = { ...state, disputes }
  return answered ? closed(next, { kind: 'respond', number }) : next
}
