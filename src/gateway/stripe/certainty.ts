import { failureOf, leafOf } from '../../failure/failure.ts'
import { unreachable } from '../../result.ts'
import type { Declined, NotSent, Unknown, Unprocessed } from '../outcome.ts'
import { unansweredOutcome } from '../unanswered.ts'
import { codeOf, type Reading, reasonOf } from './answers.ts'
import { accessFailure, declineFailure, isDecline, refusalFailure } from './failures.ts'
import { cardFacts } from './intent.ts'
import type { Refusal } from './shapes.ts'

export type Trouble = Exclude<Reading<unknown>, { readonly kind: 'object' }>

/** Another request with this key or on this object is under way, or the key was used for something else. */
const isConflict = (status: number, { type, code }: Refusal): boolean =>
  status === 409 || type === 'idempotency_error' || code === 'idempotency_key_in_use' || code === 'lock_timeout'

/**
 * Trouble with a call that cannot charge anything, as creating an intent or a payment method: whatever became of it,
 * nothing was charged. Only where another request of ours may be doing the same at this moment is nothing certain.
 */
export function harmlessTrouble(trouble: Trouble): Declined | Unprocessed | NotSent | Unknown {
  switch (trouble.kind) {
    case 'refused': {
      const { status, error } = trouble
      if (isConflict(status, error)) return { kind: 'unknown', reason: codeOf(error) }
      if (status === 401 || status === 403) return { kind: 'unprocessed', failure: accessFailure(status, error) }
      if (status === 429) return { kind: 'unprocessed', failure: failureOf('gateway_rate_limited', codeOf(error)) }
      if (status >= 500) return { kind: 'unprocessed', failure: failureOf('gateway_unavailable', codeOf(error)) }
      return isDecline(error) ? declinedBy(error) : { kind: 'declined', failure: refusalFailure(error) }
    }
    case 'unanswered':
      return trouble.answer.kind === 'unknown'
        ? { kind: 'unprocessed', failure: failureOf('gateway_unavailable', trouble.answer.reason) }
        : unansweredOutcome(trouble.answer)
    case 'not_understood':
      return { kind: 'unprocessed', failure: failureOf('gateway_unavailable', 'answer_not_understood') }
    default:
      return unreachable(trouble)
  }
}

/**
 * Trouble with a call that moves money. Stripe turns rates away before anything is processed (docs.stripe.com/rate-limits);
 * a server error or a dependency's (424) says nothing about what was done.
 */
export function movingTrouble(trouble: Trouble): Declined | Unprocessed | NotSent | Unknown {
  if (trouble.kind === 'unanswered') return unansweredOutcome(trouble.answer)
  if (trouble.kind === 'not_understood') return { kind: 'unknown', reason: trouble.reason }
  const { status, error } = trouble
  const isUnclear = isConflict(status, error) || status === 424 || status >= 500
  // What Stripe calls unexpected is an intent in another state than ours: that state has to be looked at.
  return isUnclear || error.code === 'payment_intent_unexpected_state'
    ? { kind: 'unknown', reason: reasonOf(trouble) }
    : harmlessTrouble(trouble)
}

/** Stripe's "processing error" is a card error by its form, but technical, and says that nothing was processed. */
function declinedBy(error: Refusal): Declined | Unprocessed {
  const failure = declineFailure(error)
  if (leafOf(failure.code).certainty === 'unprocessed') return { kind: 'unprocessed', failure }
  return {
    kind: 'declined',
    failure,
    ...(error.payment_intent === undefined ? {} : { gatewayReference: error.payment_intent.id }),
    ...cardFacts(error.payment_method?.card),
  }
}
