import { type Failure, type FailureCode, failureOf, isHardDecline, leafOf } from '../../failure/failure.ts'
import { ISSUES } from './issues.ts'
import { RESPONSES } from './responses.ts'
import type { ProcessorAnswer } from './shapes.ts'

/** An issue in our words. One that is not known is kept as it is and never guessed to be retryable. */
export const issueFailure = (issue: string, first?: ReadonlyMap<string, FailureCode>): Failure =>
  failureOf(first?.get(issue) ?? ISSUES.get(issue) ?? 'unmapped_refusal', issue)

/** Mastercard's and Visa's advice that the card must not be tried again: payment advice codes 03 and 21. */
const NEVER_AGAIN = new Set(['03', '21'])

/**
 * Why a charge or hold that PayPal made was declined: the processor's response code, where there is one. PayPal has said
 * how it ended, so whatever an unsure code might mean elsewhere, nothing was taken. Where the network forbids another try,
 * a softer reason does not stand.
 */
export function declineFailure(processor: ProcessorAnswer, reason?: string): Failure {
  const { response_code: response, payment_advice_code: advice } = processor ?? {}
  const mapped = response === undefined ? 'card_declined' : (RESPONSES.get(response) ?? 'unmapped_decline')
  const told = response ?? reason
  const failure = failureOf(leafOf(mapped).certainty === 'unknown' ? 'card_declined' : mapped, told)
  const isSoft = failure.category === 'ISSUER_DECLINED' && !isHardDecline(failure)
  return isSoft && advice !== undefined && NEVER_AGAIN.has(advice) ? failureOf('do_not_try_again', told) : failure
}
