import type { CheckoutError as ToldError } from '../protocol/messages.ts'
import type { CheckoutError, ErrorType } from './types.ts'

/** Those of the widget's own codes that are no fault of the request. */
const TYPES: Readonly<Record<string, ErrorType>> = {
  card_declined: 'card_error',
  challenge_dismissed: 'card_error',
  connection_lost: 'api_connection_error',
  forbidden: 'authentication_error',
  frame_not_loaded: 'api_connection_error',
  invalid_card: 'validation_error',
  not_ready: 'validation_error',
  outcome_unknown: 'api_connection_error',
  rate_limited: 'rate_limit_error',
}

/** The same error with the names that users of Stripe.js look for. */
export function named(error: ToldError): CheckoutError {
  const { code } = error
  const failure = error.payment?.failure
  // Neither card nor shopper can help an outage or a wrong set-up.
  if (failure?.code === code && /^(GATEWAY|CONFIG)/.test(failure.category ?? '')) return { ...error, type: 'api_error' }
  if (failure?.code === code) return { ...error, type: 'card_error', decline_code: code }
  return { ...error, type: TYPES[code] ?? 'invalid_request_error' }
}

export const failed = (code: string, message: string) => ({ error: named({ code, message }) })

export const NOT_MOUNTED = failed('not_mounted', 'The checkout is not on the page. Mount it first.')
