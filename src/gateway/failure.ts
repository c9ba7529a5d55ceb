/** Why a payment's attempt, capture or refund did not succeed, in the words of the public contract. */
export type FailureCategory =
  | 'ISSUER_DECLINED'
  | 'INSUFFICIENT_FUNDS'
  | 'INVALID_CARD'
  | 'AUTHENTICATION_FAILED'
  | 'SUSPECTED_FRAUD'
  | 'GATEWAY_UNAVAILABLE'
  | 'CONFIGURATION'

/** `retryable` says whether the same request may succeed later without anything being mended by the shopper. */
export interface Failure {
  readonly code: FailureCode
  readonly category: FailureCategory
  readonly retryable: boolean
  /** The gateway's own code, as it came (bounded), for support. */
  readonly gatewayCode?: string
}

interface FailureKind {
  readonly category: FailureCategory
  readonly retryable: boolean
  /** What the shopper reads, in English. Text, never HTML. */
  readonly message: string
}

/** Every failure code there is. A gateway's folder maps its own codes to these; the API speaks only these. */
export const FAILURES = {
  card_declined: {
    category: 'ISSUER_DECLINED',
    retryable: false,
    message: 'Your card was declined. Try another card or ask your bank.',
  },
  insufficient_funds: {
    category: 'INSUFFICIENT_FUNDS',
    retryable: false,
    message: 'Your card does not have sufficient funds. Try another card.',
  },
  expired_card: {
    category: 'INVALID_CARD',
    retryable: false,
    message: 'Your card has expired. Try another card.',
  },
  incorrect_cvc: {
    category: 'INVALID_CARD',
    retryable: false,
    message: "Your card's security code is incorrect. Check it and try again.",
  },
  invalid_card: {
    category: 'INVALID_CARD',
    retryable: false,
    message: 'Your card details could not be used. Enter them again or try another card.',
  },
  authentication_failed: {
    category: 'AUTHENTICATION_FAILED',
    retryable: false,
    message: 'Your bank could not confirm that it is you. Try again or use another card.',
  },
  suspected_fraud: {
    category: 'SUSPECTED_FRAUD',
    retryable: false,
    message: 'Your card was declined. Try another card or ask your bank.',
  },
  gateway_unavailable: {
    category: 'GATEWAY_UNAVAILABLE',
    retryable: true,
    message: 'The payment could not be processed just now and nothing was charged. Try again.',
  },
  gateway_answer_mismatch: {
    category: 'GATEWAY_UNAVAILABLE',
    retryable: false,
    message: 'The payment could not be completed. Any hold on your card is being released. Try another card.',
  },
  gateway_refused: {
    category: 'CONFIGURATION',
    retryable: false,
    message: 'The payment could not be processed. Ask the shop.',
  },
  no_gateway: {
    category: 'CONFIGURATION',
    retryable: true,
    message: 'The payment could not be processed just now and nothing was charged. Try again later.',
  },
  refund_failed: {
    category: 'ISSUER_DECLINED',
    retryable: false,
    message: 'The refund could not be paid to this card.',
  },
} as const satisfies Record<string, FailureKind>

export type FailureCode = keyof typeof FAILURES

/** The gateway's own codes are kept for support, but never more than this of them. */
const LONGEST_GATEWAY_CODE = 64

export function failureOf(code: FailureCode, gatewayCode?: string): Failure {
  const { category, retryable } = FAILURES[code]
  return gatewayCode === undefined
    ? { code, category, retryable }
    : { code, category, retryable, gatewayCode: gatewayCode.slice(0, LONGEST_GATEWAY_CODE) }
}
