/** What an acquirer keeps. Every change is written as the whole object as it then stands, so replaying is overwriting. */
export type Later = 'dispute' | 'refund_fails' | 'refund_pending'

export interface Card {
  readonly brand: string
  readonly last4: string
  readonly expiryMonth: number
  readonly expiryYear: number
  readonly funding: 'CREDIT' | 'DEBIT'
  readonly country: string
}

export interface Capture {
  readonly id: string
  readonly captureId: string
  readonly amountMinor: bigint
  readonly final: boolean
  readonly fingerprint: string
}

export type RefundStatus = 'pending' | 'succeeded' | 'failed'

export interface Refund {
  readonly id: string
  readonly refundId: string
  readonly amountMinor: bigint
  readonly status: RefundStatus
  /** What the first answer said: a replay says it again. */
  readonly firstStatus: RefundStatus
  /** What it turns into a moment later, where it has not done so yet. */
  readonly becomes?: RefundStatus
  readonly failureCode?: string
  readonly fingerprint: string
  readonly createdAtMs: number
}

export type PaymentStatus =
  | 'approved'
  | 'declined'
  | 'device_data_required'
  | 'challenge_required'
  | 'decoupled_required'
  | 'pending'
  | 'fenced'

/** Where a payment's 3-D Secure stands. */
export interface ThreeDS {
  readonly serverTransId: string
  readonly windowSize: string
  /** The issuer's page never gets on, or nobody answers on their own device. */
  readonly isSilent: boolean
  /** What follows the device's data. */
  readonly next?: 'approve' | 'challenge'
  readonly threeDSCompInd?: 'Y' | 'N' | 'U'
  readonly untilMs: number
}

/** How an authentication ended. */
export interface Authentication {
  readonly transStatus: 'Y' | 'A' | 'N' | 'R' | 'I'
  readonly version: string
  readonly eci: string
  readonly flow: 'FRICTIONLESS' | 'CHALLENGE' | 'DECOUPLED'
  readonly exemption?: string
}

/** Banks that the shopper can be sent to, by the names of the methods. */
export const BANKS = ['bancontact', 'eps', 'ideal', 'p24'] as const
export type Bank = (typeof BANKS)[number]

export interface Payment {
  readonly id: string
  /** The caller's id of the attempt, which is the idempotency key too. */
  readonly attemptId: string
  /** The caller's id of the payment. */
  readonly reference: string
  /** Keyed digest of the request: tells a replay from another request without keeping the card. */
  readonly fingerprint: string
  readonly status: PaymentStatus
  readonly firstStatus: PaymentStatus
  readonly declineCode?: string
  readonly amountMinor: bigint
  readonly currency: string
  readonly capture: boolean
  readonly capturedMinor: bigint
  /** No further capture is taken: the last one was final, or the rest was voided. */
  readonly closed: boolean
  readonly voided: boolean
  /** Absent where a bank pays. */
  readonly card?: Card
  readonly bank?: Bank
  /** The network's reference, told with an approval of a card that is or was stored. */
  readonly networkTransactionId?: string
  readonly later?: Later
  readonly disputeId?: string
  readonly challengeId?: string
  readonly threeDS?: ThreeDS
  readonly authentication?: Authentication
  readonly returnUrl: string
  readonly captures: readonly Capture[]
  readonly refunds: readonly Refund[]
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly capturedAtMs?: number
  readonly expiresAtMs: number
}

export type DisputeStatus = 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST' | 'ACCEPTED'

export interface DisputeResponse {
  readonly responseId: string
  readonly fingerprint: string
  readonly statusAfter: DisputeStatus
}

export interface Dispute {
  readonly id: string
  readonly attemptId: string
  readonly reference: string
  readonly status: DisputeStatus
  readonly amountMinor: bigint
  readonly currency: string
  readonly responses: readonly DisputeResponse[]
  /** How the review will end, where that is decided and not told yet. */
  readonly verdict?: 'WON' | 'LOST'
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly respondByMs: number
}

/** A webhook as it is to be delivered: the same id and the same bytes every time. */
export interface Webhook {
  readonly id: string
  readonly body: string
  readonly createdAtMs: number
}

export type Change =
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'fence'; readonly attemptId: string; readonly createdAtMs: number }
  | { readonly kind: 'dispute'; readonly dispute: Dispute }
  | { readonly kind: 'webhook'; readonly webhook: Webhook }
  | { readonly kind: 'webhook_ended'; readonly id: string }

/** Sums in one place: a failed refund gives its amount back. */
export const refundedMinor = (payment: Payment): bigint => sumOf(payment, ['succeeded'])
export const refundedOrPendingMinor = (payment: Payment): bigint => sumOf(payment, ['succeeded', 'pending'])

function sumOf(payment: Payment, statuses: readonly RefundStatus[]): bigint {
  return payment.refunds
    .filter((refund) => statuses.includes(refund.status))
    .reduce((sum, refund) => sum + refund.amountMinor, 0n)
}

/** What is taken already where a payment comes to this status. */
export const capturedBy = (status: PaymentStatus, capture: boolean, amountMinor: bigint, nowMs: number) =>
  status === 'approved' && capture
    ? { capturedMinor: amountMinor, closed: true, capturedAtMs: nowMs }
    : { capturedMinor: 0n, closed: false }
