import type { GatewayAccount } from '../access/gatewayAccount.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Rule } from '../routing/policy.ts'
import { readPolicy } from '../routing/validate.ts'
import type { ConfigurationRefusal } from './contract.ts'

/** The rules, checked against the accounts there are. The first problem is told; it names the rule. */
export function checkedRules(
  input: unknown,
  accounts: readonly GatewayAccount[],
): Result<readonly Rule[], ConfigurationRefusal> {
  const rules = readPolicy(input, new Set(accounts.map(({ id }) => id)))
  return rules.ok ? ok(rules.value) : refuse({ kind: 'validation', ...rules.error })
}
