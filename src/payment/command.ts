import type { DisputeEvidence, DisputeStatus, PaymentMethodKind, StoredCredential } from '../gateway/gateway.ts'
import type { Mode } from '../ids/ids.ts'
import type { RoutingInput } from '../routing/request.ts'
import type { CaptureMethod, StoredOffer } from './event.ts'
import type { PaymentAction, PaymentStatus } from './state.ts'
import type { PaymentView } from './view.ts'

/**
 * Who asks. The object compares merchant and mode with its own and answers `not_found` where they differ, exactly as for
 * a payment that does not exist. `client` is the holder of the payment's client secret.
 */
export interface Caller {
  readonly kind: 'secret' | 'operator' | 'client'
  readonly merchantId: string
  readonly mode: Mode
  /** Which credential it was, for the log. */
  readonly credentialId?: string
}

/**
 * The input as the caller gave it after normalisation (amount in canonical decimals, defaults filled in), as pairs of
 * path and text: [["amount.amount", "10.00"], …]. Two commands under one key are the same when these are the same.
 */
export type InputFields = readonly (readonly [path: string, text: string])[]

export interface Address {
  readonly line1?: string
  readonly line2?: string
  readonly city?: string
  readonly state?: string
  readonly postalCode?: string
  readonly country?: string
}

export interface Customer {
  readonly reference?: string
  readonly email?: string
  readonly name?: string
  readonly phone?: string
}

/** Shopper fields and free text of a payment: sealed by the object with its own key before they are kept. */
export interface PaymentDetails {
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly customer?: Customer
  readonly billingAddress?: Address
  readonly shippingAddress?: Address
}

interface Base {
  readonly paymentId: string
  readonly caller: Caller
  /** For logs: who asked, through which request. */
  readonly requestId: string
}

interface Keyed extends Base {
  readonly idempotencyKey: string
  readonly fields: InputFields
}

/** What to pay with: the whole token string or a stored card's, in memory only for as long as the payment may still send it, or another method. */
interface WithMethod {
  readonly token?: string
  /** Absent for a card. */
  readonly method?: PaymentMethodKind
  readonly routing: RoutingInput
  readonly returnUrl?: string
  readonly browser?: Readonly<Record<string, string | number | boolean>>
  readonly credential?: StoredCredential
  /** The id of the method that the card is stored as once it is approved. */
  readonly saves?: string
}

export interface CreateCommand extends Keyed {
  readonly kind: 'create'
  readonly amountMinor: bigint
  readonly currency: string
  readonly captureMethod: CaptureMethod
  readonly reference?: string
  readonly returnUrl?: string
  readonly details: PaymentDetails
  readonly customerId?: string
  readonly storedMethods?: StoredOffer
  /** Set for `confirm: true`. */
  readonly confirm?: WithMethod
}

/** Without a key the token's id is the key, and no refusal is stored. */
export interface ConfirmCommand extends Base, WithMethod {
  readonly kind: 'confirm'
  readonly idempotencyKey?: string
  readonly fields: InputFields
  /** Set where the shopper has to prove who they are: too many cards were tried from where they are. */
  readonly challenge?: 'REQUIRED'
}

export interface CaptureCommand extends Keyed {
  readonly kind: 'capture'
  /** Undefined means all that remains. */
  readonly amount?: { readonly amountMinor: bigint; readonly currency: string }
  readonly final: boolean
}

export interface CancelCommand extends Keyed {
  readonly kind: 'cancel'
  readonly reason?: string
}

export interface RefundCommand extends Keyed {
  readonly kind: 'refund'
  readonly amount?: { readonly amountMinor: bigint; readonly currency: string }
  readonly reason?: string
}

export interface AcceptDisputeCommand extends Keyed {
  readonly kind: 'acceptDispute'
  readonly dispute: number
}

export interface SubmitEvidenceCommand extends Keyed {
  readonly kind: 'submitEvidence'
  readonly dispute: number
  readonly evidence: DisputeEvidence
  /** False keeps the evidence as a draft. */
  readonly submit: boolean
}

export type Command =
  | CreateCommand
  | ConfirmCommand
  | CaptureCommand
  | CancelCommand
  | RefundCommand
  | AcceptDisputeCommand
  | SubmitEvidenceCommand

/** Why a command was not carried out. Each is one error type of the public contract. */
export type Refusal =
  | { readonly kind: 'not_found' }
  | { readonly kind: 'validation'; readonly path: readonly string[]; readonly message: string }
  | { readonly kind: 'idempotency_conflict'; readonly differingField: string }
  | {
      readonly kind: 'invalid_state'
      readonly message: string
      readonly status: PaymentStatus
      readonly disputeStatus?: DisputeStatus
      readonly allowedActions: readonly PaymentAction[]
    }
  | { readonly kind: 'amount_too_large'; readonly availableMinor: bigint; readonly currency: string }
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number }

/** The object's answer to a command. `replayed` says that the key had been seen before. */
export type Answer =
  | {
      readonly ok: true
      readonly view: PaymentView
      readonly replayed: boolean
      readonly firstSeenAtMs: number
      /** The refund or dispute the command was about, by number. */
      readonly number?: number
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly replayed: boolean }
