import { type Failure, type FailureCode, failureOf } from '../../failure/failure.ts'

/** The acquirer's codes in our words. */
const CODES: ReadonlyMap<string, FailureCode> = new Map([
  ['card_declined', 'card_declined'],
  ['insufficient_funds', 'insufficient_funds'],
  ['expired_card', 'expired_card'],
  ['incorrect_cvc', 'incorrect_cvc'],
  ['invalid_number', 'invalid_card'],
  ['authentication_failed', 'authentication_failed'],
  ['authentication_rejected', 'authentication_rejected'],
  ['payer_canceled', 'payer_canceled'],
  ['suspected_fraud', 'suspected_fraud'],
  ['authentication_required', 'authentication_required'],
  ['mandate_invalid', 'mandate_invalid'],
  ['stolen_card', 'stolen_card'],
  ['lost_card', 'lost_card'],
])

/** A code we do not know is still a decline, for the acquirer said so; it is kept, and promises nothing. */
export const declineFailure = (code: string | undefined): Failure =>
  code === undefined ? failureOf('card_declined') : failureOf(CODES.get(code) ?? 'unmapped_decline', code)
