import type { GatewayAccount } from '../access/accounts.ts'
import type { Changer } from '../audit/audited.ts'
import type { ListOwner } from '../db/list.ts'
import type { Result } from '../result.ts'
import type { Rule } from '../routing/policy.ts'
import type { RoutingFacts, RoutingPlan } from '../routing/request.ts'

/**
 * Why a change of configuration was not made. Messages say what to do and never repeat a credential; `path` is that of
 * the field within the input, such as `["rules", "0", "candidates"]`.
 */
export type ConfigurationRefusal =
  | { readonly kind: 'not_found' }
  | { readonly kind: 'validation'; readonly path: readonly string[]; readonly message: string }
  /** Right in itself, and not possible as things stand: a name that is taken, an account that a rule names. */
  | { readonly kind: 'invalid_state'; readonly message: string }

export type Configured<Value> = Promise<Result<Value, ConfigurationRefusal>>

/** What a gateway charges, as callers write it: see `Cost`. Amounts are bigints or digits. */
export interface CostInput {
  readonly brands?: readonly string[] | null
  readonly countries?: readonly string[] | null
  readonly currencies?: readonly string[] | null
  readonly fixedMinor: bigint | string
  readonly basisPoints: number
}

export interface AddGateway {
  /** Chosen beforehand, so that the audit log names the account before there is one; absent it is made up. */
  readonly id?: string
  /** 1 to 64 characters, once per merchant and mode. */
  readonly name: string
  readonly kind: string
  readonly baseUrl: string
  /** As the gateway's folder wants them. They go to the vault, and nothing reads them back. */
  readonly credentials: unknown
  /** 1 to 1,000,000; 1 where absent. */
  readonly weight?: number | null
  /** True where absent. */
  readonly enabled?: boolean | null
  readonly costs?: readonly CostInput[] | null
  /** 1,000 to 20,000; null or absent where the general bound holds. */
  readonly timeoutMs?: number | null
  /** 1 to 10,000 calls under way at once; null or absent where the general bound holds. */
  readonly maxConcurrency?: number | null
}

/** What is absent stays as it is. Another host takes its credentials along, in the same change. Null takes a time-out, a concurrency or the costs away, and is nothing elsewhere. */
export interface ChangeGateway {
  readonly id: string
  readonly name?: string | null
  readonly baseUrl?: string | null
  readonly credentials?: unknown
  readonly weight?: number | null
  readonly enabled?: boolean | null
  /** The place among the merchant's accounts, from 1; the others move to make room. One beyond the last is the last. */
  readonly position?: number | null
  readonly costs?: readonly CostInput[] | null
  readonly timeoutMs?: number | null
  readonly maxConcurrency?: number | null
}

/** A saved policy. Version 0 is the one everybody begins with: nobody saved it. */
export interface PolicyVersion {
  readonly version: number
  /** Empty where `unreadable`. */
  readonly rules: readonly Rule[]
  readonly note?: string
  /** The credential that saved it, by its id. */
  readonly savedBy?: string
  readonly savedAtMs?: number
  /** Its shape is not one that this release of Turnpike knows: payments go by the newest version that it does. */
  readonly unreadable?: true
}

/** The policy that payments go by. */
export interface CurrentPolicy extends PolicyVersion {
  /** The newest version there is: greater than `version` only where the newest cannot be read. */
  readonly newestVersion: number
}

export interface SavePolicy {
  /** As `readPolicy` takes them: plain data, amounts as bigints or digits. */
  readonly rules: unknown
  /** Refused where another version is the newest by now. Absent saves behind whatever there is. */
  readonly expectedVersion?: number | null
  /** For people, at most 500 characters. */
  readonly note?: string | null
  readonly savedBy: string
}

export interface SimulateRouting {
  readonly facts: RoutingFacts
  /** Rules to try without saving them; absent tries the policy that payments go by. */
  readonly rules?: unknown
  /** How many payments to imagine, 1 to 1,000; 1 where absent. They differ by nothing but chance. */
  readonly runs?: number | null
  /** The same seed gives the same answer. */
  readonly seed?: string | null
}

export interface Simulation {
  /** The first payment's plan. */
  readonly plan: RoutingPlan
  readonly runs: number
  /** To which account the first attempt went, most frequent first. Runs that found no candidate are in none of them. */
  readonly shares: readonly {
    readonly accountId: string
    readonly gateway: string
    readonly first: number
    /** Of all runs, 0 to 1. */
    readonly share: number
  }[]
}

/**
 * Gateway accounts and routing policy of a merchant and mode. Operators alone may call it: who calls is for the caller
 * to check. A change is in the audit log before it is made, and is not made where it cannot be. Every method may throw `UnavailableError`; a write may then have happened or not, and can be repeated.
 */
export interface ConfigurationService {
  /** In the order in which they are tried. */
  listGateways(owner: ListOwner): Promise<readonly GatewayAccount[]>
  addGateway(changer: Changer, input: AddGateway): Configured<GatewayAccount>
  changeGateway(changer: Changer, input: ChangeGateway): Configured<GatewayAccount>
  rotateCredentials(
    changer: Changer,
    input: { readonly id: string; readonly credentials: unknown },
  ): Configured<GatewayAccount>
  removeGateway(changer: Changer, input: { readonly id: string }): Configured<{ readonly id: string }>
  currentPolicy(owner: ListOwner): Promise<CurrentPolicy>
  /** Newest first, below version `before` where it is given. `first` is 1 to 100. */
  policyVersions(
    owner: ListOwner,
    page: { readonly first: number; readonly before?: number },
  ): Promise<{ readonly versions: readonly PolicyVersion[]; readonly hasNextPage: boolean }>
  savePolicy(changer: Changer, input: SavePolicy): Configured<PolicyVersion>
  /** Makes a new version with the rules of an old one; 0 brings back what everybody begins with. */
  rollbackPolicy(
    changer: Changer,
    input: { readonly version: number; readonly savedBy: string },
  ): Configured<PolicyVersion>
  /** A dry run with the accounts as they are and their health as it is. Nothing is called and nothing is kept. */
  planFor(owner: ListOwner, input: SimulateRouting): Configured<Simulation>
}
