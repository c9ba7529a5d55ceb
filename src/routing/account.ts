import type { HealthSnapshot } from '../resilience/snapshot.ts'
import type { RoutingAccount } from './request.ts'

/** The account with what is known of its health. Its bulkhead is never wider than the operator allows. */
export function withSnapshot(account: RoutingAccount, snapshot: HealthSnapshot | undefined): RoutingAccount {
  if (snapshot === undefined) return account
  const { maxConcurrency = snapshot.limit } = account
  return { ...account, health: { ...snapshot, limit: Math.min(snapshot.limit, maxConcurrency) } }
}
