import { type Failure, type FailureCode, failureOf, isHardDecline } from '../../failure/failure.ts'
import type { AuthorizeOutcome, ChargeFacts, Declined } from '../../gateway/outcome.ts'
import { unreachable } from '../../result.ts'
import { attemptOf, currentAttempt } from '../amounts.ts'
import { type Draft, record } from '../draft.ts'
import type { CallReference, CancelReason } from '../event.ts'
import { openCall } from '../openCalls.ts'
import type { Attempt, Cancellation, OpenCall, PaymentState } from '../state.ts'
import { cascade, cascadeOver, decline, type Moment, startNext, stepUp } from './round.ts'
import { bounded, unknownAtOnce, unknownUntilLater } from './schedule.ts'

/** Where the gateway names no date: schemes let holds lapse after seven days; six hours earlier leaves room for the void. */
const HOLD_MS = 7 * 24 * 3_600_000 - 6 * 3_600_000

/**
 * What an answer about an attempt means. `call` is the call it answers, `by` how it was learnt: an answer to a look-up or
 * a fence proves less than one to the call itself when it says that nothing was sent.
 */
export function settleAttempt(
  draft: Draft,
  call: CallReference,
  outcome: AuthorizeOutcome,
  by: 'call' | 'found',
  moment: Moment,
): Draft {
  const { nowMs } = moment
  const attempt = attemptOf(draft.state, call.number)
  if (attempt === undefined) return draft
  switch (outcome.kind) {
    case 'approved':
      return approve(draft, call, attempt, outcome, nowMs)
    case 'declined':
      return conclude(draft, attempt, 'declined', outcome, moment)
    case 'unprocessed': {
      const { failure } = call.kind === 'fence' ? { failure: fencedFailure(attempt, outcome.failure) } : outcome
      // Asking again helps where the gateway itself was in trouble; what met a fence would meet it again.
      const mayRetry = by === 'call' && call.kind === 'authorize' && failure.retryable && failure.code !== 'fenced'
      return conclude(draft, attempt, 'unprocessed', { failure }, moment, mayRetry)
    }
    case 'not_sent':
      return by === 'call' && call.kind === 'authorize'
        ? conclude(draft, attempt, 'not_sent', { failure: notSentFailure(outcome.reason) }, moment)
        : later(draft, call, outcome.reason, nowMs)
    case 'action_required': {
      if (isMerchantInitiated(attempt) && call.kind !== 'fence') return withoutShopper(draft, call, attempt, nowMs)
      const { kind: _kind, step, ...told } = outcome
      const data = step === undefined ? told : { ...told, step: bounded(step, nowMs) }
      const { cardFingerprint } = moment
      return call.kind === 'fence'
        ? later(draft, call, 'the attempt is still open', nowMs)
        : record(draft, nowMs, { type: 'ACTION_REQUIRED', data: { ...data, attempt: attempt.number, cardFingerprint } })
    }
    case 'pending':
      return later(draft, call, 'pending', nowMs)
    case 'unknown': {
      if (by === 'found' || call.kind === 'fence') return later(draft, call, outcome.reason, nowMs)
      const unknown = record(draft, nowMs, unknownAtOnce(call, outcome.reason, nowMs))
      return (call.kind === 'authorize' ? cascadeOver(unknown, attempt, moment) : undefined) ?? unknown
    }
    default:
      return unreachable(outcome)
  }
}

const isMerchantInitiated = ({ credential }: Attempt): boolean => credential?.initiatedBy === 'MERCHANT'

const NOBODY_THERE = 'authentication_required'

/** Nobody is there for a challenge: what would wait for one is ended, so that nothing is approved when nobody looks any more. */
function withoutShopper(draft: Draft, call: CallReference, { number }: Attempt, nowMs: number): Draft {
  return record(draft, nowMs, unknownAtOnce(call, NOBODY_THERE, nowMs), {
    type: 'CANCEL_STARTED',
    data: { attempt: number, why: 'unknown', means: 'fence' },
  })
}

/** Without credentials in the vault it is an operator's task; everything else is the gateway's passing trouble. */
const notSentFailure = (reason: string): Failure => failureOf(NOT_SENT[reason] ?? 'gateway_unavailable', reason)

const NOT_SENT: Readonly<Record<string, FailureCode>> = {
  no_account: 'gateway_account_missing',
  access_refused: 'gateway_login_refused',
  no_access_token: 'gateway_login_unavailable',
  connection_refused: 'gateway_unreachable',
}

/** A fence says that it ended the attempt; what the operator wants to know is what had gone wrong before. */
const fencedFailure = ({ trouble = '' }: Attempt, failure: Failure): Failure => {
  const code = TROUBLES[trouble]
  return code === undefined ? failure : failureOf(code, 'fenced')
}

