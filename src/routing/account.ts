import type { HealthSnapshot } from '../resilience/snapshot.ts'
import { ANSWERS_KEY } from './posterior.ts'
import type { RoutingAccount, RoutingFacts } from './request.ts'
import { ancestorsOf, segmentOf } from './segment.ts'

/** The account with what is known of its health. Its bulkhead is never wider than the operator allows. */
export function withSnapshot(account: RoutingAccount, snapshot: HealthSnapshot | undefined): RoutingAccount {
  if (snapshot === undefined) return account
  const { maxConcurrency = snapshot.limit } = account
  return { ...account, health: { ...snapshot, limit: Math.min(snapshot.limit, maxConcurrency) } }
}

/**
 * The snapshot without the segments that this payment is not in: a busy account's are some 20 kB, and only a handful of
 * them can move the choice.
 */
export function narrowedTo(facts: RoutingFacts, snapshot: HealthSnapshot): HealthSnapshot {
  const keys = [ANSWERS_KEY, ...ancestorsOf(segmentOf(facts))]
  const known = keys.flatMap((key) => (Object.hasOwn(snapshot.segments, key) ? [[key, snapshot.segments[key]]] : []))
  return { ...snapshot, segments: Object.fromEntries(known) }
}
