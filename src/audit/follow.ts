import type { ActivityPage } from '../activity/contract.ts'
import { activityOf } from '../activity/service.ts'
import { ALL_SHARDS, shardName } from '../activity/shard.ts'
import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import type { AuditOwner, NewEntry } from './contract.ts'
import { paymentEntries } from './event.ts'
import type { AuditStore } from './store.ts'

/** Events of one commit of the log; more would make a row too large, fewer a busy merchant's commits too many. */
const PULL_EVENTS = 200

/** What a page of a shard says, behind the place `after`. What the shard has forgotten is said to be missing. */
export function entriesOf(shard: number, after: number, page: ActivityPage, nowMs: number): readonly NewEntry[] {
  const entries = paymentEntries(page.activities)
  const first = page.activities[0]?.position ?? page.oldest
  if (first <= after + 1) return entries
  const detail = { shard, from: after + 1, to: first - 1 }
  return [
    { atMs: nowMs, actor: { kind: 'turnpike' }, action: 'audit.gap', subject: `shard:${shard}`, detail },
    ...entries,
  ]
}

/**
 * Takes what the shards of the owner's feed have beyond the marks, each page in one transaction with its mark: a memory
 * that ends in between has written both or neither. True where every shard answered.
 */
export async function pullShards(
  env: Pick<ApiEnv, 'ACTIVITY'>,
  owner: AuditOwner,
  store: AuditStore,
  shards: Iterable<number> = ALL_SHARDS,
): Promise<boolean> {
  const pulls = [...shards].map(async (shard) => {
    try {
      await pullShard(env, owner, store, shard)
      return true
    } catch (error) {
      log('warn', 'a shard of the feed did not answer the audit log', { ...owner, shard, ...errorFields(error) })
      return false
    }
  })
  return (await Promise.all(pulls)).every((pulled) => pulled)
}

async function pullShard(env: Pick<ApiEnv, 'ACTIVITY'>, owner: AuditOwner, store: AuditStore, shard: number) {
  const source = shardName(owner, shard)
  for (let hasMore = true; hasMore; ) {
    const after = store.mark(source)
    const page = await activityOf(env, owner, shard).readOn(after, PULL_EVENTS)
    // Another pull of this memory may have been quicker.
    if (store.mark(source) !== after) continue
    const nowMs = Date.now()
    if (page.head < after) {
      // The shard was lost or restored, and counts from another place: what it has is taken (again).
      const detail = { shard, from: page.head + 1, to: after, outcome: 'reset' }
      const gap = {
        atMs: nowMs,
        actor: { kind: 'turnpike' },
        action: 'audit.gap',
        subject: `shard:${shard}`,
        detail,
      } as const
      store.append([gap], { [source]: page.oldest - 1 }, nowMs)
      continue
    }
    hasMore = page.hasMore
    const last = page.activities.at(-1)?.position ?? Math.max(after, page.oldest - 1)
    if (last > after) store.append(entriesOf(shard, after, page, nowMs), { [source]: last }, nowMs)
  }
}
