import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { limitOf, pass, sizedFor } from '../../simulate/scale/flow.ts'
import { limitsTable } from '../../simulate/scale/main.ts'
import { MEASURED, STATIONS, type Station } from '../../simulate/scale/stations.ts'
import { SHARES } from '../../simulate/scale/traffic.ts'

const station: Station = {
  name: 'one',
  scope: 'deployment',
  instances: 1,
  parallel: 1,
  visits: 1,
  serviceMs: 1,
  source: '',
  moves: '',
}

describe('a station', () => {
  test('waits as theory has it: half busy, with exponential service, p99 at 7.8 ms', () => {
    // M/M/1: P(wait > t) = ρ e^(−(1−ρ) t / s); 0.01 = 0.5 e^(−0.5 t).
    const { busiest, p99WaitMs } = pass(station, 500, 3)
    expect(busiest).toBeCloseTo(0.5, 1)
    expect(p99WaitMs).toBeGreaterThan(6.5)
    expect(p99WaitMs).toBeLessThan(9.5)
  })

  test('is full where its limit says, and its queue grows for ever beyond', () => {
    expect(limitOf(station)).toBe(1_000)
    expect(pass(station, 1_300, 3).p99WaitMs).toBeGreaterThan(1_000)
  })

  test('of a merchant is full when the largest merchant fills it', () => {
    expect(SHARES.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    const limit = limitOf({ ...station, scope: 'merchant' })
    expect(limit * (SHARES[0] ?? 0)).toBeCloseTo(1_000)
  })

  test('that is sized for a rate has room for a burst', () => {
    for (const one of STATIONS) expect(pass(sizedFor(one, 50_000), 50_000, 5).busiest, one.name).toBeLessThan(0.75)
  })
})

test('the table names what is full first', () => {
  const [, first = ''] = limitsTable().split('\n')
  const least = [...STATIONS].sort((one, other) => limitOf(one) - limitOf(other))[0]
  expect(first).toContain(least?.name)
})

test('stations count on what the page on benchmarks has', () => {
  const page = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8')
  const [, counted = ''] = /^for simulate\/scale\/stations\.ts: (.*)$/m.exec(page) ?? []
  const figures = counted.split(', ').map((figure) => figure.split(' '))
  expect(Object.fromEntries(figures.map(([name, value]) => [name, Number(value)]))).toEqual(MEASURED)
})
