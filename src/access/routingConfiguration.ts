import type { Database } from '../db/database.ts'
import type { ListOwner } from '../db/list.ts'
import { listPolicies, readRouting } from '../db/routingPolicies.ts'
import { gatewayOf } from '../gateway/registry.ts'
import { log } from '../http/log.ts'
import { FIRST_POLICY, type RoutingPolicy } from '../routing/policy.ts'
import type { RoutingAccount, RoutingInput } from '../routing/request.ts'
import { accountOfRow, type GatewayAccount } from './gatewayAccount.ts'
import { readStoredPolicy, type StoredPolicy } from './storedPolicy.ts'

/**
 * What payments of a merchant and mode are routed by, as Postgres and KV have it: one entry, so that a payment needs one
 * look and never meets accounts and a policy of different moments.
 */
export interface RoutingConfiguration {
  readonly accounts: readonly GatewayAccount[]
  /** The newest first, down to the first that whoever loaded this could read. None where none was saved. */
  readonly policies: readonly StoredPolicy[]
}

/** How far back a readable policy is looked for. Further back the policy everybody begins with is as good a guess. */
const MOST_POLICIES = 10

export async function loadRouting(db: Database, owner: ListOwner): Promise<RoutingConfiguration> {
  const { accounts: rows, newest } = await readRouting(db, owner)
  const accounts = rows.map(accountOfRow)
  if (newest === undefined) return { accounts, policies: [] }
  if (readStoredPolicy(newest) !== undefined) return { accounts, policies: [bare(newest)] }
  const policies = (await listPolicies(db, owner, { first: MOST_POLICIES })).map(bare)
  const readable = policies.findIndex((policy) => readStoredPolicy(policy) !== undefined)
  return { accounts, policies: readable < 0 ? policies : policies.slice(0, readable + 1) }
}

const bare = ({ version, rules }: StoredPolicy): StoredPolicy => ({ version, rules })

/**
 * The policy that payments go by: the newest that this release can read. A policy whose shape a newer release saved must
 * not stop payments, and the one before it is closer to what the operator wants than none.
 */
export function policyInForce({ policies }: Pick<RoutingConfiguration, 'policies'>): RoutingPolicy {
  for (const stored of policies) {
    const policy = readStoredPolicy(stored)
    if (policy !== undefined) return policy
  }
  return FIRST_POLICY
}

/** Whether some release that could read less wrote this: then Postgres may have a version that this one can read. */
export const hasReadablePolicy = ({ policies }: RoutingConfiguration): boolean =>
  policies.length === 0 || policies.some((policy) => readStoredPolicy(policy) !== undefined)

/** What choosing gets. An account of a kind that this release does not know is left out; a disabled one is named. */
export function routingInputOf(owner: ListOwner, configuration: RoutingConfiguration): RoutingInput {
  const policy = policyInForce(configuration)
  const newest = configuration.policies[0]?.version ?? FIRST_POLICY.version
  if (newest !== policy.version) {
    log('error', 'a routing policy cannot be read: payments go by an older one', {
      ...owner,
      version: newest,
      inForce: policy.version,
    })
  }
  return { policy, accounts: configuration.accounts.flatMap(routingAccountOf) }
}

function routingAccountOf({ id, name, kind, enabled, weight, costs, ...bounds }: GatewayAccount): RoutingAccount[] {
  const gateway = gatewayOf(kind)
  if (gateway === undefined) return []
  const { capabilities } = gateway
  const { timeoutMs, maxConcurrency } = bounds
  const bound = timeoutMs === undefined ? {} : { timeoutMs }
  const width = maxConcurrency === undefined ? {} : { maxConcurrency }
  return [{ route: { accountId: id, gateway: name, kind, capabilities, ...bound }, enabled, weight, ...width, costs }]
}
