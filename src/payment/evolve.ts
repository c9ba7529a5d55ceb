import { unreachable } from '../result.ts'
import { captured, captureFailed, ended, pictured, refunded, unknown } from './aftermath.ts'
import type { PaymentEvent } from './event.ts'
import { closed, opened, withoutAttemptCalls } from './openCalls.ts'
import { defined, forgotten, replaced, withAttempt, withoutCancellation } from './parts.ts'
import type { Attempt, Capture, Dispute, PaymentState, PaymentStatus, Refund } from './state.ts'

/** A void that the gateway refused at expiry is asked for again after this long. */
const EXPIRY_RETRY_MS = 6 * 3_600_000

/** The state after one more event. Pure and total: any event of the log applies to any state it can meet. */
export function evolve(state: PaymentState | undefined, event: PaymentEvent, paymentId: string): PaymentState {
  const next = state === undefined ? created(event, paymentId) : changed(state, event)
  return withExpiry({ ...next, seq: event.seq, updatedAtMs: event.occurredAtMs })
}

export const evolveAll = (
  state: PaymentState | undefined,
  events: readonly PaymentEvent[],
  paymentId: string,
): PaymentState | undefined =>
  events.reduce<PaymentState | undefined>((before, event) => evolve(before, event, paymentId), state)

function created(event: PaymentEvent, paymentId: string): PaymentState {
  if (event.type !== 'PAYMENT_CREATED') throw new Error(`the log of ${paymentId} begins with ${event.type}`)
  const { expiresAtMs, ...data } = event.data
  return {
    ...data,
    id: paymentId,
    status: 'REQUIRES_PAYMENT_METHOD',
    seq: 0,
    unpaidUntilMs: expiresAtMs,
    createdAtMs: event.occurredAtMs,
    updatedAtMs: event.occurredAtMs,
    amountAuthorizedMinor: 0n,
    amountCapturedMinor: 0n,
    amountRefundedMinor: 0n,
    attempts: [],
    captures: [],
    refunds: [],
    disputes: [],
    calls: [],
    cancellations: [],
  }
}