const TROUBLES: Readonly<Record<string, FailureCode>> = {
  authentication_required: 'authentication_required',
  time_out: 'gateway_timed_out',
  connection_lost: 'gateway_connection_lost',
  answer_too_large: 'gateway_answer_unreadable',
}

/** Not found out this time: the call stays open and is looked at again. A look before its time that finds nothing new is no news. */
export function later(draft: Draft, call: CallReference, reason: string, nowMs: number): Draft {
  const open = openCall(draft.state, call)
  return open !== undefined && isEarly(open, reason, nowMs)
    ? draft
    : record(draft, nowMs, unknownUntilLater(call, reason, open?.checks ?? 0, nowMs))
}

/** Whoever reads a payment wakes it, and it looks at once: that must not use up the looks that it makes by itself. */
function isEarly({ checks, certainty, nextCheckAtMs }: OpenCall, reason: string, nowMs: number): boolean {
  const isSame = certainty === (reason === 'pending' ? 'pending' : 'unknown') && reason !== 'refused'
  return isSame && checks > 0 && (nextCheckAtMs === undefined || nextCheckAtMs > nowMs)
}

/** The gateway has taken a cancel in and has not said what it found: whatever it finds it ends. */
const isBeingCanceled = ({ calls }: PaymentState, attempt: number): boolean =>
  calls.some(
    ({ reference: { kind, number }, certainty }) => kind === 'fence' && number === attempt && certainty === 'pending',
  )

/** The gateway holds or took money. Whether the payment wants it decides what happens next. */
function approve(draft: Draft, call: CallReference, attempt: Attempt, facts: ChargeFacts, nowMs: number): Draft {
  const cancellation = draft.state.cancellations.find((other) => other.attempt === attempt.number)
  const why = cancellation?.why
  const mismatch =
    facts.amountMinor !== attempt.amountMinor ||
    facts.currency !== draft.state.currency ||
    facts.reference !== draft.state.id ||
    (facts.capturedMinor !== 0n && facts.capturedMinor !== attempt.amountMinor)
  if (mismatch) return refuseMismatch(draft, attempt, facts, nowMs)
  const approved = record(draft, nowMs, {
    type: 'ATTEMPT_ENDED',
    data: {
      attempt: attempt.number,
      outcome: 'approved',
      gatewayReference: facts.gatewayReference,
      card: facts.card,
      authorizedMinor: facts.amountMinor,
      capturedMinor: facts.capturedMinor,
      expiresAtMs: facts.expiresAtMs,
      authentication: facts.authentication,
      networkTransactionId: facts.networkTransactionId,
    },
  })
  // A message's approval may be gone by the time it is read.
  const isDoomed = why === 'unknown' && call.kind === 'authorize' && isBeingCanceled(draft.state, attempt.number)
  if (isDoomed) {
    const back = giveBack(approved, attempt.number, 'compensation', nowMs)
    return decline(back, attempt.number, failureOf('approved_while_canceled'), nowMs)
  }
  return isWanted(draft.state, attempt, why)
    ? authorize(approved, attempt, facts.amountMinor, facts.capturedMinor, nowMs, facts.expiresAtMs)
    : giveBack(approved, attempt.number, endsThePayment(why) ? why : 'compensation', nowMs, keptOf(cancellation))
}

/** The ending that was under way goes on by other means; anything else that is unwanted is a compensation. */
const endsThePayment = (why: CancelReason | undefined): why is 'cancel' | 'expiry' | 'superseded' =>
  why === 'cancel' || why === 'expiry' || why === 'superseded'

const keptOf = (cancellation: Cancellation | undefined): Pick<Cancellation, 'sealed' | 'next'> => ({
  sealed: cancellation?.sealed,
  next: cancellation?.next,
})

function isWanted(state: PaymentState, attempt: Attempt, why: CancelReason | undefined): boolean {
  if (why !== undefined && why !== 'unknown' && why !== 'timed_out') return false
  const isCurrent = currentAttempt(state)?.number === attempt.number && attempt.endedAtMs === undefined
  return isCurrent && (state.status === 'PROCESSING' || state.status === 'REQUIRES_ACTION')
}

