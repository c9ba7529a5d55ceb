import type { CheckoutError, ErrorType, FrameMessage, NamedError } from '../protocol/messages.ts'

/** Those of the widget's own codes that are no fault of the request. */
const TYPES: Readonly<Record<string, ErrorType>> = {
  card_declined: 'card_error',
  challenge_dismissed: 'card_error',
  connection_lost: 'api_connection_error',
  forbidden: 'authentication_error',
  invalid_card: 'validation_error',
  not_ready: 'validation_error',
  outcome_unknown: 'api_connection_error',
  rate_limited: 'rate_limit_error',
}

/** Failures that neither card nor shopper can help. A failure's category would say it, and is not for the shopper to read. */
const OUTAGE = /^(?!.*fraud)(gateway|acquirer|network|no_gateway|no_routing|processing_error|deadline|fenced|outcome)/

/** The same error with the names that users of Stripe.js look for. */
export function named(error: CheckoutError): NamedError {
  const { code } = error
  if (code !== error.payment?.failure?.code) return { ...error, type: TYPES[code] ?? 'invalid_request_error' }
  return OUTAGE.test(code) ? { ...error, type: 'api_error' } : { ...error, type: 'card_error', decline_code: code }
}

/** What the page is told, with its errors as the page gets them. */
export function withNames(message: FrameMessage): FrameMessage<NamedError> {
  switch (message.type) {
    case 'failure':
      return { ...message, error: named(message.error) }
    case 'answer':
    case 'token': {
      const { outcome } = message
      return { ...message, outcome: 'error' in outcome ? { error: named(outcome.error) } : outcome } as typeof message &
        FrameMessage<NamedError>
    }
    default:
      return message
  }
}
