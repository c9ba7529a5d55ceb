import type { DisputeEvidence } from '../gateway/gateway.ts'
import type { Mode } from '../ids/ids.ts'
import type { Eliminated } from '../routing/request.ts'
import type { Address, Customer } from './command.ts'
import type { PaymentEvent } from './event.ts'
import type { Attempt, Dispute, PaymentAction, PaymentState, Refund } from './state.ts'

/** Free text and shopper fields in the clear, for those who may read them. Absent after erasure. */
export interface OpenedDetails {
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly customer?: Customer
  readonly billingAddress?: Address
  readonly shippingAddress?: Address
}

/**
 * A payment as it is read: the state without what is nobody's business outside (tokens, calls, parked messages), the
 * amounts and actions that the single writer computed from it, and, when it comes from the object, the opened details.
 */
export interface PaymentView
  extends Omit<
    PaymentState,
    | 'calls'
    | 'cancellations'
    | 'sealed'
    | 'cancelSealed'
    | 'attempts'
    | 'refunds'
    | 'disputes'
    | 'unpaidUntilMs'
    | 'authorizationExpiresAtMs'
    | 'authorizedBy'
    | 'erasedSeq'
    | 'returnUrl'
  > {
  readonly amountCapturableMinor: bigint
  readonly amountRefundableMinor: bigint
  readonly amountDisputedMinor: bigint
  readonly allowedActions: readonly PaymentAction[]
  readonly nextCheckAtMs?: number
  readonly attempts: readonly AttemptView[]
  readonly refunds: readonly RefundView[]
  readonly disputes: readonly DisputeView[]
  /** Undefined in the read model: the reader asks the object. */
  readonly details?: OpenedDetails
  /** Set where this is the payment at a past moment: everything under it is of that moment too. */
  readonly asOfMs?: number
}

/** An attempt without what is nobody's business outside: the token's id, the browser's data, what the return carried. */
export interface AttemptView
  extends Omit<
    Attempt,
    | 'tokenId'
    | 'browserSealed'
    | 'step'
    | 'returned'
    | 'returnUrl'
    | 'route'
    | 'candidates'
    | 'eliminated'
    | 'cardFingerprint'
    | 'refusedEndings'
    | 'givenBackMinor'
    | 'isFenced'
  > {
  /** The stored method that it was paid with. */
  readonly paymentMethodId?: string
  /** The account's name, as merchants know it. */
  readonly gateway: string
  readonly accountId: string
  /** The accounts there were to choose from, in order. */
  readonly candidates: readonly { readonly gateway: string; readonly score?: number }[]
  readonly eliminated?: readonly Pick<Eliminated, 'gateway' | 'because' | 'score'>[]
}

export interface RefundView extends Omit<Refund, 'sealed'> {
  readonly reason?: string
}

export interface DisputeView extends Omit<Dispute, 'sealed' | 'responses'> {
  readonly evidence?: DisputeEvidence
}

/** Some of a payment's events in order, and the state just after each where it was asked for. */
export interface EventPage {
  readonly events: readonly (PaymentEvent & { readonly view?: PaymentView })[]
  readonly hasMore: boolean
  /** What is kept of these outside the object is sealed with this; never shown. */
  readonly bodyKey?: Uint8Array
}

/** What the object's log sends to the read model and the archive: events in order, and the picture after the last. */
export interface ProjectionMessage {
  readonly version: 1
  readonly paymentId: string
  readonly merchantId: string
  readonly mode: Mode
  /** The picture after the last event, without details; its `seq` is that event's. */
  readonly view: PaymentView
  readonly events: readonly PaymentEvent[]
  /** True when the object sends again what had not been acknowledged. */
  readonly redriven: boolean
}
