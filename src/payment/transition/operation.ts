import { type Failure, failureOf } from '../../failure/failure.ts'
import type { OperationOutcome } from '../../gateway/outcome.ts'
import { attemptOf } from '../amounts.ts'
import { type Draft, record } from '../draft.ts'
import type { CallReference, DisputePicture, NewEvent } from '../event.ts'
import type { Cancellation, Dispute } from '../state.ts'
import { authorize, giveBack, later } from './attempt.ts'
import { decline, type Moment, startNext } from './round.ts'
import { unknownAtOnce } from './schedule.ts'

export type LearntBy = 'call' | 'found'

/** What came of it, reduced to what a caller of ours can act on. `open` is recorded already. */
type Settled =
  | { readonly kind: 'done'; readonly gatewayReference?: string; readonly amountMinor?: bigint }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'open'; readonly draft: Draft }

/** What an operation's outcome means for the payment. One that is no longer waited for changes nothing. */
type Settlement = (draft: Draft, call: CallReference, outcome: OperationOutcome, by: LearntBy, nowMs: number) => Draft

/**
 * Reads an operation's outcome. After the first call was lost, an answer that something was not sent or not processed
 * speaks of the repetition alone: the first one may still have been carried out, so it stays unknown.
 */
function settle(draft: Draft, call: CallReference, outcome: OperationOutcome, by: LearntBy, nowMs: number): Settled {
  switch (outcome.kind) {
    case 'approved':
      return { kind: 'done', gatewayReference: outcome.gatewayReference, amountMinor: outcome.amountMinor }
    case 'declined':
      return { kind: 'refused', failure: outcome.failure }
    case 'pending':
      return { kind: 'open', draft: later(draft, call, 'pending', nowMs) }
    case 'unprocessed':
      return by === 'call'
        ? { kind: 'refused', failure: outcome.failure }
        : { kind: 'open', draft: later(draft, call, 'not processed this time', nowMs) }
    case 'not_sent':
      return by === 'call'
        ? { kind: 'refused', failure: failureOf('gateway_unavailable', outcome.reason) }
        : { kind: 'open', draft: later(draft, call, outcome.reason, nowMs) }
    case 'unknown':
      return {
        kind: 'open',
        draft:
          by === 'call'
            ? record(draft, nowMs, unknownAtOnce(call, outcome.reason, nowMs))
            : later(draft, call, outcome.reason, nowMs),
      }
  }
}

export const settleCapture: Settlement = (draft, call, outcome, by, nowMs) => {
  const capture = draft.state.captures[call.number - 1]
  if (capture === undefined || capture.status !== 'PENDING') return draft
  const settled = settle(draft, call, outcome, by, nowMs)
  switch (settled.kind) {
    case 'open':
      return settled.draft
    case 'done':
      return record(draft, nowMs, {
        type: 'CAPTURE_SUCCEEDED',
        data: {
          capture: capture.number,
          // The gateway's own figure is recorded where it names one: what it took is a fact.
          amountMinor: settled.amountMinor ?? capture.amountMinor,
          final: capture.final,
          origin: 'API',
          gatewayReference: settled.gatewayReference,
        },
      })
    case 'refused': {
      const failed = record(draft, nowMs, {
        type: 'CAPTURE_FAILED',
        data: { capture: capture.number, failure: settled.failure },
      })
      const attempt = draft.state.authorizedBy
      // An automatic payment that cannot be captured counts as a decline, and its hold is let go.
      return capture.automatic && attempt !== undefined
        ? decline(giveBack(failed, attempt, 'compensation', nowMs), attempt, settled.failure, nowMs)
        : failed
    }
  }
}

export const settleRefund: Settlement = (draft, call, outcome, by, nowMs) => {
  const refund = draft.state.refunds[call.number - 1]
  if (refund === undefined || refund.status !== 'PENDING') return draft
  const settled = settle(draft, call, outcome, by, nowMs)
  switch (settled.kind) {
    case 'open':
      return settled.draft
    case 'done':
      return record(draft, nowMs, {
        type: 'REFUND_SUCCEEDED',
        // As with captures: what the gateway paid back is a fact, whatever was asked for.
        data: { refund: refund.number, gatewayReference: settled.gatewayReference, amountMinor: settled.amountMinor },
      })
    case 'refused':
      return record(draft, nowMs, {
        type: 'REFUND_FAILED',
        data: { refund: refund.number, failure: settled.failure },
      })
  }
}

