import { ok, type Result, refuse } from '../result.ts'
import type { Activity, ActivityPage, ActivityService } from './contract.ts'
import {
  type FeedPlace,
  type FeedPoint,
  justBefore,
  newestFirst,
  oldestFirst,
  type Placed,
  placeIn,
  type ShardPage,
} from './place.ts'
import { ALL_SHARDS } from './shard.ts'

/** One merchant's feed: its shards, each asked for anew with each call, and its cursors. */
export interface ActivityFeed {
  shard(shard: number): ActivityService
  cursorOf(point: FeedPoint): string
  /** Undefined for what is no cursor of this feed. */
  pointOf(cursor: string): FeedPoint | undefined
}

/** The next part of a feed. `place` is where to go on: past the last event that was looked at, shown or not. */
export interface FeedPart {
  readonly placed: readonly Placed[]
  readonly place: FeedPlace
  /** The newest place of each shard that was asked. */
  readonly heads: ReadonlyMap<number, number>
  readonly hasMore: boolean
}

/** Where the feed is now. */
export async function headOf(feed: Pick<ActivityFeed, 'shard'>): Promise<FeedPlace> {
  const pages = await Promise.all(ALL_SHARDS.map((shard) => feed.shard(shard).readBack(undefined, 0)))
  return pages.map(({ head }) => head)
}

/** How many events at most, and which; all of them where nothing is said. */
export interface FeedRequest {
  readonly first: number
  readonly matches: ((activity: Activity) => boolean) | undefined
}

/** What a narrowed feed is searched by at a time, in each shard, and how often for one page. */
const SEARCHED_AT_ONCE = 250
const MOST_SEARCHES = 8

/**
 * What follows a place in these shards, oldest first. `lost` where not all of it is kept any more, or where the feed
 * was begun anew and never came as far as that place.
 */
export async function readOn(
  feed: Pick<ActivityFeed, 'shard'>,
  place: FeedPlace,
  shards: readonly number[],
  { first, matches }: FeedRequest,
): Promise<Result<FeedPart, 'lost'>> {
  const size = matches === undefined ? first : SEARCHED_AT_ONCE
  const pages = await Promise.all(
    shards.map(async (shard) => ({ shard, page: await feed.shard(shard).readOn(placeIn(place, shard), size) })),
  )
  if (pages.some(({ shard, page }) => isLost(page, placeIn(place, shard)))) return refuse('lost')
  const placed: Placed[] = []
  let end = place
  for (const one of oldestFirst(pages, place)) {
    if (placed.length === first) break
    if (matches === undefined || matches(one.activity)) placed.push(one)
    end = one.point.place
  }
  return ok({
    placed,
    place: end,
    heads: new Map(pages.map(({ shard, page }) => [shard, page.head])),
    hasMore: pages.some(({ shard, page }) => page.head > placeIn(end, shard)),
  })
}

const isLost = ({ oldest, head }: ActivityPage, place: number): boolean => oldest > place + 1 || head < place

export interface NewestPage {
  readonly placed: readonly Placed[]
  /** Whether there is, or may be, more; then `end` is where to go on. */
  readonly hasMore: boolean
  /** The last that was looked at. */
  readonly end: FeedPoint | undefined
  /** What lies beyond here is newer than the page. */
  readonly top: FeedPlace
}

/**
 * A page of the feed, newest first, back from a place or from the newest. A filter that finds little is given up on for
 * now after 2,000 events a shard: the page is short then, and can be gone on from.
 */
export async function readNewest(
  feed: Pick<ActivityFeed, 'shard'>,
  from: FeedPlace | undefined,
  { first, matches }: FeedRequest,
): Promise<NewestPage> {
  const size = matches === undefined ? first + 1 : SEARCHED_AT_ONCE
  const found: Placed[] = []
  let top = from
  let place = from
  let end: FeedPoint | undefined
  for (let searches = 0; searches < MOST_SEARCHES; searches += 1) {
    const pages = await readBack(feed, place, size)
    const start: FeedPlace = place ?? pages.map(({ page }) => page.head)
    top ??= start
    for (const one of newestFirst(pages, start)) {
      if (matches === undefined || matches(one.activity)) {
        if (found.length === first) return { placed: found, hasMore: true, end, top }
        found.push(one)
      }
      end = one.point
    }
    if (!pages.some(({ page }) => page.hasMore)) return { placed: found, hasMore: false, end, top }
    place = end === undefined ? start : justBefore(end)
  }
  return { placed: found, hasMore: true, end, top: top ?? [] }
}

const readBack = (
  feed: Pick<ActivityFeed, 'shard'>,
  place: FeedPlace | undefined,
  first: number,
): Promise<readonly ShardPage[]> =>
  Promise.all(
    ALL_SHARDS.map(async (shard) => {
      const beyond = place === undefined ? undefined : placeIn(place, shard) + 1
      return { shard, page: await feed.shard(shard).readBack(beyond, first) }
    }),
  )
