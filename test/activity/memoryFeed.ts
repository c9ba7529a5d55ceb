import type { Activity, ActivityOwner, ActivityPage, ActivityService } from '../../src/activity/contract.ts'
import { decodePoint, encodePoint } from '../../src/activity/cursor.ts'
import type { ActivityFeed } from '../../src/activity/feed.ts'
import type { PaymentEvent } from '../../src/payment/event.ts'
import { ok } from '../../src/result.ts'

export const SECRET = 'a secret that only these tests have ever seen'
export const OWNER: ActivityOwner = { merchantId: 'mer_1', mode: 'TEST' }

export const eventAt = (seq: number, occurredAtMs: number): PaymentEvent => ({
  type: 'PAYMENT_CANCELED',
  data: {},
  seq,
  version: 1,
  occurredAtMs,
})

/** An activity; its place is given by the shard that it is put into. */
export const activity = (
  paymentId: string,
  seq: number,
  occurredAtMs: number,
  facts: Partial<Activity> = {},
): Activity => ({ paymentId, currency: 'EUR', position: 0, event: eventAt(seq, occurredAtMs), ...facts })

/** A feed of which each shard is a list, with the events before `oldest` forgotten. Counts the calls. */
export function memoryFeed(
  shards: readonly Activity[][],
  { oldest = 1, owner = OWNER }: { readonly oldest?: number; readonly owner?: ActivityOwner } = {},
): ActivityFeed & { readonly calls: string[] } {
  const calls: string[] = []
  const shard = (index: number): ActivityService => {
    const all = () =>
      (shards[index] ?? [])
        .map((one, at) => ({ ...one, position: at + 1 }))
        .filter(({ position }) => position >= oldest)
    const head = () => shards[index]?.length ?? 0
    const page = (activities: readonly Activity[], hasMore: boolean): ActivityPage => ({
      activities,
      head: head(),
      oldest: Math.min(oldest, head() + 1),
      hasMore,
    })
    return {
      announce: async () => 0,
      async readOn(after, first) {
        calls.push(`on ${index}`)
        const beyond = all().filter(({ position }) => position > after)
        return page(beyond.slice(0, first), beyond.length > first)
      },
      async readBack(before, first) {
        calls.push(`back ${index}`)
        const older = all()
          .filter(({ position }) => position < (before ?? head() + 1))
          .toReversed()
        return page(older.slice(0, first), older.length > first)
      },
      follow: async () => ok({ head: head() }),
      waitBeyond: async () => head(),
    }
  }
  return {
    calls,
    shard,
    cursorOf: (point) => encodePoint(SECRET, owner, point),
    pointOf: (cursor) => decodePoint(SECRET, owner, cursor),
  }
}
