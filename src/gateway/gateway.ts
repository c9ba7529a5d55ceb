import type { Failure } from '../failure/failure.ts'
import type { MethodId } from '../method/registry.ts'
import type { Result } from '../result.ts'
import type { Send } from './forward.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from './outcome.ts'
import type { ThreeDSStep, ThreeDSWish, WindowSize } from './threeDS.ts'

/** What the vault sends for the shopper, by a token: a card, or what a wallet gave for one. */
export const TOKEN_METHODS = ['card', 'apple_pay', 'google_pay'] as const
/** What the shopper is sent to the gateway for. */
export const REDIRECT_METHODS = ['paypal', 'bancontact', 'eps', 'ideal', 'p24'] as const

/** What the shopper pays with, by the ids of the registry of methods. */
export type TokenMethod = (typeof TOKEN_METHODS)[number]
export type RedirectMethod = (typeof REDIRECT_METHODS)[number]
export type PaymentMethodKind = TokenMethod | RedirectMethod
export const PAYMENT_METHODS: readonly PaymentMethodKind[] = [...TOKEN_METHODS, ...REDIRECT_METHODS]

export const isRedirectMethod = (method: PaymentMethodKind): method is RedirectMethod =>
  REDIRECT_METHODS.some((one) => one === method)

/**
 * A card that is stored or was: what networks want to know of it. `FIRST` is the payment that the shopper is there for and
 * that stores it, `SUBSEQUENT` every later one. Where the merchant begins a payment nobody is there to answer a challenge.
 */
export interface StoredCredential {
  readonly use: 'FIRST' | 'SUBSEQUENT'
  readonly usage: 'ON_SESSION' | 'OFF_SESSION'
  readonly initiatedBy: 'CUSTOMER' | 'MERCHANT'
  /** The network's reference of the first approval, where it is known. */
  readonly networkTransactionId?: string
}

/** What a gateway can do, as data: it is kept with each attempt, so that the core decides without asking. */
export interface GatewayCapabilities {
  /** Authorizes and captures in one call; otherwise the capture follows as a call of its own. */
  readonly oneCallSale: boolean
  /** Takes several captures of one authorization. */
  readonly multipleCaptures: boolean
  /** It ends an attempt by the payment's reference, so that another one under the same reference could be hit as well. */
  readonly fencesByReference?: boolean
  /** Absent where it takes cards alone. */
  readonly methods?: readonly PaymentMethodKind[]
}

/** How an unknown outcome is settled: the same bytes under the same key, a look-up, or a cancel that binds the future. */
export type ResolveMeans = 'resend' | 'query' | 'fence'

/**
 * One attempt as the gateway's calls need it. `attemptId` goes out with every call as the idempotency key and reference
 * of the attempt, beside `paymentId` as the merchant's reference.
 */
export interface AttemptRequest {
  readonly paymentId: string
  readonly attemptId: string
  readonly amountMinor: bigint
  readonly currency: string
  /** Absent for a card. */
  readonly method?: PaymentMethodKind
  /** When the attempt's intent was committed. */
  readonly startedAtMs: number
  /** True where the attempt is a sale in one call; only where `oneCallSale` says that this exists. */
  readonly capture: boolean
  /** What the gateway called it, where it has answered. */
  readonly gatewayReference?: string
  /** The shopper was sent away, and no result of that was ever handed on. */
  readonly isWaiting?: boolean
  /** Where Turnpike's own page takes a step of 3-D Secure with the shopper: see `stepRequired`. */
  readonly stepUrl?: string
  /** How large the issuer's question may be on that page. */
  readonly windowSize?: WindowSize
  /** The step that the shopper was last asked to take there. */
  readonly step?: ThreeDSStep
  /** How often the gateway refused to end it, or took it back: asking once more is another request than before. */
  readonly repetition?: number
}

export interface AuthorizeRequest extends AttemptRequest {
  readonly method: PaymentMethodKind
  /** Where the gateway sends the shopper back after an action. */
  readonly returnUrl: string
  readonly reference?: string
  /** What the shop told of the shopper, where a gateway has to be told; kept nowhere else. */
  readonly payer?: { readonly name?: string; readonly email?: string }
  readonly browser?: Readonly<Record<string, string | number | boolean>>
  /** What is asked of 3-D Secure. A gateway that cannot be asked for it decides by itself. */
  readonly threeDS?: ThreeDSWish
  /** Absent for a card that is neither stored nor to be stored. */
  readonly credential?: StoredCredential
}

export interface CaptureRequest extends AttemptRequest {
  /** When it was first asked for, where that is not just now: a gateway keeps the keys of requests for a time only. */
  readonly askedAtMs?: number
  readonly captureId: string
  readonly captureAmountMinor: bigint
  readonly final: boolean
}

export interface RefundRequest extends AttemptRequest {
  /** As of a capture. */
  readonly askedAtMs?: number
  readonly refundId: string
  readonly refundAmountMinor: bigint
}

export interface DisputeResponseRequest {
  readonly paymentId: string
  readonly disputeReference: string
  /** Stable over re-sends of the same response. */
  readonly responseId: string
  readonly response: { readonly kind: 'accept' } | { readonly kind: 'evidence'; readonly evidence: DisputeEvidence }
}

