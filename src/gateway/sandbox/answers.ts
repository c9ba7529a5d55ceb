import type * as z from 'zod'
import { failureOf } from '../../failure/failure.ts'
import { unreachable } from '../../result.ts'
import type { AttemptRequest } from '../gateway.ts'
import type { AuthorizeOutcome, CardFacts, Declined, Unknown, Unprocessed } from '../outcome.ts'
import type { Answered } from '../unanswered.ts'
import { declineFailure } from './failures.ts'
import { jsonOf, type PaymentAnswer, RefusalShape } from './shapes.ts'
import { authenticationOf, stepOutcome } from './threeDS.ts'

/** What an answer turned out to be: the object asked for, a definite refusal, or neither. */
export type Reading<Value> =
  | { readonly kind: 'object'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Reads by shape alone. The object counts only under 200 or 201, a refusal only under 4xx or 5xx. */
export function readAnswer<Shape extends z.ZodType>(answer: Answered, shape: Shape): Reading<z.infer<Shape>> {
  const json = jsonOf(answer.body)
  if (answer.status === 200 || answer.status === 201) {
    const parsed = shape.safeParse(json)
    return parsed.success
      ? { kind: 'object', value: parsed.data }
      : { kind: 'unknown', reason: 'the answer was not understood' }
  }
  const refused = RefusalShape.safeParse(json)
  return refused.success && answer.status >= 400
    ? { kind: 'refused', status: answer.status, code: refused.data.error.code }
    : { kind: 'unknown', reason: `the gateway answered ${answer.status}` }
}

/**
 * What a definite refusal of a call that moves money means. Trouble with access, rates or the acquirer itself is
 * technical; anything else is our request's fault and no other gateway's business. An id used with another body proves
 * that something else was done under it, so nothing is certain.
 */
export function refusedOutcome(status: number, code: string): Declined | Unprocessed | Unknown {
  if (code === 'idempotency_conflict') return { kind: 'unknown', reason: code }
  if (code === 'fenced') return { kind: 'unprocessed', failure: failureOf('fenced', code) }
  if (status === 429) return { kind: 'unprocessed', failure: failureOf('gateway_rate_limited', code) }
  if (status === 401 || status === 403)
    return { kind: 'unprocessed', failure: failureOf('gateway_login_refused', code) }
  const technical = status >= 500
  return technical
    ? { kind: 'unprocessed', failure: failureOf('gateway_unavailable', code) }
    : { kind: 'declined', failure: failureOf('gateway_refused', code) }
}

type About = Pick<AttemptRequest, 'attemptId' | 'stepUrl' | 'windowSize'>

/** The outcome that a payment's picture tells. An answer about another attempt tells nothing. */
export function outcomeOf(payment: PaymentAnswer, request: About): AuthorizeOutcome {
  if (payment.attemptId !== request.attemptId) return { kind: 'unknown', reason: 'the answer is about another attempt' }
  switch (payment.status) {
    case 'approved':
      return approvedOutcome(payment)
    case 'declined':
      return {
        kind: 'declined',
        failure: declineFailure(payment.declineCode ?? undefined),
        gatewayReference: payment.id,
        ...cardFacts(payment.card),
        ...authenticationOf(payment.authentication),
      }
    case 'challenge_required':
    case 'device_data_required':
    case 'decoupled_required': {
      const outcome = stepOutcome(payment, request)
      return outcome.kind === 'unknown'
        ? outcome
        : { ...outcome, gatewayReference: payment.id, ...cardFacts(payment.card) }
    }
    case 'pending':
      return { kind: 'pending', gatewayReference: payment.id }
    case 'fenced':
      return { kind: 'unprocessed', failure: failureOf('fenced', 'fenced') }
    default:
      return unreachable(payment)
  }
}

type ApprovedPayment = Extract<PaymentAnswer, { readonly status: 'approved' }>

function approvedOutcome(payment: ApprovedPayment): AuthorizeOutcome {
  // A hold that somebody released at the acquirer: nothing is held and nothing was taken.
  if (payment.voided && payment.amountCapturedMinor === 0n) {
    return { kind: 'declined', failure: failureOf('gateway_refused', 'voided'), gatewayReference: payment.id }
  }
  return {
    kind: 'approved',
    gatewayReference: payment.id,
    reference: payment.reference,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    capturedMinor: payment.amountCapturedMinor,
    ...(payment.expiresAt === undefined ? {} : { expiresAtMs: payment.expiresAt }),
    ...(payment.networkTransactionId == null ? {} : { networkTransactionId: payment.networkTransactionId }),
    ...cardFacts(payment.card),
    ...authenticationOf(payment.authentication),
  }
}

function cardFacts(card: ApprovedPayment['card']): { readonly card?: CardFacts } {
  if (card === undefined) return {}
  const { funding, country, ...facts } = card
  return {
    card: { ...facts, ...(funding === undefined ? {} : { funding }), ...(country === undefined ? {} : { country }) },
  }
}
