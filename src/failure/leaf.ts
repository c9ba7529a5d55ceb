/** What kind of failure it is, in the words of the public contract. */
export type FailureCategory =
  | 'ISSUER_DECLINED'
  | 'INSUFFICIENT_FUNDS'
  | 'INVALID_CARD'
  | 'AUTHENTICATION_FAILED'
  | 'SUSPECTED_FRAUD'
  | 'GATEWAY_UNAVAILABLE'
  | 'CONFIGURATION'

/**
 * What the code proves. `declined`: it was decided, and nothing was taken. `unprocessed`: it was technical, and whoever
 * says so says too that nothing was processed; only then may it be tried elsewhere. `unknown`: it proves nothing.
 */
export type FailureCertainty = 'declined' | 'unprocessed' | 'unknown'

/** Who can do something about it. */
export type FailureActor = 'shopper' | 'merchant' | 'operator' | 'issuer' | 'gateway' | 'nobody'

/**
 * What may help. `same_request`: it may succeed as it is, soon. `later`: the same card at another time.
 * `correct_details`: the same card, entered correctly. `authenticate`: with 3-D Secure. `another_method`: another card or
 * wallet. `never`: a hard decline, that card is not tried again for the payment. `after_change`: merchant or operator
 * have to mend something first.
 */
export type FailureRetry =
  | 'same_request'
  | 'later'
  | 'correct_details'
  | 'authenticate'
  | 'another_method'
  | 'never'
  | 'after_change'

/** What the leaves of a branch have in common, unless one says otherwise. */
export interface FailureTraits {
  readonly category: FailureCategory
  readonly certainty: FailureCertainty
  readonly actor: FailureActor
  readonly retry: FailureRetry
  /** What the shopper reads, in English. Text, never HTML; it never tells of suspicion, nor that a card is reported. */
  readonly message: string
  /** Whether it speaks against the gateway's health: its technical failures alone, never an issuer's decline. */
  readonly countsAgainstGateway?: boolean
}

export interface FailureLeaf extends Required<FailureTraits> {
  readonly code: string
  /** Its place in the tree, such as `issuer/refusal/do_not_honor`. */
  readonly path: string
  /** Whether the same request may succeed later without anything being mended: `retry` is `same_request`. */
  readonly retryable: boolean
  /** What it means and what to do, for merchant and operator. */
  readonly operatorMessage: string
}

/** The operator's text, and with it what the leaf has otherwise than its branch. */
type Entry = string | readonly [operatorMessage: string, otherwise: Partial<FailureTraits>]

export interface Branch<Code extends string> {
  /** Trunk and branch, such as `issuer/refusal`. */
  readonly path: string
  /** What its leaves have in common, in a sentence for docs/error-codes.md. */
  readonly about: string
  readonly leaves: Readonly<Record<Code, FailureLeaf>>
}

/** One branch of the tree: what holds for all of its leaves is said once. */
export function branch<Code extends string>(
  path: string,
  about: string,
  traits: FailureTraits,
  entries: Readonly<Record<Code, Entry>>,
): Branch<Code> {
  const leaves = Object.entries<Entry>(entries).map(([code, entry]): [string, FailureLeaf] => {
    const [operatorMessage, otherwise] = typeof entry === 'string' ? [entry, {}] : entry
    const own = { countsAgainstGateway: false, ...traits, ...otherwise }
    return [code, { ...own, code, path: `${path}/${code}`, retryable: own.retry === 'same_request', operatorMessage }]
  })
  return { path, about, leaves: Object.fromEntries(leaves) as Record<Code, FailureLeaf> }
}
