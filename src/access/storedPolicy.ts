import { policyFromJson } from '../routing/json.ts'
import type { RoutingPolicy } from '../routing/policy.ts'

/** A version as Postgres and KV have it. */
export interface StoredPolicy {
  readonly version: number
  readonly rules: unknown
}

/** The policy, or undefined where its shape is not one that this release knows. */
export const readStoredPolicy = ({ version, rules }: StoredPolicy): RoutingPolicy | undefined =>
  policyFromJson(version, rules)