/** The payment stands on this attempt from now on. */
export function authorize(
  draft: Draft,
  attempt: Attempt,
  amountMinor: bigint,
  capturedMinor: bigint,
  nowMs: number,
  expiresAtMs: number = nowMs + HOLD_MS,
): Draft {
  const authorized = record(draft, nowMs, {
    type: 'PAYMENT_AUTHORIZED',
    data: { attempt: attempt.number, amountMinor, expiresAtMs },
  })
  const capture = authorized.state.captures.length + 1
  if (capturedMinor > 0n) {
    const final = capturedMinor >= amountMinor || attempt.capture
    const origin = attempt.capture ? 'API' : 'GATEWAY'
    return record(authorized, nowMs, {
      type: 'CAPTURE_SUCCEEDED',
      data: { capture, amountMinor: capturedMinor, final, origin },
    })
  }
  if (authorized.state.captureMethod === 'MANUAL') return authorized
  return record(authorized, nowMs, {
    type: 'CAPTURE_STARTED',
    data: { capture, amountMinor, final: true, automatic: true },
  })
}

/** Another amount, currency or reference than asked for: nobody may rely on it, so it goes back and counts as a decline. */
function refuseMismatch(draft: Draft, attempt: Attempt, facts: ChargeFacts, nowMs: number): Draft {
  const failure = failureOf('gateway_answer_mismatch')
  const wasOpen = attempt.endedAtMs === undefined
  const cancellation = draft.state.cancellations.find((other) => other.attempt === attempt.number)
  const why = cancellation?.why
  const ended = record(draft, nowMs, {
    type: 'ATTEMPT_ENDED',
    data: {
      attempt: attempt.number,
      outcome: 'declined',
      failure,
      gatewayReference: facts.gatewayReference,
      card: facts.card,
      authorizedMinor: facts.amountMinor,
      capturedMinor: facts.capturedMinor,
      chargedCurrency: facts.currency === draft.state.currency ? undefined : facts.currency,
    },
  })
  if (endsThePayment(why)) return giveBack(ended, attempt.number, why, nowMs, keptOf(cancellation))
  const back = giveBack(ended, attempt.number, 'compensation', nowMs)
  return wasOpen && currentAttempt(draft.state)?.number === attempt.number
    ? decline(back, attempt.number, failure, nowMs)
    : back
}

/** Starts giving back what an attempt holds or took: a hold is voided, captured money returned. */
export function giveBack(
  draft: Draft,
  number: number,
  why: CancelReason,
  nowMs: number,
  kept: Pick<Cancellation, 'sealed' | 'next'> = {},
): Draft {
  const means = (attemptOf(draft.state, number)?.capturedMinor ?? 0n) > 0n ? 'return' : 'void'
  return record(draft, nowMs, { type: 'CANCEL_STARTED', data: { ...kept, attempt: number, why, means } })
}

/** The attempt certainly took nothing. */
function conclude(
  draft: Draft,
  attempt: Attempt,
  outcome: 'declined' | 'unprocessed' | 'not_sent',
  facts: Pick<Declined, 'failure' | 'gatewayReference' | 'card' | 'authentication'>,
  moment: Moment,
  mayRetry = false,
): Draft {
  const { nowMs } = moment
  if (attempt.endedAtMs !== undefined) return draft
  const cancellation = draft.state.cancellations.find((other) => other.attempt === attempt.number)
  const { failure, ...known } = facts
  const ended = record(draft, nowMs, {
    type: 'ATTEMPT_ENDED',
    data: { attempt: attempt.number, outcome, failure, ...toldOf(known), ...refusedCard(failure, moment) },
  })
  switch (cancellation?.why) {
    case 'cancel':
      return record(ended, nowMs, { type: 'PAYMENT_CANCELED', data: { sealed: cancellation.sealed } })
    case 'expiry':
      return record(ended, nowMs, { type: 'PAYMENT_EXPIRED', data: {} })
    case 'superseded':
      return startNext(ended, cancellation, moment)
    case 'release':
    case 'compensation':
    case 'cascaded':
      return ended
    case 'timed_out':
      return decline(ended, attempt.number, outcome === 'declined' ? failure : failureOf('challenge_abandoned'), nowMs)
    case 'unknown':
    case undefined:
      if (outcome === 'declined') {
        return stepUp(ended, attempt, failure, moment) ?? decline(ended, attempt.number, failure, nowMs)
      }
      // Where the issuer wants the shopper, another gateway would be told the same.
      return failure.code === NOBODY_THERE
        ? decline(ended, attempt.number, failure, nowMs)
        : cascade(ended, attempt, failure, mayRetry, moment)
    default:
      return ended
  }
}

const toldOf = ({ gatewayReference, card, authentication }: Omit<Declined, 'kind' | 'failure'>) => ({
  gatewayReference,
  card,
  authentication,
})

/** A card that was refused for good is remembered by its fingerprint, so that it is not sent for this payment again. */
const refusedCard = (failure: Failure, { cardFingerprint }: Moment): Pick<Attempt, 'cardFingerprint'> =>
  isHardDecline(failure) && cardFingerprint !== undefined ? { cardFingerprint } : {}
