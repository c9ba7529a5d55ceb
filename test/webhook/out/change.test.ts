import { describe, expect, test } from 'vitest'
import { rotatedEndpoint } from '../../../src/webhook/out/change.ts'
import type { KeptEndpoint } from '../../../src/webhook/out/kept.ts'

const NOW = Date.UTC(2026, 10, 21)
const HOUR_MS = 3_600_000
const endpoint = { secrets: [{ sealed: 'first' }] } as unknown as KeptEndpoint
const rotated = (before: KeptEndpoint, sealed: string, untilMs: number, nowMs = NOW) =>
  rotatedEndpoint(before, sealed, untilMs, nowMs)

describe('a rotation', () => {
  test('that is repeated leaves the secret in use until its own time, and makes no old one last longer', () => {
    const once = rotated(endpoint, 'second', NOW + HOUR_MS)
    const twice = rotated(once, 'third', NOW + 3 * HOUR_MS)
    expect(twice.secrets).toEqual([
      { sealed: 'third' },
      { sealed: 'second', untilMs: NOW + 3 * HOUR_MS },
      { sealed: 'first', untilMs: NOW + HOUR_MS },
    ])
    expect(rotated(twice, 'fourth', NOW + 9 * HOUR_MS, NOW + 2 * HOUR_MS).secrets.map(({ sealed }) => sealed)).toEqual([
      'fourth',
      'third',
      'second',
    ])
  })

  test('that is repeated very often keeps three: the new one, the one before and the oldest, which is the one in use', () => {
    const names = ['second', 'third', 'fourth', 'fifth']
    const after = names.reduce((before, sealed) => rotated(before, sealed, NOW + HOUR_MS), endpoint)
    expect(after.secrets.map(({ sealed }) => sealed)).toEqual(['fifth', 'fourth', 'first'])
  })

  test('that expires the old one now expires all old ones', () => {
    const twice = rotated(rotated(endpoint, 'second', NOW + HOUR_MS), 'third', NOW + HOUR_MS)
    expect(rotated(twice, 'fourth', NOW).secrets).toEqual([{ sealed: 'fourth' }])
  })
})
