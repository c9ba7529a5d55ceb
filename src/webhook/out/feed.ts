import type { Activity, ActivityService } from '../../activity/contract.ts'
import { ALL_SHARDS } from '../../activity/shard.ts'
import { childId } from '../../ids/ids.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import type { Positions } from './kept.ts'
import type { NewDelivery } from './store.ts'

/** One answer of a shard; a payment has a handful of events. */
const PAGE = 200
/**
 * More deliveries than this never wait here: the rest waits in the feed, which keeps it for 30 days, and is fetched when
 * there is room. It bounds what a memory holds and what a receiver that is down costs.
 */
const MOST_WAITING = 5_000

export interface FeedPorts {
  readonly endpointId: string
  readonly shard: (shard: number) => ActivityService
  /** Undefined: all of them. */
  readonly eventTypes: () => readonly PaymentEventType[] | undefined
  /** False once the endpoint is disabled or removed. */
  readonly isWanted: () => boolean
  readonly waiting: () => number
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
      const { activities, hasMore } = await ports.shard(shard).readOn(position, PAGE)
      const last = activities.at(-1)
      // It may have been disabled, or enabled anew elsewhere, while the answer was under way.
      if (last === undefined || !ports.isWanted() || positions[shard] !== position) return
      keep(shard, last.position, activities)
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
    pull,

    position: (shard: number): number | undefined => positions[shard],

    /** What is told from now on begins at the heads. */
    restart(): void {
      positions = {}
    },

    /** Follows every shard, and fetches what it has not heard of: a poke may have been lost. */
    async follow(): Promise<void> {
      await Promise.all(
        ALL_SHARDS.map(async (shard) => {
          const followed = await ports.shard(shard).follow('webhook', ports.endpointId)
          if (!followed.ok) throw new Error('the feed has as many followers as it may have')
          if (positions[shard] === undefined) keep(shard, followed.value.head, [])
          await pull(shard)
        }),
      )
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
