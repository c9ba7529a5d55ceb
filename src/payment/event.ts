import type { Failure } from '../failure/failure.ts'
import type {
  DisputeStage,
  DisputeStatus,
  GatewayMessage,
  PaymentMethodKind,
  StoredCredential,
} from '../gateway/gateway.ts'
import type { CardFacts, ShopperAction } from '../gateway/outcome.ts'
import type { Authentication, ThreeDSStep, ThreeDSWish } from '../gateway/threeDS.ts'
import type { Mode } from '../ids/ids.ts'
import type { UnknownPolicy } from '../routing/policy.ts'
import type { Candidate, Eliminated } from '../routing/request.ts'
import type { Route } from '../routing/route.ts'

export type CaptureMethod = 'AUTOMATIC' | 'MANUAL'
export type Origin = 'API' | 'GATEWAY'

export type { Route }

/** Where a round of attempts may go, as routing decided when it began. */
export interface Plan {
  /** In the order they are tried. */
  readonly candidates: readonly Candidate[]
  /** Who was out of the question, and by what. */
  readonly eliminated?: readonly Eliminated[]
  /** The rule of the policy that decided, and the policy's version. */
  readonly rule?: string
  readonly policyVersion?: number
  /** Why the first candidate is the first, or why there is none. */
  readonly reason: string
  /** Set where there is no candidate. */
  readonly problem?: 'no_rule' | 'none_enabled' | 'none_fits' | 'none_available'
  /** `CASCADE`: while a hold's outcome is unknown the next candidate is tried, and the hold voided. Else it is waited for. */
  readonly onUnknown?: UnknownPolicy
  /** What the rule asks of 3-D Secure. */
  readonly threeDS?: ThreeDSWish
}

/** What to pay with, and what the shopper's side gave with it. A card goes by its token's id; the token itself is never kept. */
export interface ConfirmRequest {
  /** Absent where no card is sent: the shopper is sent to the gateway instead. */
  readonly tokenId?: string
  /** Absent for a card. */
  readonly method?: PaymentMethodKind
  readonly plan: Plan
  /** No new attempt and no waiting caller beyond this; the follow-up of an approval is not bound by it. */
  readonly deadlineMs: number
  readonly returnUrl?: string
  /** What the shopper's browser told for 3-D Secure, its address included: sealed with the payment's own key. */
  readonly browserSealed?: string
  /** Set where the card is a stored one, or is to be stored. */
  readonly credential?: StoredCredential
  /** The method that the card is stored as, once an attempt with it is approved. */
  readonly saves?: string
}

/** Which call to a gateway is meant: its kind and the number of the attempt, capture, refund or dispute it is about. */
export interface CallReference {
  readonly kind: 'authorize' | 'complete' | 'capture' | 'void' | 'fence' | 'return' | 'refund' | 'respond'
  readonly number: number
}

/** Why money that is held or taken, or an attempt that is open, is ended. `timed_out`: the shopper did not answer in time. */
export type CancelReason =
  | 'cancel'
  | 'expiry'
  | 'release'
  | 'superseded'
  | 'unknown'
  | 'cascaded'
  | 'compensation'
  | 'timed_out'

/** How it is ended: a hold is voided, an attempt that may still be accepted is fenced, captured money is returned. */
export type CancelMeans = 'void' | 'fence' | 'return'

export type ResolvedBy = 'resend' | 'query' | 'fence' | 'webhook'

/** What the shopper's side may do with the stored methods of the payment's customer, as the shop said when it made the payment. */
export interface StoredOffer {
  /** Whether the security code of a stored card is asked for. */
  readonly securityCode: boolean
  /** What a card may be stored for that the shopper wants to be kept; absent: none may be. */
  readonly save?: StoredCredential['usage']
  /** Of what the shopper agrees to. */
  readonly consentTextVersion?: string
}

