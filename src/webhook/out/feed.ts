import type { Activity, ActivityService } from '../../activity/contract.ts'
import { ALL_SHARDS } from '../../activity/shard.ts'
import { childId } from '../../ids/ids.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import type { Positions } from './kept.ts'
import { MOST_WAITING } from './schedule.ts'
import type { NewDelivery } from './store.ts'

/** One answer of a shard; a payment has a handful of events. */
const PAGE = 200

export interface FeedPorts {
  readonly endpointId: string
  readonly shard: (shard: number) => ActivityService
  /** Undefined: all of them. */
  readonly eventTypes: () => readonly PaymentEventType[] | undefined
  /** False once the endpoint is disabled or removed. */
  readonly isWanted: () => boolean
  /**
   * How many wait, bulk redeliveries left out. Beyond a bound the rest waits in the feed, which keeps it for 30 days, and is
   * fetched when there is room: that limits what a memory holds and what a receiver that is down costs.
   */
  readonly waiting: () => number
  /** Something is missing in the feed. */
  readonly gap: (words: string) => void
  /** Keeps both or neither. */
  readonly take: (deliveries: readonly NewDelivery[], positions: Positions) => void
}

export type Feed = ReturnType<typeof createFeed>

/** How one endpoint follows its merchant's feed: what a shard has beyond its position becomes deliveries, once each. */
export function createFeed(initial: Positions, ports: FeedPorts) {
  let positions = initial
  let isHeldBack = false
  /** Each shard is read by one reader at a time, so that no page is taken twice. */
  const reading = new Map<number, Promise<void>>()

  const keep = (shard: number, position: number, activities: readonly Activity[]): void => {
    const types = ports.eventTypes()
    const wanted = activities.filter(({ event }) => types === undefined || types.includes(event.type))
    const next = { ...positions, [shard]: position }
    ports.take(wanted.map(deliveryOf), next)
    positions = next
  }

  const read = async (shard: number): Promise<void> => {
    for (;;) {
      const position = positions[shard]
      if (position === undefined || !ports.isWanted()) return
      if (ports.waiting() >= MOST_WAITING) {
        isHeldBack = true
        return
      }
      const { activities, hasMore, head, oldest } = await ports.shard(shard).readOn(position, PAGE)
      // It may have been disabled, or enabled anew elsewhere, while the answer was under way.
      if (!ports.isWanted() || positions[shard] !== position) return
      if (head < position) {
        // What it says again under other places is known by the event's id, here and by receivers.
        ports.gap(`Part ${shard} of the feed was restored: it ends at ${head}, and had been read up to ${position}.`)
        keep(shard, oldest - 1, [])
        continue
      }
      const hasGap = oldest > position + 1
      if (hasGap) ports.gap(`Part ${shard} of the feed has forgotten the events ${position + 1} to ${oldest - 1}.`)
      const last = activities.at(-1)
      if (last !== undefined) keep(shard, last.position, activities)
      else if (hasGap) keep(shard, oldest - 1, [])
      if (!hasMore) return
    }
  }

  const pull = (shard: number): Promise<void> => {
    const before = reading.get(shard) ?? Promise.resolve()
    const next = before.catch(() => undefined).then(() => read(shard))
    reading.set(shard, next)
    return next
  }

  return {
    /** The newest place of a shard was told. */
    async poked(shard: number, newest: number): Promise<void> {
      // The shard knows that it is followed, and its answer was lost: what it tells of is the first that there is to read.
      if (positions[shard] === undefined) keep(shard, newest - 1, [])
      if ((positions[shard] ?? 0) < newest) await pull(shard)
    },

    /** What is told from now on begins at the heads. It is for the caller to keep that, with whatever is its reason. */
    restart(): void {
      positions = {}
    },

    /** Follows every shard, and fetches what it has not heard of: a poke may have been lost. Throws where one does not answer. */
    async follow(): Promise<void> {
      const ends = await Promise.allSettled(
        ALL_SHARDS.map(async (shard) => {
          const followed = await ports.shard(shard).follow('webhook', ports.endpointId)
          if (!followed.ok) throw new Error('the feed has as many followers as it may have')
          if (positions[shard] === undefined) keep(shard, followed.value.head, [])
          await pull(shard)
        }),
      )
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    },

    /** What had to wait in the feed, once half of the room is free again. */
    async resume(): Promise<void> {
      if (!isHeldBack || ports.waiting() > MOST_WAITING / 2) return
      isHeldBack = false
      await Promise.all(ALL_SHARDS.map(pull))
    },
  }
}

const deliveryOf = ({ paymentId, event }: Activity): NewDelivery => ({
  eventId: childId('event', paymentId, event.seq),
  type: event.type,
  paymentId,
  seq: event.seq,
})
