import { describe, expect, test } from 'vitest'
import { lagWindow } from '../../src/health/lag.ts'

describe('the lag of the read model', () => {
  test('is null before anything was projected, and a minute after the last batch', () => {
    const window = lagWindow()
    expect(window.read(0)).toBeNull()
    window.add(120, 1_000)
    expect(window.read(60_999)).toEqual({ p50Ms: 120, p99Ms: 120, maxMs: 120 })
    expect(window.read(61_000)).toBeNull()
  })

  test('is told by ranks of what was measured', () => {
    const window = lagWindow()
    for (let lagMs = 1_000; lagMs >= 1; lagMs -= 1) window.add(lagMs, 5)
    expect(window.read(10)).toEqual({ p50Ms: 500, p99Ms: 990, maxMs: 1_000 })
  })

  test('is never less than nothing, where clocks differ', () => {
    const window = lagWindow()
    window.add(-40, 1)
    expect(window.read(1)).toEqual({ p50Ms: 0, p99Ms: 0, maxMs: 0 })
  })

  test('keeps the newest of more samples than it has room for', () => {
    const window = lagWindow()
    for (let count = 1; count <= 10_000; count += 1) window.add(count, 1)
    const lag = window.read(1)
    expect(lag?.maxMs).toBe(10_000)
    expect(lag?.p50Ms).toBeGreaterThan(5_000)
  })
})
