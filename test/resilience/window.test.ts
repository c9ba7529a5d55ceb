import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figuresOf, type Measured, measured, type Window } from '../../src/resilience/window.ts'

const BEGIN_MS = 1_800_000_000_000

const windowOf = (calls: readonly Measured[]): Window =>
  calls.reduce((window: Window, call) => measured(window, call, call.atMs), [])
const calls = (count: number, call: Partial<Measured> = {}): readonly Measured[] =>
  Array.from({ length: count }, () => ({ atMs: BEGIN_MS, outcome: 'proper', ...call }))

describe('the last ten seconds', () => {
  test('have no rate and no latency where there was no call', () => {
    expect(figuresOf([], BEGIN_MS)).toEqual({})
    expect(figuresOf(windowOf(calls(5)), BEGIN_MS + 60_000)).toEqual({})
  })

  test('tell the share of proper answers', () => {
    const window = windowOf([...calls(3), ...calls(1, { outcome: 'failed' })])
    expect(figuresOf(window, BEGIN_MS + 1_000)).toEqual({ successRate: 0.75 })
  })

  test('count a call that is told late where it happened, and a latency alone for no call', () => {
    const window = measured([], { atMs: BEGIN_MS, outcome: 'proper' }, BEGIN_MS + 900)
    expect(figuresOf(window, BEGIN_MS + 9_000).successRate).toBe(1)
    expect(figuresOf(window, BEGIN_MS + 11_000).successRate).toBeUndefined()
    const slow = measured([], { atMs: BEGIN_MS, latencyMs: 20_000 }, BEGIN_MS)
    expect(figuresOf(slow, BEGIN_MS)).toEqual({ latencyP50Ms: 20_480, latencyP95Ms: 20_480 })
  })

  test('tell percentiles to within their class, and never below the true one', () => {
    const latency = fc.integer({ min: 1, max: 20_000 })
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (latencies) => {
        const window = windowOf(latencies.map((latencyMs) => ({ atMs: BEGIN_MS, latencyMs })))
        const sorted = latencies.toSorted((one, other) => one - other)
        const figures = figuresOf(window, BEGIN_MS)
        for (const [told = 0, share] of [
          [figures.latencyP50Ms, 0.5],
          [figures.latencyP95Ms, 0.95],
        ] as const) {
          const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0
          expect(told).toBeGreaterThanOrEqual(exact)
          expect(told).toBeLessThanOrEqual(Math.max(10, exact * 1.45))
        }
      }),
    )
  })

  test('stay as small as ten seconds are, whatever happens', () => {
    const call = fc.record({
      atMs: fc.integer({ min: BEGIN_MS, max: BEGIN_MS + 3_600_000 }),
      latencyMs: fc.integer({ min: -5, max: 10_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 300 }), (unordered) => {
        const window = windowOf(unordered.toSorted((one, other) => one.atMs - other.atMs))
        expect(window.length).toBeLessThanOrEqual(11)
      }),
    )
  })
})
