import { beforeEach, describe, expect, test } from 'vitest'
import type { Activity, ActivityService } from '../../../src/activity/contract.ts'
import { ALL_SHARDS } from '../../../src/activity/shard.ts'
import { ok } from '../../../src/result.ts'
import { createFeed } from '../../../src/webhook/out/feed.ts'
import type { Positions } from '../../../src/webhook/out/kept.ts'
import { MOST_WAITING } from '../../../src/webhook/out/schedule.ts'

/** What each shard keeps: places, and whether it answers. */
let shards: { oldest: number; head: number; answers: boolean }[] = []
let kept: Positions = {}
let taken: string[] = []
let gaps: string[] = []
let waiting = 0

beforeEach(() => {
  shards = ALL_SHARDS.map(() => ({ oldest: 1, head: 0, answers: true }))
  kept = {}
  taken = []
  gaps = []
  waiting = 0
})

const activityAt = (shard: number, position: number) =>
  ({ position, paymentId: `pay_${shard}`, event: { seq: position, type: 'PAYMENT_CREATED' } }) as unknown as Activity

const shardOf = (shard: number): ActivityService => {
  const state = () => {
    const found = shards[shard]
    if (found?.answers !== true) throw new Error('the shard does not answer')
    return found
  }
  return {
    follow: async () => ok({ head: state().head }),
    readOn: async (after: number, first: number) => {
      const { oldest, head } = state()
      const from = Math.max(after + 1, oldest)
      const count = Math.max(0, Math.min(head - from + 1, first))
      const activities = Array.from({ length: count }, (_, index) => activityAt(shard, from + index))
      return { activities, head, oldest, hasMore: (activities.at(-1)?.position ?? after) < head }
    },
  } as unknown as ActivityService
}

const feedFrom = (positions: Positions) =>
  createFeed(positions, {
    endpointId: 'whe_1',
    shard: shardOf,
    eventTypes: () => undefined,
    isWanted: () => true,
    waiting: () => waiting,
    gap: (words) => void gaps.push(words),
    take: (deliveries, next) => {
      taken.push(...deliveries.map(({ paymentId, seq }) => `${paymentId} ${seq}`))
      kept = next
    },
  })

const everywhere = (position: number): Positions => Object.fromEntries(ALL_SHARDS.map((shard) => [shard, position]))

describe('an endpoint’s place in the feed', () => {
  test('begins at the head of every shard that answers; one that does not is told, and keeps none of the others back', async () => {
    shards = shards.map((shard) => ({ ...shard, head: 7 }))
    shards[1] = { oldest: 1, head: 7, answers: false }
    const feed = feedFrom({})
    await expect(feed.follow()).rejects.toThrow('does not answer')
    expect(kept).toEqual(Object.fromEntries(ALL_SHARDS.filter((shard) => shard !== 1).map((shard) => [shard, 7])))
    // It follows all the same, its answer was lost: what it tells of is news.
    shards[1] = { oldest: 1, head: 8, answers: true }
    await feed.poked(1, 8)
    expect(taken).toEqual(['pay_1 8'])
    await feed.follow()
    expect(kept).toEqual({ ...everywhere(7), 1: 8 })
  })

  test('begins anew where a shard was restored to before it, and says so once', async () => {
    shards[0] = { oldest: 2, head: 4, answers: true }
    const feed = feedFrom(everywhere(0))
    await feed.follow()
    shards[0] = { oldest: 2, head: 3, answers: true }
    await feed.follow()
    expect(taken.slice(-2)).toEqual(['pay_0 2', 'pay_0 3'])
    expect(kept[0]).toBe(3)
    expect(gaps).toHaveLength(2)
    expect(gaps[1]).toBe('Part 0 of the feed was restored: it ends at 3, and had been read up to 4.')
    await feed.follow()
    expect(gaps).toHaveLength(2)
  })

  test('goes on behind a gap, and says so once, also where nothing is behind it', async () => {
    shards[0] = { oldest: 8, head: 9, answers: true }
    shards[1] = { oldest: 6, head: 5, answers: true }
    const feed = feedFrom(everywhere(3))
    shards[2] = { oldest: 1, head: 3, answers: true }
    shards[3] = { oldest: 4, head: 3, answers: true }
    await feed.follow()
    await feed.follow()
    expect(taken).toEqual(['pay_0 8', 'pay_0 9'])
    expect([...gaps].sort()).toEqual([
      'Part 0 of the feed has forgotten the events 4 to 7.',
      'Part 1 of the feed has forgotten the events 4 to 5.',
    ])
    expect(kept).toEqual({ ...everywhere(3), 0: 9, 1: 5 })
  })

  test('stays where it is while too many wait, and goes on once half of them are gone', async () => {
    shards[0] = { oldest: 1, head: 2, answers: true }
    waiting = MOST_WAITING
    const feed = feedFrom(everywhere(0))
    await feed.follow()
    expect(taken).toEqual([])
    waiting = MOST_WAITING / 2
    await feed.resume()
    expect(taken).toEqual(['pay_0 1', 'pay_0 2'])
  })
})
