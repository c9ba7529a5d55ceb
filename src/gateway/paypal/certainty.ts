import { type Failure, type FailureCode, failureOf, leafOf } from '../../failure/failure.ts'
import { unreachable } from '../../result.ts'
import type { Declined, NotSent, Unknown, Unprocessed } from '../outcome.ts'
import { unansweredOutcome } from '../unanswered.ts'
import { issueOf, type Reading, reasonOf } from './answers.ts'
import { issueFailure } from './failures.ts'

export type Trouble = Exclude<Reading<unknown>, { readonly kind: 'object' }>
type Overrides = ReadonlyMap<string, FailureCode>

const unavailable = (reason: string): Unprocessed => ({
  kind: 'unprocessed',
  failure: failureOf('gateway_unavailable', reason),
})

/**
 * Trouble with making an order that has no payment source: it can never be charged, so whatever became of it, nothing was.
 * Only where PayPal says that something was done under our ids before is nothing certain.
 */
export function harmlessTrouble(trouble: Trouble): Declined | Unprocessed | NotSent | Unknown {
  switch (trouble.kind) {
    case 'refused':
      return trouble.status === 408 || trouble.status >= 500 ? unavailable(reasonOf(trouble)) : refused(trouble)
    case 'unanswered':
      return trouble.answer.kind === 'unknown' ? unavailable(trouble.answer.reason) : unansweredOutcome(trouble.answer)
    case 'not_understood':
      return unavailable('answer_not_understood')
    default:
      return unreachable(trouble)
  }
}

/** Trouble with a call that moves money: a server error says nothing about what was done. */
export function movingTrouble(trouble: Trouble, first?: Overrides): Declined | Unprocessed | NotSent | Unknown {
  if (trouble.kind === 'unanswered') return unansweredOutcome(trouble.answer)
  if (trouble.kind === 'not_understood') return { kind: 'unknown', reason: trouble.reason }
  return trouble.status === 408 || trouble.status >= 500
    ? { kind: 'unknown', reason: reasonOf(trouble) }
    : refused(trouble, first)
}

/**
 * What a definite refusal means. Access, rates and objects that PayPal does not find are judged before anything is
 * processed. Under 409 another request of ours is at work. For anything else the issue's own leaf says what it proves.
 */
function refused(
  { status, refusal }: Extract<Trouble, { readonly kind: 'refused' }>,
  first?: Overrides,
): Declined | Unprocessed | Unknown {
  const issue = issueOf(refusal)
  switch (status) {
    case 401:
      return { kind: 'unprocessed', failure: told(issue, 'gateway_login_refused') }
    case 403:
      return { kind: 'unprocessed', failure: told(issue, 'gateway_permission_missing') }
    case 404:
      return { kind: 'unprocessed', failure: told(issue, 'gateway_object_missing') }
    case 409:
      return { kind: 'unknown', reason: issue }
    case 429:
      return { kind: 'unprocessed', failure: failureOf('gateway_rate_limited', issue) }
    default:
      return byLeaf(issueFailure(issue, first))
  }
}

const told = (issue: string, otherwise: FailureCode): Failure => {
  const failure = issueFailure(issue)
  return failure.code === 'unmapped_refusal' ? failureOf(otherwise, issue) : failure
}

export function byLeaf(failure: Failure): Declined | Unprocessed | Unknown {
  const { certainty } = leafOf(failure.code)
  switch (certainty) {
    case 'declined':
      return { kind: 'declined', failure }
    case 'unprocessed':
      return { kind: 'unprocessed', failure }
    case 'unknown':
      return { kind: 'unknown', reason: failure.gatewayCode ?? failure.code }
    default:
      return unreachable(certainty)
  }
}
