import type { Failure } from './failure.ts'
import type { Send } from './forward.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from './outcome.ts'

/** What a gateway can do, as data: it is kept with each attempt, so that the core decides without asking. */
export interface GatewayCapabilities {
  /** Authorizes and captures in one call; otherwise the capture follows as a call of its own. */
  readonly oneCallSale: boolean
  /** Takes several captures of one authorization. */
  readonly multipleCaptures: boolean
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
  /** What the gateway called it, where it has answered. */
  readonly gatewayReference?: string
}

export interface AuthorizeRequest extends AttemptRequest {
  /** True asks for the sale in one call; only where `oneCallSale` says that this exists. */
  readonly capture: boolean
  /** Where the gateway sends the shopper back after an action. */
  readonly returnUrl: string
  readonly reference?: string
  readonly browser?: Readonly<Record<string, string | number | boolean>>
}

export interface CaptureRequest extends AttemptRequest {
  readonly captureId: string
  readonly captureAmountMinor: bigint
  readonly final: boolean
}

export interface RefundRequest extends AttemptRequest {
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

/** What a gateway tells by webhook, in our words. `id` is the gateway's own and is what duplicates are known by. */
export interface GatewayMessage {
  readonly id: string
  /** The payment it is about, by our reference. */
  readonly paymentId: string
  readonly occurredAtMs: number
  readonly content: /** How an attempt ended, for an attempt of ours. */
    | { readonly kind: 'attempt'; readonly attemptId: string; readonly outcome: AuthorizeOutcome }
    /** `refundId` is ours where we asked for it; without it the refund was made in the gateway's own dashboard. */
    | {
        readonly kind: 'refund'
        readonly attemptId: string
        readonly refundId?: string
        readonly gatewayReference: string
        readonly amountMinor: bigint
        readonly currency: string
        readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED'
        readonly failure?: Failure
      }
    /** A full picture of the dispute as it stood then, so that any order converges. */
    | {
        readonly kind: 'dispute'
        readonly attemptId: string
        readonly gatewayReference: string
        readonly stage: DisputeStage
        readonly status: DisputeStatus
        readonly amountMinor: bigint
        readonly currency: string
        readonly reason: string
        readonly reasonCode: string
        readonly respondByMs?: number
      }
}

/**
 * The port that every gateway's folder implements. No method throws for what a gateway does: trouble is an outcome.
 * `unknown` is settled by the declared means; where `query` is declared the look-up methods exist, where `fence` is, so
 * does `fence`.
 */
export interface Gateway {
  readonly kind: string
  readonly capabilities: GatewayCapabilities
  /** In the order they are tried. */
  readonly resolveAuthorization: readonly Exclude<ResolveMeans, 'resend'>[]
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
  /** Reads a verified webhook's body: undefined where it is not about a payment or not understood. */
  readWebhook(body: unknown): GatewayMessage | undefined
}
