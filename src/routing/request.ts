import type { PaymentMethodKind } from '../gateway/gateway.ts'
import type { ThreeDSWish } from '../gateway/threeDS.ts'
import type { HealthSnapshot } from '../resilience/snapshot.ts'
import type { Funding, RoutingPolicy, Strategy, UnknownPolicy } from './policy.ts'
import type { Route } from './route.ts'

/** What a gateway charges for a payment. The first that fits counts; where none does, the account costs nothing. */
export interface Cost {
  readonly brands?: readonly string[]
  /** Countries of issue, ISO 3166-1 alpha-2. */
  readonly countries?: readonly string[]
  readonly currencies?: readonly string[]
  /** In minor units of the payment's currency. */
  readonly fixedMinor: bigint
  readonly basisPoints: number
}

/** A merchant's gateway account with all that choosing needs to know of it. */
export interface RoutingAccount {
  readonly route: Route
  readonly enabled: boolean
  /** The account's share where a `WEIGHT` rule names no candidates; 1 where absent. */
  readonly weight?: number
  /** The most calls that should be under way at once, as the operator set it; see `withSnapshot`. */
  readonly maxConcurrency?: number
  readonly costs: readonly Cost[]
  /** Absent where nothing is measured yet: it is then taken for healthy. */
  readonly health?: HealthSnapshot
}

/** What the payment is, as far as choosing goes. */
export interface RoutingFacts {
  readonly amountMinor: bigint
  readonly currency: string
  readonly method: PaymentMethodKind
  readonly brand?: string
  readonly funding?: Funding
  readonly country?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** What a command brings with it: the merchant's policy and accounts as the api Worker's isolate has them. */
export interface RoutingInput {
  readonly policy: RoutingPolicy
  readonly accounts: readonly RoutingAccount[]
}

export interface RoutingRequest extends RoutingInput {
  readonly facts: RoutingFacts
  /** Chance comes from this alone: the same request always gets the same plan. */
  readonly seed: string
  readonly nowMs: number
  /** Accounts that are out of the question for this payment, by id, and why. */
  readonly excluded?: Readonly<Record<string, string>>
  /** Why this account cannot take such a payment at all, as its gateway's folder says; undefined where it can. */
  readonly refusalOf?: (route: Route, facts: RoutingFacts) => string | undefined
}

/** An account that may be tried. The score is its expected value as a share of the amount; only `BEST` scores. */
export type Candidate = Route & {
  readonly score?: number
  /** This attempt is the single probe of the account's half-open breaker. */
  readonly probe?: boolean
}

export interface Eliminated {
  readonly gateway: string
  readonly accountId: string
  readonly because: string
  readonly score?: number
}

/** Where the payment's attempts go, in order, and why. Without candidates `eliminated` and `reason` say what is wrong. */
export interface RoutingPlan {
  readonly candidates: readonly Candidate[]
  readonly eliminated: readonly Eliminated[]
  readonly strategy: Strategy
  readonly onUnknown: UnknownPolicy
  /** The rule that decided; absent where none holds. */
  readonly rule?: string
  readonly policyVersion: number
  /** What the rule asks of 3-D Secure for this payment. */
  readonly threeDS?: ThreeDSWish
  /** In a few words, for people. */
  readonly reason: string
}
