import type { FailureCategory, FailureLeaf } from './leaf.ts'
import { BRANCHES, type FailureCode } from './tree.ts'

export type { FailureActor, FailureCategory, FailureCertainty, FailureLeaf, FailureRetry } from './leaf.ts'
export type { FailureCode } from './tree.ts'

/** Why a payment's attempt, capture or refund did not succeed, in the words of the public contract. */
export interface Failure {
  readonly code: FailureCode
  readonly category: FailureCategory
  /** Whether the same request may succeed later without anything being mended by the shopper. */
  readonly retryable: boolean
  /** The gateway's own code, as it came (bounded), for support. */
  readonly gatewayCode?: string
}

/** Every failure code there is. A gateway's folder maps its own codes to these; the API speaks only these. */
export const FAILURES = Object.fromEntries(
  BRANCHES.flatMap(({ leaves }) => Object.entries<FailureLeaf>(leaves)),
) as Readonly<Record<FailureCode, FailureLeaf>>

/** The gateway's own codes are kept for support, but never more than this of them. */
const LONGEST_GATEWAY_CODE = 64

export function failureOf(code: FailureCode, gatewayCode?: string): Failure {
  const { category, retryable } = FAILURES[code]
  return gatewayCode === undefined
    ? { code, category, retryable }
    : { code, category, retryable, gatewayCode: gatewayCode.slice(0, LONGEST_GATEWAY_CODE) }
}

/** What is shown for a code of an old log that no longer is in the tree: it promises nothing. */
const FORGOTTEN = {
  ...FAILURES.unmapped_refusal,
  path: 'forgotten',
  certainty: 'unknown',
  operatorMessage: 'A code of an earlier version that this one no longer has. See the changelog.',
} as const satisfies FailureLeaf

export const isFailureCode = (code: string): code is FailureCode => Object.hasOwn(FAILURES, code)

/** The leaf of a code. Total: logs are kept for years, so a code may be older than the tree. */
export const leafOf = (code: string): FailureLeaf =>
  isFailureCode(code) ? FAILURES[code] : { ...FORGOTTEN, code, path: `forgotten/${code}` }

/** Its place in the tree, such as `issuer/refusal/do_not_honor`. */
export const pathOf = (code: string): string => leafOf(code).path

/** Whether the card is refused for good: it is not tried again for the payment, at no gateway. */
export const isHardDecline = ({ code }: Pick<Failure, 'code'>): boolean => leafOf(code).retry === 'never'

/** Refusals for want of authentication alone: Visa's 1A, Mastercard's 65, and gateways' own words for them. */
const SOFT_DECLINES: ReadonlySet<string> = new Set<FailureCode>([
  'authentication_required',
  'authentication_free_limit_exceeded',
  'exemption_refused',
])

/** Whether the issuer declined only because the shopper was not authenticated, and asks for that. */
export const isSoftDecline = ({ code }: Pick<Failure, 'code'>): boolean => SOFT_DECLINES.has(code)

/** Whether the gateway's own code was not known: it is kept, counted and shown, never guessed to be retryable. */
export const isUnmapped = ({ code }: Pick<Failure, 'code'>): boolean =>
  code === 'unmapped_decline' || code === 'unmapped_refusal'

/** Whether it speaks against the gateway's health. An issuer's decline never does. */
export const countsAgainstGateway = ({ code }: Pick<Failure, 'code'>): boolean => leafOf(code).countsAgainstGateway
