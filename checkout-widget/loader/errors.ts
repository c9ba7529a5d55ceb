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

/** Failures that neither card nor shopper can help. A failure's category would say it, and is not for the shopper to read. */
const OUTAGE = /^(?!.*fraud)(gateway|acquirer|network|no_gateway|no_routing|processing_error|deadline|fenced|outcome)/

/** The same error with the names that users of Stripe.js look for. */
export function named(error: ToldError): CheckoutError {
  const { code } = error
  if (code !== error.payment?.failure?.code) return { ...error, type: TYPES[code] ?? 'invalid_request_error' }
  return OUTAGE.test(code) ? { ...error, type: 'api_error' } : { ...error, type: 'card_error', decline_code: code }
}

export const failed = (code: string, message: string) => ({ error: named({ code, message }) })

export const NOT_MOUNTED = failed('not_mounted', 'The checkout is not on the page. Mount it first.')
