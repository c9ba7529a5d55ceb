import { fromJson, toJson } from '../money/json.ts'
import type { RoutingPolicy, Rule } from './policy.ts'
import { readPolicy } from './validate.ts'

/** The rules as plain JSON, with amounts as digits: what Postgres and KV keep. */
export const policyToJson = (rules: readonly Rule[]): unknown => JSON.parse(toJson(rules))

/**
 * The policy from what was kept, or undefined where its shape is not one that this release knows. Another release may
 * have written it, so it is checked as if somebody had typed it. Whether its accounts are still there is not asked:
 * choosing passes over those that are gone.
 */
export function policyFromJson(version: number, kept: unknown): RoutingPolicy | undefined {
  const rules = readPolicy(fromJson(JSON.stringify(kept ?? null)))
  return rules.ok ? { version, rules: rules.value } : undefined
}
