import type { Activity, ActivityPage } from './contract.ts'

/** Up to where a feed is known: one place per shard. A shard that it does not know is known up to nothing. */
export type FeedPlace = readonly number[]

/** What a cursor names: a place, and where it is the cursor of an event the shard whose newest known event that is. */
export interface FeedPoint {
  readonly place: FeedPlace
  readonly shard?: number
}

export const placeIn = (place: FeedPlace, shard: number): number => place[shard] ?? 0

/** The same place, but for one shard. */
export const movedTo = (place: FeedPlace, shard: number, position: number): FeedPlace =>
  Array.from({ length: Math.max(place.length, shard + 1) }, (_, index) =>
    index === shard ? position : placeIn(place, index),
  )

/** The place just before the event that a cursor names: what is older than it begins here. */
export const justBefore = ({ place, shard }: FeedPoint): FeedPlace =>
  shard === undefined ? place : movedTo(place, shard, placeIn(place, shard) - 1)

/** A page of one shard. */
export interface ShardPage {
  readonly shard: number
  readonly page: ActivityPage
}

/** An event, and the point that it stands at in the whole feed. */
export interface Placed {
  readonly activity: Activity
  readonly point: FeedPoint
}

/**
 * What was read from several shards, in one order by time; each shard's own order is kept. It ends where one shard's page
 * does and that shard has more, for what comes next there may belong before what the others have.
 */
function merged(pages: readonly ShardPage[], comesFirst: (one: Activity, other: Activity) => boolean) {
  const left = pages.map(({ shard, page }) => ({ shard, hasMore: page.hasMore, next: 0, activities: page.activities }))
  const order: { readonly shard: number; readonly activity: Activity }[] = []
  for (;;) {
    if (left.some(({ hasMore, next, activities }) => hasMore && next === activities.length)) return order
    let found: { readonly from: (typeof left)[number]; readonly activity: Activity } | undefined
    for (const from of left) {
      const activity = from.activities[from.next]
      if (activity === undefined) continue
      if (found === undefined || comesFirst(activity, found.activity)) found = { from, activity }
    }
    if (found === undefined) return order
    found.from.next += 1
    order.push({ shard: found.from.shard, activity: found.activity })
  }
}

/** Oldest first, from this place on. */
export function oldestFirst(pages: readonly ShardPage[], from: FeedPlace): readonly Placed[] {
  let place = from
  return merged(pages, (one, other) => one.event.occurredAtMs < other.event.occurredAtMs).map(({ shard, activity }) => {
    place = movedTo(place, shard, activity.position)
    return { activity, point: { place, shard } }
  })
}

/** Newest first, back from this place: what lies beyond an event's point is what comes before it in this order. */
export function newestFirst(pages: readonly ShardPage[], from: FeedPlace): readonly Placed[] {
  let place = from
  return merged(pages, (one, other) => one.event.occurredAtMs > other.event.occurredAtMs).map(({ shard, activity }) => {
    const point = { place: movedTo(place, shard, activity.position), shard }
    place = justBefore(point)
    return { activity, point }
  })
}