interface EventData {
  PAYMENT_CREATED: {
    merchantId: string
    mode: Mode
    amountMinor: bigint
    currency: string
    captureMethod: CaptureMethod
    expiresAtMs: number
    reference?: string
    /** Sealed as text, as every address of the shop's is: it may carry what the shop knows of its shopper. */
    returnUrl?: string
    /** Shopper fields and free text, sealed with the payment's own key. */
    sealed?: string
    /** The customer that it is about, by id. */
    customerId?: string
    /** What the shopper's side may do with its stored methods. */
    storedMethods?: StoredOffer
  }
  /** The intent of an authorization: committed before the call leaves. */
  ATTEMPT_STARTED: {
    attempt: number
    route: Route
    /** What was there to choose from, in order, with scores where there were any. */
    candidates: readonly Candidate[]
    eliminated?: readonly Eliminated[]
    reason: string
    rule?: string
    policyVersion?: number
    onUnknown?: UnknownPolicy
    /** Absent where no card is sent. */
    tokenId?: string
    method?: PaymentMethodKind
    /** The call leaves this much later: a retry at the same gateway, after its backoff. */
    backoffMs?: number
    /** True for a sale in one call. */
    capture: boolean
    deadlineMs: number
    returnUrl?: string
    browserSealed?: string
    threeDS?: ThreeDSWish
    /** The attempt that the issuer declined for want of authentication: this is the same again, with a challenge. */
    stepUpOf?: number
    credential?: StoredCredential
    saves?: string
  }
  ACTION_REQUIRED: {
    attempt: number
    action: ShopperAction
    step?: ThreeDSStep
    gatewayReference?: string
    card?: CardFacts
    cardFingerprint?: string
  }
  /** The shopper came back. The intent of asking the gateway how it ended; kept so that a second visit hands nothing on. */
  ACTION_COMPLETED: {
    attempt: number
    /** Each value sealed. */
    returned: Readonly<Record<string, string>>
  }
  ATTEMPT_ENDED: {
    attempt: number
    outcome: 'approved' | 'declined' | 'unprocessed' | 'not_sent'
    failure?: Failure
    gatewayReference?: string
    card?: CardFacts
    /** With `approved`: what the gateway says it holds or took. */
    authorizedMinor?: bigint
    capturedMinor?: bigint
    /** The currency of these amounts where it is not the payment's: what is not wanted is given back in it. */
    chargedCurrency?: string
    expiresAtMs?: number
    authentication?: Authentication
    /** The network's reference of an approval. */
    networkTransactionId?: string
    /** With a refusal after which the card may not be tried again: its fingerprint. */
    cardFingerprint?: string
  }
  PAYMENT_AUTHORIZED: { attempt: number; amountMinor: bigint; expiresAtMs: number }
  /** Without an attempt where none could be started: no gateway, and then who was out by what, or a token that is used up. */
  PAYMENT_DECLINED: {
    attempt?: number
    failure: Failure
    because?: string
    rule?: string
    eliminated?: readonly Eliminated[]
  }
  PAYMENT_FAILED: { failure: Failure }
  CAPTURE_STARTED: { capture: number; amountMinor: bigint; final: boolean; automatic: boolean }
  /** Where no CAPTURE_STARTED went before, it is a one-call sale or the gateway's own doing. */
  CAPTURE_SUCCEEDED: { capture: number; amountMinor: bigint; final: boolean; origin: Origin; gatewayReference?: string }
  CAPTURE_FAILED: { capture: number; failure: Failure }
  /** The intent of every void, fence and return of unwanted money. `next` is what a superseded attempt makes room for. */
  CANCEL_STARTED: { attempt: number; why: CancelReason; means: CancelMeans; sealed?: string; next?: ConfirmRequest }
  /** The gateway certainly refused to end it: what was held stays held. */
  CANCEL_FAILED: { attempt: number; why: CancelReason; failure: Failure }
  PAYMENT_CANCELED: { sealed?: string }
  PAYMENT_EXPIRED: Record<string, never>
  /** What was authorized and not captured is let go; the payment ends as captured. */
  AUTHORIZATION_RELEASED: { attempt: number; amountMinor: bigint }
  /** `checks` 0 is being found out at once; without a next check it is an operator's task. */
  OUTCOME_UNKNOWN: { call: CallReference; reason: string; checks: number; nextCheckAtMs?: number }
  OUTCOME_RESOLVED: { call: CallReference; outcome: string; by: ResolvedBy }
  /** Money that the payment no longer wanted is gone back. */
  COMPENSATED: { attempt: number; means: CancelMeans; amountMinor: bigint }
  /** What had gone back came again: the gateway could not pay it to the shopper. It is asked back once more. */
  COMPENSATION_FAILED: { attempt: number; amountMinor: bigint; failure: Failure }
  REFUND_CREATED: { refund: number; amountMinor: bigint; origin: Origin; sealed?: string; gatewayReference?: string }
  /** With an amount where the gateway says that it paid back another one than was asked for. */
  REFUND_SUCCEEDED: { refund: number; gatewayReference?: string; amountMinor?: bigint }
  REFUND_FAILED: { refund: number; failure: Failure }
  DISPUTE_OPENED: DisputePicture & { dispute: number; origin: Origin }
  DISPUTE_RESPONSE_STARTED: { dispute: number; response: 'accept' | 'evidence'; sealed?: string }
  DISPUTE_UPDATED: DisputePicture & {
    dispute: number
    /** Set where a response of ours ended: what the gateway said to it. */
    responded?: 'accepted' | 'refused'
    failure?: Failure
    /** Evidence kept as a draft, not sent. */
    sealed?: string
  }
  DISPUTE_CLOSED: DisputePicture & { dispute: number; responded?: 'accepted' }
  /** What was sealed before this opens no more: the shopper was forgotten. */
  PAYMENT_ERASED: Record<string, never>
  /** A message that changes nothing: late, contradictory or not understood. Recorded, so that nobody wonders. */
  GATEWAY_MESSAGE_IGNORED: { messageId: string; about: string; reason: string }
}

/** A dispute as the gateway last told it. */
export interface DisputePicture {
  readonly gatewayReference: string
  readonly stage: DisputeStage
  readonly status: DisputeStatus
  readonly amountMinor: bigint
  readonly reason: string
  readonly reasonCode: string
  readonly respondByMs?: number
  /** The gateway's own time of this picture, by which an older one is known. */
  readonly picturedAtMs: number
}

export type PaymentEventType = keyof EventData

/** An event before it has a place in the log. */
export type NewEvent = {
  [Type in PaymentEventType]: { readonly type: Type; readonly data: Readonly<EventData[Type]> }
}[PaymentEventType]

/** The version of the shape of `data`; a changed shape gets the next number and `evolve` keeps reading the old one. */
export const EVENT_VERSION = 1

/** On whose word something happened: a caller's, a gateway's message, or Turnpike's own (an answer, a clock). */
export interface Actor {
  readonly kind: 'secret' | 'operator' | 'client' | 'gateway' | 'turnpike'
  /** The credential's id, or the gateway account's; absent for Turnpike itself. */
  readonly id?: string
  /** The request that it came with. */
  readonly requestId?: string
}

/** An event in the log. `seq` is 1, 2, 3 … per payment, without gaps. */
export type PaymentEvent = NewEvent & {
  readonly seq: number
  readonly version: number
  readonly occurredAtMs: number
  /** Absent from events that are older than this field. */
  readonly by?: Actor
}

export type { GatewayMessage }
