import type { Failure } from '../failure/failure.ts'
import type { PaymentMethodKind, StoredCredential } from '../gateway/gateway.ts'
import type { CardFacts, ShopperAction } from '../gateway/outcome.ts'
import type { Authentication, ThreeDSStep, ThreeDSWish } from '../gateway/threeDS.ts'
import type { Mode } from '../ids/ids.ts'
import type { UnknownPolicy } from '../routing/policy.ts'
import type { Candidate, Eliminated } from '../routing/request.ts'
import type {
  CallReference,
  CancelMeans,
  CancelReason,
  CaptureMethod,
  ConfirmRequest,
  DisputePicture,
  Origin,
  Route,
  StoredOffer,
} from './event.ts'

export type PaymentStatus =
  | 'REQUIRES_PAYMENT_METHOD'
  | 'REQUIRES_ACTION'
  | 'PROCESSING'
  | 'AUTHORIZED'
  | 'PARTIALLY_CAPTURED'
  | 'CAPTURED'
  | 'FAILED'
  | 'CANCELED'
  | 'EXPIRED'

export type PaymentAction = 'CONFIRM' | 'CAPTURE' | 'CANCEL' | 'REFUND'

export type AttemptStatus =
  | 'STARTED'
  | 'APPROVED'
  | 'DECLINED'
  | 'ACTION_REQUIRED'
  | 'PENDING'
  | 'UNPROCESSED'
  | 'NOT_SENT'
  | 'UNKNOWN'

export interface Attempt {
  readonly number: number
  readonly status: AttemptStatus
  readonly route: Route
  readonly candidates: readonly Candidate[]
  readonly eliminated?: readonly Eliminated[]
  readonly reason: string
  readonly rule?: string
  readonly policyVersion?: number
  readonly onUnknown?: UnknownPolicy
  readonly tokenId?: string
  readonly method?: PaymentMethodKind
  readonly backoffMs?: number
  readonly capture: boolean
  readonly deadlineMs: number
  readonly amountMinor: bigint
  readonly startedAtMs: number
  readonly returnUrl?: string
  readonly browserSealed?: string
  readonly threeDS?: ThreeDSWish
  readonly stepUpOf?: number
  readonly authentication?: Authentication
  /** What the page that `action` leads to has to do there, where it is Turnpike's own. */
  readonly step?: ThreeDSStep
  readonly credential?: StoredCredential
  readonly saves?: string
  readonly networkTransactionId?: string
  readonly endedAtMs?: number
  readonly gatewayReference?: string
  readonly failure?: Failure
  readonly card?: CardFacts
  /** Set where the card may not be tried again for this payment. */
  readonly cardFingerprint?: string
  /** What the shopper was asked to do; it stays after the attempt's end, for a card that got so far is used up. */
  readonly action?: ShopperAction
  /** What the last return visit carried. */
  readonly returned?: Readonly<Record<string, string>>
  /** How often the shopper has come back from it. */
  readonly returns?: number
  /** What the gateway holds or took for this attempt; kept apart from the payment's amounts, which count only what is wanted. */
  readonly authorizedMinor: bigint
  readonly capturedMinor: bigint
  /** Of these amounts, where the gateway charged in another currency than the payment's. */
  readonly chargedCurrency?: string
  /** Captured money that nobody wanted and that is gone back. */
  readonly givenBackMinor?: bigint
  /** How often the gateway refused to end it, or took an ending back. */
  readonly refusedEndings?: number
  /** Why its outcome became unknown. */
  readonly trouble?: string
  /** A fence was sent for it, which may still be under way. */
  readonly isFenced?: boolean
}

export interface Capture {
  readonly number: number
  readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED'
  readonly amountMinor: bigint
  readonly final: boolean
  readonly automatic: boolean
  readonly origin: Origin
  readonly createdAtMs: number
  readonly failure?: Failure
  readonly gatewayReference?: string
}

export interface Refund {
  readonly number: number
  readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED'
  readonly amountMinor: bigint
  readonly origin: Origin
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The reason, sealed with the payment's key. */
  readonly sealed?: string
  readonly failure?: Failure
  readonly gatewayReference?: string
}

export interface Dispute extends DisputePicture {
  readonly number: number
  readonly origin: Origin
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The evidence, sealed with the payment's key. */
  readonly sealed?: string
  /** The response under way. */
  readonly responding?: 'accept' | 'evidence'
  /** How many responses were started: part of the response's id at the gateway. */
  readonly responses: number
}

/** A call to a gateway whose outcome is not in the log yet. */
export interface OpenCall {
  readonly reference: CallReference
  /** When its intent was committed. */
  readonly sinceMs: number
  /** `calling`: the call may be running. `unknown`: it is being found out. `pending`: the gateway decides later. */
  readonly certainty: 'calling' | 'unknown' | 'pending'
  readonly checks: number
  /** When the object looks again by itself; never again where it is absent. */
  readonly nextCheckAtMs?: number
}

/** The ending of an attempt that is under way. */
export interface Cancellation {
  readonly attempt: number
  readonly why: CancelReason
  readonly means: CancelMeans
  readonly sealed?: string
  readonly next?: ConfirmRequest
}

export interface PaymentState {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly status: PaymentStatus
  readonly seq: number
  readonly amountMinor: bigint
  readonly currency: string
  readonly captureMethod: CaptureMethod
  readonly reference?: string
  readonly returnUrl?: string
  readonly sealed?: string
  readonly customerId?: string
  readonly storedMethods?: StoredOffer
  /** The seq of the erasure: what was sealed up to it opens no more. */
  readonly erasedSeq?: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** When the present state ends by itself. */
  readonly expiresAtMs?: number
  /** Until when an unpaid payment waits for a card. */
  readonly unpaidUntilMs: number
  readonly authorizationExpiresAtMs?: number
  /** The attempt that the payment stands on, once one is authorized. */
  readonly authorizedBy?: number
  readonly failure?: Failure
  readonly cancelSealed?: string
  readonly amountAuthorizedMinor: bigint
  readonly amountCapturedMinor: bigint
  readonly amountRefundedMinor: bigint
  readonly attempts: readonly Attempt[]
  readonly captures: readonly Capture[]
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
  readonly calls: readonly OpenCall[]
  readonly cancellations: readonly Cancellation[]
}
