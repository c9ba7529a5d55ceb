import { fromJson } from '../money/json.ts'
import type { RoutingPolicy, Rule } from '../routing/policy.ts'

/** A version as Postgres and KV have it. */
export interface StoredPolicy {
  readonly version: number
  readonly rules: unknown
}

/** The policy, or undefined where its shape is not one that this release knows. */
export function readStoredPolicy({ version, rules }: StoredPolicy): RoutingPolicy | undefined {
  const read = fromJson<unknown>(JSON.stringify(rules))
  return Array.isArray(read) ? { version, rules: read as readonly Rule[] } : undefined
}
