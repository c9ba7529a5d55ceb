import { type FeedPart, type FeedRequest, headOf, readOn } from '../activity/feed.ts'
import { matcherOf } from '../activity/filter.ts'
import { opened } from '../activity/open.ts'
import { type FeedPlace, type FeedPoint, placeIn } from '../activity/place.ts'
import { ALL_SHARDS, shardNamed } from '../activity/shard.ts'
import type { ActivityFollow, FollowRefusal } from '../http/graphql/follow.ts'
import type { Surroundings } from '../http/graphql/subscription.ts'
import type { Caller } from '../payment/command.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Followed, News } from './followed.ts'
import type { Place } from './session.ts'

/** What is sent at a time, so that nothing holds more than a part of a busy merchant's day. */
const PAGE = 50

type Services = Pick<Surroundings['services'], 'activity' | 'gatewayAccounts' | 'payment'>

/**
 * A merchant's feed: several shards, each with a log of its own. How far it was sent is a place in each of them, and the
 * one thing that has to be kept; where the shards are is known to this memory alone, and a shard that it has not heard of is
 * asked.
 */
export function followedActivity(caller: Caller, follow: ActivityFollow, services: Services): Followed {
  const { merchantId, mode } = caller
  const owner = { merchantId, mode }
  const feed = () => services.activity(owner)
  /** The newest place of each shard that this memory has heard of. */
  const heads = new Map<number, number>()
  /** Waiting calls that have not ended: each shard has one at a time, however often the others have news. */
  const waits = new Map<number, Promise<void>>()

  const heardOf = (shard: number, position: number): void =>
    void heads.set(shard, Math.max(position, heads.get(shard) ?? 0))
  /** The shards that may have what was not sent. */
  const due = (place: FeedPlace): readonly number[] =>
    ALL_SHARDS.filter((shard) => (heads.get(shard) ?? Number.POSITIVE_INFINITY) > placeIn(place, shard))

  const waitFor = (shard: number, position: number, timeoutMs: number): Promise<void> => {
    const waiting = waits.get(shard)
    if (waiting !== undefined) return waiting
    const begun = feed()
      .shard(shard)
      .waitBeyond(position, timeoutMs)
      .then((head) => heardOf(shard, head))
      .finally(() => waits.delete(shard))
    waits.set(shard, begun)
    return begun
  }

  const pointOf = (cursor: string): Result<FeedPoint, FollowRefusal> => {
    const point = feed().pointOf(cursor)
    return point === undefined ? refuse('bad_cursor') : ok(point)
  }

  /** Where the subscription says that it begins; undefined where that is now. */
  const start = (): Result<FeedPlace | undefined, FollowRefusal> => {
    if (follow.after === undefined) return ok(undefined)
    const point = pointOf(follow.after)
    return point.ok ? ok(point.value.place) : point
  }

  const cursorOf = (place: Place): string => feed().cursorOf({ place: placeOf(place) })

  const request = async (): Promise<FeedRequest> => {
    const { filter } = follow
    if (Object.keys(filter).length === 0) return { first: PAGE, matches: undefined }
    const accounts = filter.gateway === undefined ? [] : await services.gatewayAccounts(owner)
    return { first: PAGE, matches: matcherOf(filter, accounts) }
  }

  const changesOf = async ({ placed }: FeedPart): Promise<readonly News[]> => {
    const events = await opened(
      placed.map(({ activity }) => activity),
      follow.wanted,
      (paymentId, ...range) => services.payment(paymentId).readEvents(caller, ...range),
    )
    return placed.map(({ activity, point }, index) => ({
      kind: 'activity',
      activity,
      event: events[index] ?? activity.event,
      cursor: feed().cursorOf(point),
      place: point.place,
    }))
  }

  return {
    async begin(connectionId) {
      const started = start()
      if (!started.ok) return started
      const followed = await Promise.all(
        ALL_SHARDS.map((shard) => feed().shard(shard).follow('connection', connectionId)),
      )
      const heads = followed.flatMap((answer) => (answer.ok ? [answer.value.head] : []))
      return heads.length < followed.length ? refuse('too_many') : ok(started.value ?? heads)
    },

    heed(subjectId, position, place) {
      const shard = shardNamed(owner, subjectId)
      if (shard === undefined) return 'foreign'
      // What has not begun reads everything when it does.
      if (place === undefined || placeIn(placeOf(place), shard) >= position) return 'known'
      heardOf(shard, position)
      return 'news'
    },

    async pull(since) {
      const started = since === undefined ? start() : ok(placeOf(since))
      if (!started.ok) return started
      const place = started.value ?? (await headOf(feed()))
      const part = await readOn(feed(), place, due(place), await request())
      if (!part.ok) return part
      for (const [shard, head] of part.value.heads) heardOf(shard, head)
      const { hasMore } = part.value
      return ok({ changes: await changesOf(part.value), place: part.value.place, hasMore, ends: false })
    },

    sent: () => undefined,

    async wait(place, timeoutMs) {
      const known = place === undefined ? [] : placeOf(place)
      if (due(known).length > 0) return true
      await Promise.race(ALL_SHARDS.map((shard) => waitFor(shard, placeIn(known, shard), timeoutMs)))
      return due(known).length > 0
    },

    placeOf(eventId) {
      const point = pointOf(eventId)
      return point.ok ? ok(point.value.place) : point
    },
    eventIdOf: cursorOf,
  }
}

const placeOf = (place: Place): FeedPlace => (typeof place === 'number' ? [place] : place)
