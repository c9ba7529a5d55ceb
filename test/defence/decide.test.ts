import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decide,
  LONGEST_DELAY_MS,
  MOST_DIFFICULTY,
  stricter,
  type Verdict,
  verdictOn,
  withSign,
} from '../../src/defence/decide.ts'
import { faded, type KeyKind, NOTHING, type Sign, type Standing } from '../../src/defence/standing.ts'

const KINDS: readonly KeyKind[] = ['network', 'range', 'bin', 'card', 'merchant']
const SHARED: readonly KeyKind[] = ['bin', 'merchant']
const kind = fc.constantFrom(...KINDS)
const sign = fc.constantFrom<Sign>('card', 'invalid', 'answered', 'approved', 'declined')
const steps = fc.array(fc.record({ what: sign, afterMs: fc.integer({ min: 0, max: 600_000 }) }), { maxLength: 200 })
const RANK: Readonly<Record<Verdict['kind'], number>> = { pass: 0, slow: 1, challenge: 2, refuse: 3 }

const standingAfter = (of: KeyKind, taken: readonly { what: Sign; afterMs: number }[]): Standing =>
  taken.reduce((standing, { what, afterMs }) => withSign(of, standing, what, standing.atMs + afterMs), NOTHING)

const times = (of: KeyKind, what: Sign, count: number, nowMs = 1): Standing => {
  let standing = NOTHING
  for (let done = 0; done < count; done += 1) standing = withSign(of, standing, what, nowMs)
  return standing
}

describe('a standing', () => {
  test('never goes below zero, and is bounded whatever happens', () => {
    fc.assert(
      fc.property(kind, steps, (of, taken) => {
        const { score, open, good } = standingAfter(of, taken)
        expect(Math.min(score, open, good)).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(160)
        expect(Math.max(open, good)).toBeLessThanOrEqual(200)
      }),
    )
  })

  test('fades to nothing, and fading in two steps is fading in one', () => {
    fc.assert(
      fc.property(
        kind,
        steps,
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 0, max: 1e6 }),
        (of, taken, one, two) => {
          const standing = standingAfter(of, taken)
          const twice = faded(of, faded(of, standing, standing.atMs + one), standing.atMs + one + two)
          const once = faded(of, standing, standing.atMs + one + two)
          expect(twice.score).toBeCloseTo(once.score, 6)
          expect(twice.open).toBeCloseTo(once.open, 6)
          expect(verdictOn(of, standing, standing.atMs + 24 * 3_600_000)).toEqual({ kind: 'pass' })
        },
      ),
    )
  })

  test('is not changed by a clock that runs backwards', () => {
    const standing = times('network', 'declined', 12, 1_000_000)
    expect(faded('network', standing, 10)).toEqual(standing)
    expect(verdictOn('network', standing, 10)).toEqual(verdictOn('network', standing, 1_000_000))
  })
})

describe('a verdict', () => {
  test('only grows stricter with a bad end, and never with a good one', () => {
    fc.assert(
      fc.property(kind, steps, (of, taken) => {
        const standing = standingAfter(of, taken)
        const nowMs = standing.atMs
        const now = RANK[verdictOn(of, standing, nowMs).kind]
        expect(RANK[verdictOn(of, withSign(of, standing, 'declined', nowMs), nowMs).kind]).toBeGreaterThanOrEqual(now)
        expect(RANK[verdictOn(of, withSign(of, standing, 'approved', nowMs), nowMs).kind]).toBeLessThanOrEqual(now)
      }),
    )
  })

  test('is within its bounds: delay, work and waiting', () => {
    fc.assert(
      fc.property(kind, steps, (of, taken) => {
        const standing = standingAfter(of, taken)
        const verdict = verdictOn(of, standing, standing.atMs)
        if (verdict.kind === 'slow') {
          expect(verdict.delayMs).toBeGreaterThan(0)
          expect(verdict.delayMs).toBeLessThanOrEqual(LONGEST_DELAY_MS)
        }
        if (verdict.kind === 'challenge') {
          expect(Number.isInteger(verdict.difficulty)).toBe(true)
          expect(verdict.difficulty).toBeLessThanOrEqual(MOST_DIFFICULTY)
        }
        if (verdict.kind === 'refuse') {
          expect(verdict.retryAfterMs).toBeGreaterThanOrEqual(1_000)
          expect(verdict.retryAfterMs).toBeLessThanOrEqual(3_600_000 * 2)
          // Whoever waits as long as was said is not refused again.
          expect(verdictOn(of, standing, standing.atMs + verdict.retryAfterMs + 1).kind).not.toBe('refuse')
        }
      }),
    )
  })

  test('never refuses what strangers share: a bank’s range, a whole merchant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHARED), steps, (of, taken) => {
        const standing = standingAfter(of, taken)
        expect(verdictOn(of, standing, standing.atMs).kind).not.toBe('refuse')
      }),
    )
  })

  test('goes from slow to challenge to refuse as one address has card after card declined', () => {
    const kinds = Array.from(
      { length: 26 },
      (_, count) => verdictOn('network', times('network', 'declined', count), 1).kind,
    )
    expect([kinds.indexOf('slow'), kinds.indexOf('challenge'), kinds.indexOf('refuse')]).toEqual([5, 10, 25])
    const delays = [5, 6, 7, 8, 9].map((count) => verdictOn('network', times('network', 'declined', count), 1))
    expect(delays.map((verdict) => (verdict.kind === 'slow' ? verdict.delayMs : 0))).toEqual([
      250, 500, 1000, 1250, 1750,
    ])
  })

  test('lets a guesser of one card’s security code try ten times, then about four times an hour', () => {
    let standing = NOTHING
    let tries = 0
    for (let nowMs = 1; nowMs < 24 * 3_600_000; nowMs += 60_000) {
      if (verdictOn('card', standing, nowMs).kind === 'refuse') continue
      standing = withSign('card', standing, 'declined', nowMs)
      tries += 1
    }
    expect(tries).toBeLessThan(120)
  })

  test('does not refuse an address with good cards for its one bad neighbour', () => {
    const carrier = { ...times('network', 'declined', 30), good: 20 }
    expect(verdictOn('network', carrier, 1)).toEqual({ kind: 'challenge', difficulty: MOST_DIFFICULTY })
  })

  test('of several keys is the strictest, in whatever order they are asked', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, steps), { maxLength: 5 }), (keys) => {
        const standings = keys.map(([of, taken]) => ({ kind: of, standing: standingAfter(of, taken) }))
        const nowMs = Math.max(0, ...standings.map(({ standing }) => standing.atMs))
        const verdict = decide(standings, nowMs)
        expect(decide([...standings].reverse(), nowMs)).toEqual(verdict)
        for (const { kind: of, standing } of standings)
          expect(stricter(verdict, verdictOn(of, standing, nowMs))).toEqual(verdict)
      }),
    )
  })
})