/** A void of a hold, or the return of captured money that nobody wants. Once begun it is carried through. */
export function settleEnding(
  draft: Draft,
  call: CallReference,
  outcome: OperationOutcome,
  by: LearntBy,
  moment: Moment,
): Draft {
  const { nowMs } = moment
  const cancellation = draft.state.cancellations.find((other) => other.attempt === call.number)
  if (cancellation === undefined) return draft
  // The commitment stands although nothing was sent: it is tried again instead of given up.
  const tryAgain = outcome.kind === 'not_sent' || outcome.kind === 'unprocessed'
  if (tryAgain) return later(draft, call, 'not processed this time', nowMs)
  const settled = settle(draft, call, outcome, by, nowMs)
  switch (settled.kind) {
    case 'open':
      return settled.draft
    case 'done': {
      const ended = record(draft, nowMs, ...endedBy(draft, cancellation))
      return cancellation.why === 'superseded' ? startNext(ended, cancellation, moment) : ended
    }
    case 'refused':
      return endingRefused(draft, call, cancellation, settled.failure, nowMs)
  }
}

/**
 * The gateway keeps what it holds or took. Where the whole payment was to end, and nothing else stands, the payment owns
 * up to it: it can be refunded then. What nobody wants is asked back again and again, for an operator sees it meanwhile.
 */
function endingRefused(
  draft: Draft,
  call: CallReference,
  { attempt: number, why }: Cancellation,
  failure: Failure,
  nowMs: number,
): Draft {
  const attempt = attemptOf(draft.state, number)
  const isStanding = draft.state.authorizedBy === number
  // Owning up to a mere hold would have it captured, which is the last thing that whoever ended the payment wants.
  const isHold = attempt?.capturedMinor === 0n && draft.state.captureMethod === 'AUTOMATIC'
  const isUnwanted =
    why === 'compensation' || why === 'unknown' || why === 'cascaded' || attempt?.status !== 'APPROVED' || isHold
  if (isUnwanted && !isStanding) return later(draft, call, 'refused', nowMs)
  const failed = record(draft, nowMs, { type: 'CANCEL_FAILED', data: { attempt: number, why, failure } })
  if (isStanding || attempt === undefined) return failed
  return authorize(failed, attempt, attempt.authorizedMinor, attempt.capturedMinor, nowMs)
}

function endedBy({ state }: Draft, { attempt, why, means, sealed }: Cancellation): readonly NewEvent[] {
  const held = attemptOf(state, attempt)
  const amountMinor = means === 'return' ? (held?.capturedMinor ?? 0n) : (held?.authorizedMinor ?? 0n)
  const compensated: NewEvent = { type: 'COMPENSATED', data: { attempt, means, amountMinor } }
  const release: NewEvent = {
    type: 'AUTHORIZATION_RELEASED',
    data: { attempt, amountMinor: state.amountAuthorizedMinor - state.amountCapturedMinor },
  }
  const wasStanding = state.authorizedBy === attempt
  switch (why) {
    case 'cancel': {
      const canceled: NewEvent = { type: 'PAYMENT_CANCELED', data: { sealed } }
      return wasStanding ? [canceled] : [compensated, canceled]
    }
    case 'expiry': {
      if (wasStanding && state.amountCapturedMinor > 0n) return [release]
      const expired: NewEvent = { type: 'PAYMENT_EXPIRED', data: {} }
      return wasStanding ? [expired] : [compensated, expired]
    }
    case 'release':
      return [release]
    case 'superseded':
    case 'unknown':
    case 'cascaded':
    case 'compensation':
    case 'timed_out':
      return [compensated]
  }
}

export const settleResponse: Settlement = (draft, call, outcome, by, nowMs) => {
  const dispute = draft.state.disputes[call.number - 1]
  if (dispute?.responding === undefined) return draft
  const settled = settle(draft, call, outcome, by, nowMs)
  switch (settled.kind) {
    case 'open':
      return settled.draft
    case 'done':
      return record(draft, nowMs, responded(dispute, nowMs))
    case 'refused':
      return record(draft, nowMs, {
        type: 'DISPUTE_UPDATED',
        data: { ...pictureOf(dispute), dispute: dispute.number, responded: 'refused', failure: settled.failure },
      })
  }
}

function responded(dispute: Dispute, nowMs: number): NewEvent {
  const picture = pictureOf(dispute)
  // A message may have told the dispute's end before our own answer came; an answer never moves it back.
  if (dispute.status !== 'NEEDS_RESPONSE') {
    return { type: 'DISPUTE_UPDATED', data: { ...picture, dispute: dispute.number, responded: 'accepted' } }
  }
  return dispute.responding === 'accept'
    ? {
        type: 'DISPUTE_CLOSED',
        data: { ...picture, status: 'ACCEPTED', picturedAtMs: nowMs, dispute: dispute.number, responded: 'accepted' },
      }
    : {
        type: 'DISPUTE_UPDATED',
        data: { ...picture, status: 'UNDER_REVIEW', dispute: dispute.number, responded: 'accepted' },
      }
}

export function pictureOf(dispute: Dispute): DisputePicture {
  const { gatewayReference, stage, status, amountMinor, reason, reasonCode, respondByMs, picturedAtMs } = dispute
  return { gatewayReference, stage, status, amountMinor, reason, reasonCode, respondByMs, picturedAtMs }
}
