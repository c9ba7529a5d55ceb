import { ok, type Result, refuse } from '../../result.ts'
import {
  allowedActions,
  capturableMinor,
  currentAttempt,
  isCancelable,
  MOST_ATTEMPTS,
  refundableMinor,
} from '../amounts.ts'
import type { Refusal } from '../command.ts'
import { type Draft, draftOf, record } from '../draft.ts'
import type { ConfirmRequest } from '../event.ts'
import type { PaymentState } from '../state.ts'
import type { Step } from '../step.ts'
import { pictureOf } from './operation.ts'
import { startRound } from './round.ts'

/** More than any real payment has; beyond it the log would only grow. */
const MOST_CAPTURES = 100
const MOST_REFUNDS = 200
const MOST_DISPUTE_RESPONSES = 20

/** What callers ask for: each is carried out, or refused with what would be accepted instead. */
export type Requested = Result<Draft, Refusal>

const notNow = (state: PaymentState, message: string, dispute?: PaymentState['disputes'][number]): Requested =>
  refuse({
    kind: 'invalid_state',
    message,
    status: state.status,
    disputeStatus: dispute?.status,
    allowedActions: allowedActions(state),
  })

export function confirm(state: PaymentState, request: ConfirmRequest, nowMs: number): Requested {
  const attempt = currentAttempt(state)
  const waiting = state.status === 'REQUIRES_ACTION' && attempt !== undefined
  if (waiting && attempt.tokenId === request.tokenId && attempt.method === request.method) return ok(draftOf(state))
  if (!allowedActions(state).includes('CONFIRM')) {
    const reason = state.attempts.length >= MOST_ATTEMPTS ? 'it has used all its attempts' : `it is ${state.status}`
    return notNow(state, `The payment cannot be confirmed now: ${reason}.`)
  }
  if (!waiting) return ok(startRound(draftOf(state), request, nowMs))
  return ok(
    record(draftOf(state), nowMs, {
      type: 'CANCEL_STARTED',
      data: { attempt: attempt.number, why: 'superseded', means: 'fence', next: request },
    }),
  )
}

export function capture(state: PaymentState, step: Extract<Step, { kind: 'capture' }>, nowMs: number): Requested {
  const availableMinor = capturableMinor(state)
  if (availableMinor === 0n) {
    return notNow(state, `The payment is ${state.status}: there is nothing that can be captured now.`)
  }
  const amountMinor = step.amountMinor ?? availableMinor
  if (amountMinor > availableMinor) {
    return refuse({ kind: 'amount_too_large', availableMinor, currency: state.currency })
  }
  const severalAreTaken = currentAttempt(state)?.route.capabilities.multipleCaptures === true
  if (!step.final && !severalAreTaken) {
    return notNow(state, 'This gateway takes one capture only: leave finalCapture out, or set it to true.')
  }
  if (state.captures.length >= MOST_CAPTURES) return notNow(state, 'The payment has too many captures.')
  return ok(
    record(draftOf(state), nowMs, {
      type: 'CAPTURE_STARTED',
      data: { capture: state.captures.length + 1, amountMinor, final: step.final, automatic: false },
    }),
  )
}

export function cancel(state: PaymentState, sealed: string | undefined, nowMs: number): Requested {
  if (!isCancelable(state)) return notNow(state, `The payment is ${state.status} and cannot be canceled now.`)
  const draft = draftOf(state)
  switch (state.status) {
    case 'REQUIRES_ACTION':
      return ok(endAttempt(draft, 'cancel', 'fence', nowMs, sealed))
    case 'AUTHORIZED':
      return ok(endAttempt(draft, 'cancel', 'void', nowMs, sealed))
    case 'PARTIALLY_CAPTURED':
      return ok(endAttempt(draft, 'release', 'void', nowMs, sealed))
    default:
      return ok(record(draft, nowMs, { type: 'PAYMENT_CANCELED', data: { sealed } }))
  }
}

/** Begins to end the attempt that the payment stands on, or waits for. */
export function endAttempt(
  draft: Draft,
  why: 'cancel' | 'expiry' | 'release' | 'timed_out',
  means: 'void' | 'fence',
  nowMs: number,
  sealed?: string,
): Draft {
  const attempt = draft.state.authorizedBy ?? currentAttempt(draft.state)?.number ?? 1
  return record(draft, nowMs, { type: 'CANCEL_STARTED', data: { attempt, why, means, sealed } })
}

export function refund(state: PaymentState, step: Extract<Step, { kind: 'refund' }>, nowMs: number): Requested {
  const availableMinor = refundableMinor(state)
  const { amountMinor = availableMinor, sealed } = step
  if (state.amountCapturedMinor === 0n || amountMinor === 0n) {
    return notNow(state, `The payment is ${state.status}: there is nothing that can be refunded now.`)
  }
  if (amountMinor > availableMinor) {
    return refuse({ kind: 'amount_too_large', availableMinor, currency: state.currency })
  }
  if (state.refunds.length >= MOST_REFUNDS) return notNow(state, 'The payment has too many refunds.')
  return ok(
    record(draftOf(state), nowMs, {
      type: 'REFUND_CREATED',
      data: { refund: state.refunds.length + 1, amountMinor, origin: 'API', sealed },
    }),
  )
}

export function respondToDispute(
  state: PaymentState,
  number: number,
  response:
    | { readonly kind: 'accept' }
    | { readonly kind: 'evidence'; readonly sealed: string; readonly submit: boolean },
  nowMs: number,
): Requested {
  const dispute = state.disputes[number - 1]
  if (dispute === undefined) return refuse({ kind: 'not_found' })
  if (dispute.status !== 'NEEDS_RESPONSE' || dispute.responding !== undefined) {
    return notNow(state, `The dispute is ${dispute.status} and takes no response now.`, dispute)
  }
  if (dispute.responses >= MOST_DISPUTE_RESPONSES)
    return notNow(state, 'The dispute has had too many responses.', dispute)
  const draft = draftOf(state)
  if (response.kind === 'accept') {
    return ok(record(draft, nowMs, { type: 'DISPUTE_RESPONSE_STARTED', data: { dispute: number, response: 'accept' } }))
  }
  const { sealed, submit } = response
  if (submit) {
    return ok(
      record(draft, nowMs, {
        type: 'DISPUTE_RESPONSE_STARTED',
        data: { dispute: number, response: 'evidence', sealed },
      }),
    )
  }
  return ok(record(draft, nowMs, { type: 'DISPUTE_UPDATED', data: { ...pictureOf(dispute), dispute: number, sealed } }))
}
