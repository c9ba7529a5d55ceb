import { type Failure, type FailureCode, failureOf } from '../../failure/failure.ts'
import type { StripeError } from './shapes.ts'

/** Stripe's decline codes and error codes in our words (docs.stripe.com/declines/codes, docs.stripe.com/error-codes). */
const CODES: ReadonlyMap<string, FailureCode> = new Map([
  ['generic_decline', 'card_declined'],
  ['card_declined', 'card_declined'],
  ['insufficient_funds', 'insufficient_funds'],
  ['expired_card', 'expired_card'],
  ['incorrect_cvc', 'incorrect_cvc'],
  ['invalid_cvc', 'incorrect_cvc'],
  ['incorrect_number', 'invalid_card'],
  ['invalid_number', 'invalid_card'],
  ['invalid_expiry_month', 'invalid_card'],
  ['invalid_expiry_year', 'invalid_card'],
  ['authentication_required', 'authentication_failed'],
  ['payment_intent_authentication_failure', 'authentication_failed'],
  ['fraudulent', 'suspected_fraud'],
])

export function declineFailure(error: StripeError): Failure {
  const known = [error.decline_code, error.code].find((code) => code !== undefined && CODES.has(code))
  const code = known === undefined ? undefined : CODES.get(known)
  return failureOf(code ?? 'card_declined', error.decline_code ?? error.code)
}
