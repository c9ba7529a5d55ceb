import type { GatewayAccount } from '../access/gatewayAccount.ts'
import { toJson } from '../money/json.ts'
import { ok, type Result } from '../result.ts'
import type { Rule } from '../routing/policy.ts'
import type { ConfigurationRefusal } from './contract.ts'

export function checkedRules(
  input: unknown,
  _accounts: readonly GatewayAccount[],
): Result<readonly Rule[], ConfigurationRefusal> {
  return ok(input as readonly Rule[])
}

export const storedRules = (_version: number, rules: readonly Rule[]): unknown => JSON.parse(toJson(rules))
