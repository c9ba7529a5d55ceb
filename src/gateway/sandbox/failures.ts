import { type Failure, type FailureCode, failureOf } from '../../failure/failure.ts'

/** The acquirer's codes in our words. */
const CODES: ReadonlyMap<string, FailureCode> = new Map([
  ['card_declined', 'card_declined'],
  ['insufficient_funds', 'insufficient_funds'],
  ['expired_card', 'expired_card'],
  ['incorrect_cvc', 'incorrect_cvc'],
  ['invalid_number', 'invalid_card'],
  ['authentication_failed', 'authentication_failed'],
  ['suspected_fraud', 'suspected_fraud'],
])

/** A code we do not know is still a decline: the acquirer said so. */
export const declineFailure = (code: string | undefined): Failure =>
  failureOf((code === undefined ? undefined : CODES.get(code)) ?? 'card_declined', code)
