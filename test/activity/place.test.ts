import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/activity/contract.ts'
import { decodePoint, encodePoint } from '../../src/activity/cursor.ts'
import { headOf, readNewest, readOn } from '../../src/activity/feed.ts'
import { matcherOf } from '../../src/activity/filter.ts'
import { rangesOf } from '../../src/activity/open.ts'
import { justBefore, type Placed } from '../../src/activity/place.ts'
import { ALL_SHARDS } from '../../src/activity/shard.ts'
import { activity, memoryFeed, OWNER, SECRET } from './memoryFeed.ts'

const named = (placed: readonly Placed[]) =>
  placed.map(({ activity: { paymentId, event } }) => `${paymentId}${event.seq}`)

/** Four shards, each with events in the order of time. */
const shards = fc
  .array(fc.array(fc.nat(50), { maxLength: 12 }), { minLength: 4, maxLength: 4 })
  .map((times) =>
    times.map((ofShard, shard) =>
      ofShard.toSorted((one, other) => one - other).map((atMs, index) => activity(`p${shard}_`, index + 1, atMs)),
    ),
  )
const everything = (feed: readonly Activity[][]) =>
  feed.flat().map(({ paymentId, event }) => `${paymentId}${event.seq}`)

async function readAllOn(all: Activity[][], first: number): Promise<readonly string[]> {
  const feed = memoryFeed(all)
  const read: string[] = []
  let place: readonly number[] = []
  for (;;) {
    const part = await readOn(feed, place, ALL_SHARDS, { first, matches: undefined })
    if (!part.ok) throw new Error(part.error)
    read.push(...named(part.value.placed))
    place = part.value.place
    if (!part.value.hasMore) return read
  }
}

describe('a feed of several shards', () => {
  test('is read on in the order of time, each event once, whatever the size of a page', async () => {
    await fc.assert(
      fc.asyncProperty(shards, fc.integer({ min: 1, max: 5 }), async (all, first) => {
        const read = await readAllOn(all, first)
        expect([...read].sort()).toEqual(everything(all).sort())
        const times = new Map(all.flat().map((one) => [`${one.paymentId}${one.event.seq}`, one.event.occurredAtMs]))
        const inOrder = read.map((name) => times.get(name) ?? 0)
        expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other))
      }),
    )
  })

  test('is read back from the newest, each event once, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(shards, fc.integer({ min: 1, max: 5 }), async (all, first) => {
        const feed = memoryFeed(all)
        const read: string[] = []
        let from: readonly number[] | undefined
        for (;;) {
          const page = await readNewest(feed, from, { first, matches: undefined })
          expect(page.placed.length).toBeLessThanOrEqual(first)
          read.push(...named(page.placed))
          if (!page.hasMore || page.end === undefined) break
          from = justBefore(page.end)
        }
        expect(read.sort()).toEqual(everything(all).sort())
      }),
    )
  })

  test('goes on from any event of a page with exactly what is newer, and from its top with what came since', async () => {
    await fc.assert(
      fc.asyncProperty(shards, fc.nat(10), async (all, since) => {
        const { placed, top } = await readNewest(memoryFeed(all), undefined, { first: 100, matches: undefined })
        const grown = all.map((ofShard, shard) => [
          ...ofShard,
          ...Array.from({ length: (since + shard) % 3 }, (_, index) => activity(`new${shard}_`, index + 1, 100)),
        ])
        const feed = memoryFeed(grown)
        const newer = async (place: readonly number[]) => {
          const part = await readOn(feed, place, ALL_SHARDS, { first: 100, matches: undefined })
          return part.ok ? named(part.value.placed).sort() : part.error
        }
        const news = everything(grown).filter((name) => name.startsWith('new'))
        expect(await newer(top)).toEqual(news.sort())
        for (const [index, { point }] of placed.entries()) {
          expect(await newer(point.place)).toEqual([...news, ...named(placed.slice(0, index))].sort())
        }
      }),
    )
  })

  test('refuses to go on where something is no longer kept, and from where it never came', async () => {
    const all = ALL_SHARDS.map((shard) => [1, 2, 3].map((seq) => activity(`p${shard}_`, seq, seq)))
    const feed = memoryFeed(all, { oldest: 3 })
    const outcome = async (place: readonly number[]) =>
      (await readOn(feed, place, ALL_SHARDS, { first: 10, matches: undefined })).ok
    expect(await outcome([2, 2, 2, 2])).toBe(true)
    expect(await outcome([2, 1, 2, 2])).toBe(false)
    expect(await outcome([2, 2, 2])).toBe(false)
    expect(await outcome([2, 2, 2, 4])).toBe(false)
    expect(await headOf(feed)).toEqual([3, 3, 3, 3])
  })

  test('is narrowed on its way on, and goes on past what was kept back', async () => {
    const all = ALL_SHARDS.map((shard) => [1, 2, 3].map((seq) => activity(`p${shard}_`, seq, 4 * seq + shard)))
    const feed = memoryFeed(all)
    const matches = ({ paymentId }: Activity) => paymentId === 'p2_'
    const readAfter = async (place: readonly number[]) => {
      const part = await readOn(feed, place, ALL_SHARDS, { first: 2, matches })
      if (!part.ok) throw new Error(part.error)
      return [named(part.value.placed), part.value.place, part.value.hasMore]
    }
    expect(await readAfter([])).toEqual([['p2_1', 'p2_2'], [2, 2, 2, 1], true])
    expect(await readAfter([2, 2, 2, 1])).toEqual([['p2_3'], [3, 3, 3, 3], false])
  })

  test('is searched so far and no further for a filter that finds nothing, and can be gone on from there', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => activity('p', index + 1, index))
    many[0] = activity('rare', 1, 0)
    const feed = memoryFeed([many, [], [], []])
    const matches = ({ paymentId }: Activity) => paymentId === 'rare'
    const first = await readNewest(feed, undefined, { first: 5, matches })
    expect([named(first.placed), first.hasMore, feed.calls.length]).toEqual([[], true, 32])
    const next = await readNewest(feed, first.end && justBefore(first.end), { first: 5, matches })
    expect([named(next.placed), next.hasMore]).toEqual([['rare1'], false])
  })
})