export interface DisputeEvidence {
  readonly productDescription?: string
  readonly customerName?: string
  readonly customerEmail?: string
  readonly shippingCarrier?: string
  readonly shippingTrackingNumber?: string
  /** RFC 3339. */
  readonly shippedAt?: string
  readonly refundPolicy?: string
  readonly customerCommunication?: string
  readonly explanation?: string
}

export type DisputeStage = 'INQUIRY' | 'CHARGEBACK' | 'PRE_ARBITRATION' | 'ARBITRATION'
export type DisputeStatus = 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST' | 'ACCEPTED' | 'EXPIRED' | 'WITHDRAWN'

/** Which attempt of the payment is meant: by our id where the gateway repeats it, else by what the gateway calls the attempt. */
export interface AboutAttempt {
  readonly attemptId?: string
  readonly attemptReference?: string
}

/** What a gateway tells by webhook, in our words. `id` is the gateway's own and is what duplicates are known by. */
export interface GatewayMessage {
  readonly id: string
  /** The payment it is about, by our reference. */
  readonly paymentId: string
  readonly occurredAtMs: number
  readonly content: /**
   * How an attempt ended, for an attempt of ours. `unprocessed` ends one that is being fenced; `not_found` says that the
   * gateway has nothing to fence, which is proof only when the attempt has grown old.
   */
    | (AboutAttempt & { readonly kind: 'attempt'; readonly outcome: Lookup<AuthorizeOutcome> })
    /** `captureId` is ours where we asked for it. */
    | (AboutAttempt & {
        readonly kind: 'capture'
        readonly captureId?: string
        readonly gatewayReference: string
        readonly amountMinor: bigint
        readonly currency: string
        readonly status: 'SUCCEEDED' | 'FAILED'
        readonly failure?: Failure
      })
    /** A void, or the return of unwanted money, that the gateway accepted before it decided. */
    | (AboutAttempt & {
        readonly kind: 'ending'
        readonly status: 'SUCCEEDED' | 'FAILED'
        readonly failure?: Failure
      })
    /** `refundId` is ours where we asked for it; without it the refund was made in the gateway's own dashboard. */
    | (AboutAttempt & {
        readonly kind: 'refund'
        readonly refundId?: string
        readonly gatewayReference: string
        readonly amountMinor: bigint
        readonly currency: string
        readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED'
        readonly failure?: Failure
      })
    /** A full picture of the dispute as it stood then, so that any order converges. */
    | (AboutAttempt & {
        readonly kind: 'dispute'
        readonly gatewayReference: string
        readonly stage: DisputeStage
        readonly status: DisputeStatus
        readonly amountMinor: bigint
        readonly currency: string
        readonly reason: string
        readonly reasonCode: string
        readonly respondByMs?: number
      })
}

/**
 * The port that every gateway's folder implements. No method throws for what a gateway does: trouble is an outcome.
 * `unknown` is settled by the declared means; where `query` is declared the look-up methods exist, where `fence` is, so
 * does `fence`.
 */
export interface Gateway {
  readonly kind: string
  readonly capabilities: GatewayCapabilities
  /**
   * What the gateway offers its merchants by its own description, whether or not the connector runs it: that alone says
   * `capabilities.methods`, which is kept with each attempt.
   */
  readonly offers?: readonly MethodId[]
  /**
   * How an unknown authorization is found out, in the order it is tried. `resend` repeats the same bytes under the same
   * key while the card is in memory; a `fence` has to exist, for only it proves that nothing will happen.
   */
  readonly resolveAuthorization: readonly ResolveMeans[]
  /** Why this gateway cannot take such a payment at all, in a few words; undefined where it can. */
  refusalOf?(payment: {
    readonly amountMinor: bigint
    readonly currency: string
    readonly method: PaymentMethodKind
  }): string | undefined
  authorize(send: Send, request: AuthorizeRequest): Promise<AuthorizeOutcome>
  /** After the shopper came back: what the gateway now says of the attempt. `returned` is what the return visit carried. */
  complete(send: Send, request: AttemptRequest, returned: Readonly<Record<string, string>>): Promise<AuthorizeOutcome>
  /** What the gateway knows of the attempt, by the attempt's id. */
  query(send: Send, request: AttemptRequest): Promise<Lookup<AuthorizeOutcome>>
  /**
   * Ends the attempt for good: nothing that arrives later under its id is accepted. `unprocessed` proves that nothing was
   * charged or held; an attempt that had succeeded before is told as `approved` and left as it is.
   */
  fence(send: Send, request: AttemptRequest): Promise<AuthorizeOutcome>
  /** These three are safe to send again under the same id: an unknown one is settled by `resend`. */
  capture(send: Send, request: CaptureRequest): Promise<OperationOutcome>
  void(send: Send, request: AttemptRequest): Promise<OperationOutcome>
  refund(send: Send, request: RefundRequest): Promise<OperationOutcome>
  respondToDispute(send: Send, request: DisputeResponseRequest): Promise<OperationOutcome>
  /**
   * Reads a verified webhook's body: none where it is not about a payment or not understood. Where the body does not name
   * our payment the gateway is asked; `unavailable` asks it to send the webhook again.
   */
  readWebhook(body: unknown, send: Send): Promise<Result<readonly GatewayMessage[], 'unavailable'>>
  /** Asks for something cheap that moves nothing and needs working credentials: whether the gateway answers properly. */
  probe(send: Send): Promise<'up' | 'down'>
}
