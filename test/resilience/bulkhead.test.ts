import { describe, expect, test } from 'vitest'
import { fullJitterMs, seededUnit } from '../../src/resilience/backoff.ts'
import { adapted, type Bulkhead, FIRST_BULKHEAD, type Loads, loadOf, withLoad } from '../../src/resilience/bulkhead.ts'

const BEGIN_MS = 1_800_000_000_000

/** A second after the other, with the same load and median latency. */
function later(bulkhead: Bulkhead, seconds: number, load: number, medianMs: number): Bulkhead {
  let adapting = bulkhead
  for (let second = 1; second <= seconds; second += 1) {
    adapting = adapted(adapting, load, medianMs, adapting.adaptedAtMs + 1_000)
  }
  return adapting
}

const usual = later({ ...FIRST_BULKHEAD, adaptedAtMs: BEGIN_MS }, 10, 10, 200)

describe('the limit of calls under way', () => {
  test('stays where it is while nobody needs more', () => {
    expect(usual.limit).toBe(FIRST_BULKHEAD.limit)
    expect(later(usual, 60, 10, 220).limit).toBe(FIRST_BULKHEAD.limit)
  })

  test('grows while it is used and the gateway keeps up, to a most', () => {
    expect(later(usual, 10, 150, 220).limit).toBe(300)
    expect(later(usual, 1_000, 5_000, 220).limit).toBe(1_000)
  })

  test('GW13 shrinks by a fifth a second while the gateway is twice as slow as usual, to a least', () => {
    expect(later(usual, 1, 150, 2_000).limit).toBe(160)
    expect(later(usual, 5, 150, 2_000).limit).toBe(64)
    expect(later(usual, 30, 150, 2_000).limit).toBe(20)
  })

  test('grows back when the gateway has recovered, also where nobody dares to use it', () => {
    const shrunk = later(usual, 30, 150, 2_000)
    expect(later(shrunk, 30, 5, 200).limit).toBe(FIRST_BULKHEAD.limit)
  })

  test('takes a quick gateway for quick, whatever it usually is', () => {
    const quick = later({ ...FIRST_BULKHEAD, adaptedAtMs: BEGIN_MS }, 10, 10, 20)
    expect(later(quick, 30, 10, 226).limit).toBe(FIRST_BULKHEAD.limit)
  })

  test('changes at most once a second, and not without a call', () => {
    expect(adapted(usual, 1_000, 9_000, usual.adaptedAtMs + 999)).toBe(usual)
    expect(adapted(usual, 1_000, undefined, usual.adaptedAtMs + 5_000)).toBe(usual)
  })
})

describe('the load', () => {
  test('is the sum of what isolates said last, within three seconds', () => {
    const first = withLoad(new Map(), 'one', 5, BEGIN_MS)
    const both = withLoad(withLoad(first, 'two', 7, BEGIN_MS + 1_000), 'one', 1, BEGIN_MS + 2_000)
    expect(loadOf(both, BEGIN_MS + 2_000)).toBe(8)
    expect(loadOf(both, BEGIN_MS + 4_500)).toBe(1)
  })

  test('does not grow with the number of isolates that ever were', () => {
    let loads: Loads = new Map()
    for (let index = 0; index < 2_000; index += 1) loads = withLoad(loads, `isolate ${index}`, 1, BEGIN_MS)
    expect(loads.size).toBe(500)
  })
})

describe('waiting before a retry', () => {
  test('is anything up to a ceiling that doubles to a most', () => {
    const bounds = { baseMs: 100, mostMs: 1_000 }
    const ceilings = [0, 1, 2, 3, 4, 500].map((retry) => fullJitterMs(retry, bounds, 0.999_999_999) + 1)
    expect(ceilings).toEqual([100, 200, 400, 800, 1_000, 1_000])
    expect(fullJitterMs(4, bounds, 0)).toBe(0)
  })

  test('is the same for the same seed, spread evenly over all', () => {
    expect(seededUnit('a')).toBe(seededUnit('a'))
    const units = Array.from({ length: 2_000 }, (_item, index) => seededUnit(`seed ${index}`))
    expect(units.every((unit) => unit >= 0 && unit < 1)).toBe(true)
    const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
  })
})