describe('a filter of the feed', () => {
  const one = activity('pay_1', 1, 0, { reference: 'order 7', accountId: 'gwa_1' })
  const accounts = [{ id: 'gwa_1', name: 'main' }]

  test.each([
    ['nothing', {}, true],
    ['its type', { types: ['PAYMENT_CANCELED', 'PAYMENT_FAILED'] }, true],
    ['another type', { types: ['PAYMENT_FAILED'] }, false],
    ['an empty list of types', { types: [] }, false],
    ['its payment', { paymentId: 'pay_1' }, true],
    ['another payment', { paymentId: 'pay_2' }, false],
    ['its reference', { reference: 'order 7' }, true],
    ['a part of its reference', { reference: 'order' }, false],
    ['its gateway by name', { gateway: 'main' }, true],
    ['its gateway by id', { gateway: 'gwa_1' }, true],
    ['a gateway that does not exist', { gateway: 'other' }, false],
    ['two that hold', { paymentId: 'pay_1', reference: 'order 7' }, true],
    ['two of which one does not hold', { paymentId: 'pay_1', reference: 'order 8' }, false],
  ] as const)('by %s', (_what, filter, holds) => {
    expect(matcherOf(filter, accounts)(one)).toBe(holds)
  })

  test('by a gateway leaves out what has none yet', () => {
    expect(matcherOf({ gateway: 'main' }, accounts)(activity('pay_1', 1, 0))).toBe(false)
    expect(matcherOf({ gateway: 'unknown' }, [])(activity('pay_1', 1, 0))).toBe(false)
  })
})

describe('a cursor of the feed', () => {
  const point = { place: [0, 123_456_789_012, 7, 35], shard: 1 }
  const cursor = encodePoint(SECRET, OWNER, point)

  test('comes back as the point that it was made for', () => {
    expect(decodePoint(SECRET, OWNER, cursor)).toEqual(point)
    const { place } = point
    expect(decodePoint(SECRET, OWNER, encodePoint(SECRET, OWNER, { place }))).toEqual({ place })
    const ofMore = { place: Array.from({ length: 16 }, (_, shard) => shard * 1_000_000) }
    expect(decodePoint(SECRET, OWNER, encodePoint(SECRET, OWNER, ofMore))).toEqual(ofMore)
  })

  test('is refused when it is another merchant’s or mode’s, or was changed anywhere', () => {
    expect(decodePoint(SECRET, { ...OWNER, merchantId: 'mer_2' }, cursor)).toBeUndefined()
    expect(decodePoint(SECRET, { ...OWNER, mode: 'LIVE' }, cursor)).toBeUndefined()
    expect(decodePoint(`${SECRET}!`, OWNER, cursor)).toBeUndefined()
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1)
      expect(decodePoint(SECRET, OWNER, changed)).toBeUndefined()
    }
    for (const text of ['', '7', cursor.slice(0, -1), `${cursor}A`, 'x'.repeat(100_000)]) {
      expect(decodePoint(SECRET, OWNER, text)).toBeUndefined()
    }
  })
})

describe('what is asked of payments for a page', () => {
  const seqs = (paymentId: string, ...numbers: number[]) => numbers.map((seq) => activity(paymentId, seq, seq))
  const page = [...seqs('a', 3, 1, 2), ...seqs('b', 7), ...seqs('a', 9, 60)]

  test('is one range of each log, and another one only where the log between is long', () => {
    expect(rangesOf(page, { views: true, data: false })).toEqual([
      { paymentId: 'a', first: 1, last: 9 },
      { paymentId: 'b', first: 7, last: 7 },
      { paymentId: 'a', first: 60, last: 60 },
    ])
  })

  test('is nothing where nothing is selected that the feed does not know', () => {
    expect(rangesOf(page, { views: false, data: false })).toEqual([])
    expect(rangesOf(page, { views: false, data: true })).toEqual([])
    const event = { ...activity('s', 2, 0).event, type: 'PAYMENT_CANCELED', data: { sealed: 'x' } } as const
    const sealed = { ...activity('s', 2, 0), event }
    expect(rangesOf([...page, sealed], { views: false, data: true })).toEqual([{ paymentId: 's', first: 2, last: 2 }])
  })
})