function changed(state: PaymentState, event: PaymentEvent): PaymentState {
  const at = event.occurredAtMs
  switch (event.type) {
    case 'PAYMENT_CREATED':
      throw new Error(`${state.id} is created twice in its log`)
    case 'ATTEMPT_STARTED': {
      const { attempt: number, ...data } = event.data
      const attempt: Attempt = {
        ...data,
        number,
        status: 'STARTED',
        amountMinor: state.amountMinor,
        startedAtMs: at,
        authorizedMinor: 0n,
        capturedMinor: 0n,
      }
      return opened(
        { ...state, status: 'PROCESSING', failure: undefined, attempts: [...state.attempts, attempt] },
        { kind: 'authorize', number },
        at,
      )
    }
    case 'ACTION_REQUIRED': {
      const { attempt: number, ...data } = event.data
      const next = withAttempt(state, number, (attempt) => ({
        ...attempt,
        ...defined(data),
        step: data.step,
        // What was brought back answered the step before.
        returned: data.step === undefined ? attempt.returned : undefined,
        status: 'ACTION_REQUIRED',
      }))
      return { ...withoutAttemptCalls(next, number), status: 'REQUIRES_ACTION' }
    }
    case 'ACTION_COMPLETED': {
      const { attempt: number, returned } = event.data
      const next = withAttempt(state, number, (attempt) => ({
        ...attempt,
        returned,
        returns: (attempt.returns ?? 0) + 1,
      }))
      return opened({ ...next, status: 'PROCESSING' }, { kind: 'complete', number }, at)
    }
    case 'ATTEMPT_ENDED': {
      const { attempt: number, outcome, expiresAtMs: _expires, ...data } = event.data
      const next = withAttempt(state, number, (attempt) => ({
        ...attempt,
        ...defined(data),
        status: ATTEMPT_STATUS[outcome],
        endedAtMs: at,
      }))
      return withoutAttemptCalls(withoutCancellation(next, number), number)
    }
    case 'PAYMENT_AUTHORIZED':
      return {
        ...state,
        status: state.captureMethod === 'MANUAL' ? 'AUTHORIZED' : 'PROCESSING',
        amountAuthorizedMinor: event.data.amountMinor,
        authorizationExpiresAtMs: event.data.expiresAtMs,
        authorizedBy: event.data.attempt,
        failure: undefined,
      }
    case 'PAYMENT_DECLINED':
      return {
        ...state,
        status: 'REQUIRES_PAYMENT_METHOD',
        failure: event.data.failure,
        amountAuthorizedMinor: 0n,
        authorizedBy: undefined,
        authorizationExpiresAtMs: undefined,
      }
    case 'PAYMENT_FAILED':
      return {
        ...state,
        status: 'FAILED',
        failure: event.data.failure,
        amountAuthorizedMinor: 0n,
        authorizedBy: undefined,
      }
    case 'CAPTURE_STARTED': {
      const { capture: number, ...data } = event.data
      const capture: Capture = { ...data, number, status: 'PENDING', origin: 'API', createdAtMs: at }
      return opened({ ...state, captures: [...state.captures, capture] }, { kind: 'capture', number }, at)
    }
    case 'CAPTURE_SUCCEEDED':
      return captured(state, event.data, at)
    case 'CAPTURE_FAILED':
      return captureFailed(state, event.data)
    case 'CANCEL_STARTED': {
      const { attempt, why, means, sealed, next } = event.data
      const cancellation = { attempt, why, means, sealed, next }
      const cancellations = [...state.cancellations.filter((other) => other.attempt !== attempt), cancellation]
      const status: PaymentStatus = why === 'superseded' ? 'PROCESSING' : state.status
      const ending = opened(
        withoutAttemptCalls({ ...state, status, cancellations }, attempt),
        { kind: means, number: attempt },
        at,
      )
      return means === 'fence' ? withAttempt(ending, attempt, (fenced) => ({ ...fenced, isFenced: true })) : ending
    }
    case 'CANCEL_FAILED': {
      const next = withoutAttemptCalls(withoutCancellation(state, event.data.attempt), event.data.attempt)
      return event.data.why === 'expiry'
        ? { ...next, authorizationExpiresAtMs: at + EXPIRY_RETRY_MS, failure: event.data.failure }
        : { ...next, failure: event.data.failure }
    }
    case 'PAYMENT_CANCELED':
      return ended(state, 'CANCELED', event.data.sealed)
    case 'PAYMENT_EXPIRED':
      return ended(state, 'EXPIRED')
    case 'AUTHORIZATION_RELEASED': {
      const next = withoutAttemptCalls(withoutCancellation(state, event.data.attempt), event.data.attempt)
      return { ...next, status: 'CAPTURED' }
    }
    case 'OUTCOME_UNKNOWN':
      return unknown(state, event.data)
    case 'OUTCOME_RESOLVED':
      return closed(state, event.data.call)
    case 'COMPENSATED': {
      const next = withoutAttemptCalls(withoutCancellation(state, event.data.attempt), event.data.attempt)
      const { amountMinor, means } = event.data
      return withAttempt(next, event.data.attempt, (attempt) => ({
        ...attempt,
        authorizedMinor: 0n,
        capturedMinor: 0n,
        ...(means === 'return' ? { givenBackMinor: amountMinor } : {}),
      }))
    }
    case 'COMPENSATION_FAILED': {
      const { attempt: number, amountMinor } = event.data
      return withAttempt(state, number, ({ givenBackMinor: _given, ...attempt }) => ({
        ...attempt,
        authorizedMinor: amountMinor,
        capturedMinor: amountMinor,
        refusedEndings: (attempt.refusedEndings ?? 0) + 1,
      }))
    }
    case 'REFUND_CREATED': {
      const { refund: number, ...data } = event.data
      const refund: Refund = { ...data, number, status: 'PENDING', createdAtMs: at, updatedAtMs: at }
      const next = { ...state, refunds: [...state.refunds, refund] }
      return data.origin === 'API' ? opened(next, { kind: 'refund', number }, at) : next
    }
    case 'REFUND_SUCCEEDED': {
      const { refund: number, ...data } = event.data
      return refunded(state, number, (refund) => ({
        ...refund,
        ...defined(data),
        status: 'SUCCEEDED',
        updatedAtMs: at,
      }))
    }
    case 'REFUND_FAILED': {
      const { refund: number, failure } = event.data
      return refunded(state, number, (refund) => ({ ...refund, failure, status: 'FAILED', updatedAtMs: at }))
    }
    case 'DISPUTE_OPENED': {
      const { dispute: number, ...data } = event.data
      const dispute: Dispute = { ...data, number, createdAtMs: at, updatedAtMs: at, responses: 0 }
      return { ...state, disputes: [...state.disputes, dispute] }
    }
    case 'DISPUTE_RESPONSE_STARTED': {
      const { dispute: number, response, sealed } = event.data
      const disputes = replaced(state.disputes, number, (dispute) => ({
        ...dispute,
        responding: response,
        responses: dispute.responses + 1,
        sealed: sealed ?? dispute.sealed,
        updatedAtMs: at,
      }))
      return opened({ ...state, disputes }, { kind: 'respond', number }, at)
    }
    case 'DISPUTE_UPDATED': {
      const { dispute: number, responded, failure: _failure, ...picture } = event.data
      return pictured(state, number, { ...defined(picture), updatedAtMs: at }, responded !== undefined)
    }
    case 'DISPUTE_CLOSED': {
      const { dispute: number, responded: _responded, ...picture } = event.data
      return pictured(state, number, { ...defined(picture), updatedAtMs: at }, true)
    }
    case 'PAYMENT_ERASED':
      return forgotten(state, event.seq)
    case 'GATEWAY_MESSAGE_IGNORED':
      return state
    default:
      return unreachable(event)
  }
}

const ATTEMPT_STATUS = {
  approved: 'APPROVED',
  declined: 'DECLINED',
  unprocessed: 'UNPROCESSED',
  not_sent: 'NOT_SENT',
} as const

function withExpiry(state: PaymentState): PaymentState {
  switch (state.status) {
    case 'REQUIRES_PAYMENT_METHOD':
      return { ...state, expiresAtMs: state.unpaidUntilMs }
    case 'REQUIRES_ACTION': {
      const { untilMs = state.unpaidUntilMs } = state.attempts.at(-1)?.step ?? {}
      return { ...state, expiresAtMs: Math.min(untilMs, state.unpaidUntilMs) }
    }
    case 'AUTHORIZED':
    case 'PARTIALLY_CAPTURED':
      return { ...state, expiresAtMs: state.authorizationExpiresAtMs }
    case 'PROCESSING':
    case 'CAPTURED':
    case 'FAILED':
    case 'CANCELED':
    case 'EXPIRED':
      return { ...state, expiresAtMs: undefined }
    default:
      return unreachable(state.status)
  }
}
