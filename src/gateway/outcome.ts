import type { Failure } from '../failure/failure.ts'
import type { Authentication, ThreeDSStage, ThreeDSStep, WindowSize } from './threeDS.ts'

/** Facts of a card that may be shown and kept: never the number, never the CVC. */
export interface CardFacts {
  readonly brand: string
  readonly last4: string
  readonly expiryMonth: number
  readonly expiryYear: number
  readonly funding?: 'CREDIT' | 'DEBIT' | 'PREPAID' | 'UNKNOWN'
  /** ISO 3166-1 alpha-2 country of the issuer. */
  readonly country?: string
}

/** Where the shopper has to go. `challenge` may be shown in place, `redirect` takes the whole page. */
export interface ShopperAction {
  readonly type: 'redirect' | 'three_ds_challenge'
  readonly url: string
  /** Of a step that our own page takes; another gateway's page asks the shopper. */
  readonly stage?: ThreeDSStage
  /** How large the issuer's question is in it. */
  readonly windowSize?: WindowSize
}

/** What the gateway says it authorized; compared with what was asked for before it is believed. */
export interface ChargeFacts {
  readonly gatewayReference: string
  /** Our payment's id as the gateway has it. */
  readonly reference: string
  readonly amountMinor: bigint
  readonly currency: string
  /** How much of it is captured already: 0n for a mere hold, the whole amount for a one-call sale. */
  readonly capturedMinor: bigint
  /** Until when the gateway keeps the hold, where it says so. */
  readonly expiresAtMs?: number
  readonly card?: CardFacts
  /** How 3-D Secure went, where the gateway tells. */
  readonly authentication?: Authentication
  /** The network's own reference, by which later payments with the same card are known. */
  readonly networkTransactionId?: string
}

/**
 * Outcomes carry their certainty. Only `not_sent` and `unprocessed` prove that nothing happened, so only they may be
 * tried elsewhere; a call that threw or answered nonsense is `unknown`, always.
 */
export type Declined = {
  readonly kind: 'declined'
  readonly failure: Failure
  readonly gatewayReference?: string
  readonly card?: CardFacts
  readonly authentication?: Authentication
}
/** The gateway itself says that it was technical and that nothing was processed. */
export type Unprocessed = { readonly kind: 'unprocessed'; readonly failure: Failure }
/** Known without the call: no access token, a connection that could not be opened, a refusal of our own. */
export type NotSent = { readonly kind: 'not_sent'; readonly reason: string }
export type Unknown = { readonly kind: 'unknown'; readonly reason: string }
/** Accepted, to be decided later; a webhook or a query tells how it ended. */
export type Pending = { readonly kind: 'pending'; readonly gatewayReference?: string }

export type AuthorizeOutcome =
  | ({ readonly kind: 'approved' } & ChargeFacts)
  | Declined
  | {
      readonly kind: 'action_required'
      readonly action: ShopperAction
      /** What Turnpike's own page, which `action` leads to then, has to do there. */
      readonly step?: ThreeDSStep
      readonly gatewayReference?: string
      readonly card?: CardFacts
    }
  | Pending
  | Unprocessed
  | NotSent
  | Unknown

/** What became of a capture, void, refund or dispute response. */
export type OperationOutcome =
  | {
      readonly kind: 'approved'
      readonly gatewayReference?: string
      readonly amountMinor?: bigint
      readonly currency?: string
    }
  | Declined
  | Pending
  | Unprocessed
  | NotSent
  | Unknown

/** A look-up's answer. "Not found" settles nothing while the first request may still be accepted: a fence does. */
export type Lookup<Outcome> = Outcome | { readonly kind: 'not_found' }
