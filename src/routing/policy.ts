import type { PaymentMethodKind } from '../gateway/gateway.ts'
import type { Exemption, WindowSize } from '../gateway/threeDS.ts'

/** How candidates are put in order. `ORDER` as they are named, `WEIGHT` by chance in proportion, `BEST` by expected value. */
export type Strategy = 'ORDER' | 'WEIGHT' | 'BEST'

/** What happens while an authorization's outcome is unknown: it is found out first, or another account is tried and the first hold voided. */
export type UnknownPolicy = 'WAIT' | 'CASCADE'

export type Funding = 'CREDIT' | 'DEBIT' | 'PREPAID' | 'UNKNOWN'

/** All that are given have to hold; each list holds where it names the payment's. An empty condition always holds. */
export interface Condition {
  /** From `minMinor` on and below `maxMinor`, in this currency alone. */
  readonly amount?: { readonly currency: string; readonly minMinor?: bigint; readonly maxMinor?: bigint }
  /** ISO 4217. */
  readonly currencies?: readonly string[]
  /** ISO 3166-1 alpha-2 country of the card's issuer, or of the billing address where the issuer's is not known. */
  readonly countries?: readonly string[]
  /** As tokens tell them: see `TOKEN_BRANDS`. */
  readonly brands?: readonly string[]
  readonly funding?: readonly Funding[]
  readonly methods?: readonly PaymentMethodKind[]
  /** Every key has to be there with one of its values. */
  readonly metadata?: Readonly<Record<string, readonly string[]>>
}

/** What a rule asks of 3-D Secure for its payments. Without it gateway and issuer decide. */
export interface ThreeDSPolicy {
  /** `REQUIRED`: the issuer shall ask every shopper. */
  readonly challenge?: 'REQUIRED'
  /** The first that the law allows for the payment is asked for; the issuer may refuse it all the same. */
  readonly exemptions?: readonly Exemption[]
  /** How large the issuer's question is to be, where the shopper's page does not say. */
  readonly windowSize?: WindowSize
}

export interface Rule {
  /** For people and for errors: unique within the policy. */
  readonly name: string
  readonly when: Condition
  readonly strategy: Strategy
  /** By account id. With `WEIGHT` each has a weight of 1 to 1,000,000. None means every enabled account, in its order. */
  readonly candidates: readonly { readonly accountId: string; readonly weight?: number }[]
  readonly onUnknown: UnknownPolicy
  readonly threeDS?: ThreeDSPolicy
}

/** The first rule that holds decides. Where none does, no attempt is made. */
export interface RoutingPolicy {
  /** 1, 2, 3 … per merchant and mode; 0 is the policy that everybody begins with. */
  readonly version: number
  readonly rules: readonly Rule[]
}

/** What holds until a policy is saved: every enabled account in its order, and unknown outcomes are waited for. */
export const FIRST_POLICY: RoutingPolicy = {
  version: 0,
  rules: [{ name: 'all gateways in order', when: {}, strategy: 'ORDER', candidates: [], onUnknown: 'WAIT' }],
}
