/** What an acquirer wrote down, in order: the only place where charges are counted. */
export interface Entry {
  readonly atMs: number
  readonly account: string
  readonly attemptId: string
  /** Our payment's id, as the acquirer has it. */
  readonly reference: string
  readonly what:
    | 'held'
    | 'captured'
    | 'capture failed'
    | 'voided'
    | 'fenced'
    | 'declined'
    | 'refund asked'
    | 'refunded'
    | 'refund failed'
    | 'disputed'
    | 'dispute won'
    | 'dispute lost'
    /** No more will be captured of what is held: the rest of it is free again. */
    | 'closed'
  readonly amountMinor: bigint
  readonly currency: string
  /** Of the capture or refund: ours, or the acquirer's own where it was done there; `dashboard` of a void that was. */
  readonly id: string
  /** The acquirer did what nobody asked for: another amount. */
  readonly isWrong: boolean
}

export type CardKind =
  | 'approves'
  | 'declines'
  | 'challenge'
  | 'refund pending'
  | 'refund fails later'
  | 'disputed'
  | 'approves, and tells by webhook first'

export interface Refund {
  readonly id: string
  readonly refundId: string | undefined
  readonly amountMinor: bigint
  status: 'pending' | 'succeeded' | 'failed'
  readonly firstStatus: 'pending' | 'succeeded'
}

/** One attempt, as its acquirer has it. */
export interface Held {
  readonly id: string
  readonly attemptId: string
  readonly reference: string
  readonly amountMinor: bigint
  readonly currency: string
  readonly capture: boolean
  readonly card: CardKind
  readonly isWrong: boolean
  readonly expiresAtMs: number
  status: 'approved' | 'declined' | 'challenge_required' | 'pending' | 'fenced'
  firstView: string
  capturedMinor: bigint
  isClosed: boolean
  /** The capture that did; none for a sale, which is closed from the beginning. */
  closedBy?: string
  isVoided: boolean
  readonly captures: Map<string, bigint>
  /** Accepted; whether it waits to be decided. The same id again is the same request, however it ended. */
  readonly accepted: Map<string, boolean>
  isEnding: boolean
  /** How often something was accepted. */
  asked: number
  readonly refunds: Map<string, Refund>
}

export interface AcquirerAnswer {
  readonly status: number
  readonly body: string
}

export const refusal = (status: number, code: string): AcquirerAnswer => ({
  status,
  body: JSON.stringify({ processed: false, error: { code } }),
})

/** A field of a request, which may hold anything. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What becomes of it is told later. */
export const understood = (id: string): AcquirerAnswer => ({ status: 202, body: JSON.stringify({ id }) })

export const refundedMinor = ({ refunds }: Held): bigint =>
  [...refunds.values()].reduce((sum, { status, amountMinor }) => (status === 'failed' ? sum : sum + amountMinor), 0n)

const iso = (ms: number): string => new Date(ms).toISOString()

export const heldView = (held: Held): string =>
  held.status === 'fenced'
    ? JSON.stringify({ attemptId: held.attemptId, status: 'fenced' })
    : JSON.stringify({
        id: held.id,
        attemptId: held.attemptId,
        reference: held.reference,
        status: held.status,
        declineCode: held.status === 'declined' ? 'insufficient_funds' : null,
        amountMinor: String(held.amountMinor),
        amountCapturedMinor: String(held.capturedMinor),
        currency: held.currency,
        voided: held.isVoided,
        card: { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2030, funding: 'CREDIT', country: 'DE' },
        challenge: held.status === 'challenge_required' ? { url: `https://acs.test/${held.id}` } : null,
        expiresAt: iso(held.expiresAtMs),
      })

export const refundView = (held: Held, refund: Refund, status: Refund['status'] = refund.status): string =>
  JSON.stringify({
    id: refund.id,
    refundId: refund.refundId ?? null,
    attemptId: held.attemptId,
    reference: held.reference,
    status,
    failureCode: status === 'failed' ? 'account_closed' : null,
    amountMinor: String(refund.amountMinor),
    currency: held.currency,
  })

export const captureView = (held: Held, captureId: string, amountMinor: bigint): string =>
  JSON.stringify({
    id: `cp_${held.id}_${held.captures.size}`,
    captureId,
    attemptId: held.attemptId,
    status: 'succeeded',
    amountMinor: String(amountMinor),
    currency: held.currency,
  })

export const disputeView = (held: Held, status: 'NEEDS_RESPONSE' | 'WON' | 'LOST', atMs: number): string =>
  JSON.stringify({
    id: `dp_${held.id}`,
    attemptId: held.attemptId,
    reference: held.reference,
    stage: 'CHARGEBACK',
    status,
    amountMinor: String(held.capturedMinor),
    currency: held.currency,
    reason: 'FRAUDULENT',
    reasonCode: '10.4',
    updatedAt: iso(atMs),
  })

/** How something ended that was only accepted at first. */
export const laterView = (held: Held, status: 'succeeded' | 'failed', more: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({ attemptId: held.attemptId, reference: held.reference, currency: held.currency, status, ...more })
