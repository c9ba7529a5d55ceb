import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Breaker,
  type BreakerEvent,
  CLOSED,
  FAILURES_IN_A_ROW,
  LATEST_SUCCESS_MS,
  PROBE_LEASE_MS,
  reduce,
  SHORTEST_OPEN_MS,
  takePermit,
} from '../../src/resilience/breaker.ts'
import { talliedWithin } from '../../src/resilience/tally.ts'

/** Midnight of some day: times are offsets from it. */
const BEGIN_MS = 1_800_000_000_000

const failed = (atMs: number): BreakerEvent => ({ kind: 'called', proper: false, atMs: BEGIN_MS + atMs })
const succeeded = (atMs: number, count = 1): BreakerEvent => ({
  kind: 'called',
  proper: true,
  atMs: BEGIN_MS + atMs,
  count,
})
const TIME: BreakerEvent = { kind: 'time' }

/** Each event at its own time, or at the time that it is told of. */
const told = (breaker: Breaker, ...events: readonly (readonly [event: BreakerEvent, nowMs: number])[]): Breaker =>
  events.reduce((known, [event, nowMs]) => reduce(known, event, BEGIN_MS + nowMs, 0.5), breaker)

const range = (count: number): readonly number[] => Array.from({ length: count }, (_item, index) => index)
const failures = (count: number, fromMs: number, everyMs: number) =>
  range(count).map((index) => [failed(fromMs + index * everyMs), fromMs + index * everyMs] as const)

const opened = told(CLOSED, ...failures(3, 0, 10))
const halfOpen = told(opened, [TIME, 1_020])
const probing = takePermit(halfOpen, BEGIN_MS + 1_020) ?? CLOSED

describe('the breaker opens', () => {
  test('at the third failure where these are half of the last two seconds', () => {
    expect(opened.state).toBe('OPEN')
    expect(told(CLOSED, ...failures(2, 0, 10)).state).toBe('CLOSED')
    expect(told(CLOSED, [succeeded(0, 3), 0], ...failures(3, 100, 10)).state).toBe('OPEN')
    expect(told(CLOSED, [succeeded(0, 4), 0], ...failures(3, 100, 10)).state).toBe('CLOSED')
  })

  test('not for failures that are more than two seconds apart', () => {
    expect(told(CLOSED, ...failures(9, 0, 2_100)).state).toBe('CLOSED')
  })

  test('at ten failures in a row, however far apart', () => {
    const nine = told(CLOSED, ...failures(FAILURES_IN_A_ROW - 1, 0, 5_000))
    expect(nine.state).toBe('CLOSED')
    expect(told(nine, [failed(60_000), 60_000])).toMatchObject({ state: 'OPEN', because: 'failures_in_a_row' })
  })

  test('not where a success broke the row, also one that is told late', () => {
    const nine = told(CLOSED, ...failures(9, 0, 5_000))
    expect(told(nine, [succeeded(40_500), 41_000], [failed(45_000), 45_000]).state).toBe('CLOSED')
    expect(told(nine, [succeeded(38_000), 41_000]).row).toHaveLength(1)
  })

  test('for a row in a busy account only when successes under way would be known', () => {
    const busy = told(CLOSED, [succeeded(0, 100), 0], ...failures(12, 10, 20))
    expect(busy.state).toBe('CLOSED')
    expect(told(busy, [TIME, 1_000]).state).toBe('CLOSED')
    expect(told(busy, [TIME, 1_011])).toMatchObject({ state: 'OPEN', because: 'failures_in_a_row' })
    expect(told(busy, [succeeded(245, 3), 990], [TIME, 1_011]).state).toBe('CLOSED')
  })

  test('and that is taken back when late successes of before disprove it', () => {
    const hasty = told(CLOSED, ...failures(3, 500, 10))
    expect(hasty.state).toBe('OPEN')
    const disproved = told(hasty, [succeeded(400, 40), 900])
    expect(disproved).toMatchObject({ state: 'CLOSED', openings: 0 })
    expect(told(hasty, [succeeded(530, 40), 900]).state).toBe('OPEN')
    expect(told(hasty, [succeeded(400, 2), 900]).state).toBe('OPEN')
  })

  test('at the third question in a row that gets no answer while nobody calls', () => {
    const down: BreakerEvent = { kind: 'asked', up: false }
    const twice = told(CLOSED, [down, 0], [down, 30_000])
    expect(twice.state).toBe('CLOSED')
    expect(told(twice, [down, 60_000]).state).toBe('OPEN')
    expect(told(twice, [{ kind: 'asked', up: true }, 60_000], [down, 90_000]).state).toBe('CLOSED')
  })

  test('not by failures of calls that began before it healed', () => {
    const healed = told(probing, [{ kind: 'probed', proper: true }, 1_200])
    const late = range(20).map(
      (index) => [{ ...failed(1_300), startedAtMs: BEGIN_MS + index } as BreakerEvent, 1_300] as const,
    )
    expect(told(healed, ...late).state).toBe('CLOSED')
  })
})

describe('an open breaker', () => {
  test('stays open for a second at first, then lets exactly one call through', () => {
    expect(told(opened, [TIME, 1_019]).state).toBe('OPEN')
    expect(halfOpen.state).toBe('HALF_OPEN')
    expect(probing.state).toBe('HALF_OPEN')
    expect(takePermit(probing, BEGIN_MS + 1_500)).toBeUndefined()
  })

  test('closes with the probe’s success, with empty windows', () => {
    const healed = told(probing, [{ kind: 'probed', proper: true }, 1_200])
    expect(healed).toMatchObject({ state: 'CLOSED', row: [], tally: [] })
    expect(told(healed, ...failures(2, 1_300, 10)).state).toBe('CLOSED')
  })

  test('closes with the success of a call that began since, and not with one from before', () => {
    const since = (startedAtMs: number): BreakerEvent =>
      ({ kind: 'called', proper: true, atMs: BEGIN_MS + 1_400, startedAtMs: BEGIN_MS + startedAtMs }) as const
    expect(told(halfOpen, [since(900), 1_500]).state).toBe('HALF_OPEN')
    expect(told(halfOpen, [since(1_100), 1_500]).state).toBe('CLOSED')
  })

  test('opens longer with the probe’s failure, up to thirty seconds', () => {
    let breaker: Breaker = opened
    const lengths = range(8).map(() => {
      const untilMs = breaker.openUntilMs ?? 0
      const asking = takePermit(reduce(breaker, TIME, untilMs, 0), untilMs) ?? CLOSED
      breaker = reduce(asking, { kind: 'probed', proper: false }, untilMs, 0.999_999)
      return Math.round(((breaker.openUntilMs ?? 0) - untilMs) / 1_000)
    })
    expect(lengths).toEqual([2, 4, 8, 16, 30, 30, 30, 30])
  })

  test('gives the permit anew when the probe is lost, and not before', () => {
    expect(takePermit(told(probing, [TIME, 1_019 + PROBE_LEASE_MS]), BEGIN_MS)).toBeUndefined()
    expect(takePermit(told(probing, [TIME, 1_020 + PROBE_LEASE_MS]), BEGIN_MS)).toBeDefined()
  })

  test('gives the permit anew when it comes back unused, and an older one’s return changes nothing', () => {
    const returned = (givenAtMs: number): BreakerEvent => ({ kind: 'returned', givenAtMs: BEGIN_MS + givenAtMs })
    expect(takePermit(told(probing, [returned(1_020), 1_100]), BEGIN_MS + 1_100)).toBeDefined()
    expect(takePermit(told(probing, [returned(900), 1_100]), BEGIN_MS + 1_100)).toBeUndefined()
  })

  test('is half open early when a question is answered after the shortest time', () => {
    const long = { ...opened, openUntilMs: BEGIN_MS + 30_000 }
    const up: BreakerEvent = { kind: 'asked', up: true }
    expect(told(long, [up, 500]).state).toBe('OPEN')
    expect(told(long, [up, 1_020]).state).toBe('HALF_OPEN')
  })

  test('is kept open by questions that fail, but not for ever', () => {
    const down: BreakerEvent = { kind: 'asked', up: false }
    const seconds = range(59).map((second) => [down, 1_000 + second * 1_000] as const)
    const kept = told(opened, ...seconds)
    expect(kept.state).toBe('OPEN')
    expect(told(kept, [down, 60_020], [down, 65_000]).state).toBe('HALF_OPEN')
  })

  test('TM2 does not wait for an hour when the clock is set back by one', () => {
    expect(told(opened, [TIME, -3_600_000]).state).toBe('HALF_OPEN')
    const back = told(CLOSED, [succeeded(0), 0], ...failures(10, -3_600_000, 3_000))
    expect(back.state).toBe('OPEN')
  })
})

describe('isolated by hand', () => {
  test('nothing but the hand changes it', () => {
    const isolated = told(probing, [{ kind: 'isolated', isolated: true }, 1_100])
    const events: BreakerEvent[] = [TIME, succeeded(2_000), failed(2_000), { kind: 'probed', proper: true }]
    const later = told(isolated, ...events.map((event) => [event, 90_000] as const))
    expect(later.state).toBe('ISOLATED')
    expect(takePermit(later, BEGIN_MS + 90_000)).toBeUndefined()
    expect(told(later, [{ kind: 'isolated', isolated: false }, 91_000])).toMatchObject({ state: 'CLOSED', row: [] })
  })
})

type Step =
  | { readonly kind: 'failed' | 'succeeded' | 'take' | 'end' | 'return' | 'up' | 'down'; readonly waitMs: number }
  | { readonly kind: 'isolate'; readonly isolated: boolean; readonly waitMs: number }

const steps = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'failed' as const,
          'succeeded' as const,
          'take' as const,
          'end' as const,
          'return' as const,
          'up' as const,
          'down' as const,
        ),
        waitMs: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('isolate' as const),
        isolated: fc.boolean(),
        waitMs: fc.nat({ max: 100 }),
      }),
    },
  ),
  { maxLength: 120 },
)
const chance = fc.double({ min: 0, max: 0.999_999, noNaN: true })

/** Plays the steps; a holder of the permit ends before its lease does, as calls do. Answers the last breaker and time. */
function played(
  story: readonly Step[],
  unit: number,
  look: (breaker: Breaker, granted: boolean, held: boolean) => void,
) {
  let breaker: Breaker = CLOSED
  let nowMs = BEGIN_MS
  let heldSinceMs: number | undefined
  for (const step of story) {
    nowMs += step.waitMs
    const isHeld = heldSinceMs !== undefined && nowMs < heldSinceMs + PROBE_LEASE_MS
    if (!isHeld) heldSinceMs = undefined
    const now = reduce(breaker, TIME, nowMs, unit)
    const before = now
    switch (step.kind) {
      case 'take': {
        const permitted = takePermit(now, nowMs)
        look(before, permitted !== undefined, isHeld)
        if (permitted !== undefined) heldSinceMs = nowMs
        breaker = permitted ?? now
        break
      }
      case 'end':
        breaker =
          heldSinceMs === undefined ? now : reduce(now, { kind: 'probed', proper: step.waitMs % 2 === 0 }, nowMs, unit)
        heldSinceMs = undefined
        break
      case 'return':
        breaker =
          heldSinceMs === undefined ? now : reduce(now, { kind: 'returned', givenAtMs: heldSinceMs }, nowMs, unit)
        heldSinceMs = undefined
        break
      case 'isolate':
        breaker = reduce(now, { kind: 'isolated', isolated: step.isolated }, nowMs, unit)
        break
      case 'failed':
      case 'succeeded':
        breaker = reduce(
          now,
          { kind: 'called', proper: step.kind === 'succeeded', atMs: nowMs - (step.waitMs % 900) },
          nowMs,
          unit,
        )
        break
      case 'up':
      case 'down':
        breaker = reduce(now, { kind: 'asked', up: step.kind === 'up' }, nowMs, unit)
        break
    }
  }
  return { breaker, nowMs }
}

/** To see what is counted, whatever it would lead to. */
const keptClosed = (breaker: Breaker): Breaker => ({ ...breaker, state: 'CLOSED' })

describe('whatever happens', () => {
  test('there are never two permits at once, and none while open or isolated', () => {
    fc.assert(
      fc.property(steps, chance, (story, unit) => {
        played(story, unit, (breaker, granted, held) => {
          if (granted) expect([breaker.state, held]).toEqual(['HALF_OPEN', false])
        })
      }),
      { numRuns: 500 },
    )
  })

  test('it heals when every probe from then on succeeds, within a minute', () => {
    fc.assert(
      fc.property(steps, chance, (story, unit) => {
        const restored: Step = { kind: 'isolate', isolated: false, waitMs: 0 }
        const { breaker: begun, nowMs } = played([...story, restored], unit, () => undefined)
        let breaker = begun
        for (let elapsedMs = 0; elapsedMs <= 62_000; elapsedMs += 100) {
          breaker = reduce(breaker, TIME, nowMs + elapsedMs, unit)
          const permitted = takePermit(breaker, nowMs + elapsedMs)
          if (permitted !== undefined)
            breaker = reduce(permitted, { kind: 'probed', proper: true }, nowMs + elapsedMs + 50, unit)
        }
        expect(breaker.state).toBe('CLOSED')
      }),
      { numRuns: 200 },
    )
  })

  test('answers that are proper never open it, declines among them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5_000 }), { maxLength: 200 }), chance, (waits, unit) => {
        let nowMs = BEGIN_MS
        let breaker: Breaker = CLOSED
        for (const waitMs of waits) {
          nowMs += waitMs
          breaker = reduce(breaker, { kind: 'called', proper: true, atMs: nowMs - (waitMs % 1_000) }, nowMs, unit)
          expect(breaker.state).toBe('CLOSED')
        }
      }),
    )
  })

  test('successes told late, in whatever order, break the row as if they had been told in time', () => {
    const call = fc.record({
      proper: fc.boolean(),
      atMs: fc.integer({ min: 0, max: 4_000 }),
      lateMs: fc.integer({ min: 0, max: LATEST_SUCCESS_MS }),
    })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const heard = (isLate: boolean) =>
          calls
            .map(({ proper, atMs, lateMs }) => ({
              proper,
              atMs: BEGIN_MS + atMs,
              toldAtMs: BEGIN_MS + atMs + (isLate && proper ? lateMs : 0),
            }))
            .sort((one, other) => one.toldAtMs - other.toldAtMs)
            .reduce(
              (breaker, { proper, atMs, toldAtMs }) =>
                reduce(keptClosed(breaker), { kind: 'called', proper, atMs }, toldAtMs, 0.5),
              CLOSED,
            )
        const [inTime, late] = [heard(false), heard(true)]
        expect([late.row.length, late.lastSuccessAtMs]).toEqual([
          Math.min(inTime.row.length, FAILURES_IN_A_ROW),
          inTime.lastSuccessAtMs,
        ])
        const lastMs = BEGIN_MS + Math.max(0, ...calls.map(({ atMs }) => atMs))
        expect(talliedWithin(late.tally, lastMs - 2_000, lastMs)).toEqual(
          talliedWithin(inTime.tally, lastMs - 2_000, lastMs),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('what is kept stays small', () => {
    fc.assert(
      fc.property(steps, chance, (story, unit) => {
        const { breaker } = played(story, unit, () => undefined)
        expect(breaker.row.length).toBeLessThanOrEqual(FAILURES_IN_A_ROW)
        expect(breaker.tally.length).toBeLessThanOrEqual(42)
        expect((breaker.openUntilMs ?? 0) - (breaker.openedAtMs ?? 0)).toBeLessThanOrEqual(60_000)
        expect(SHORTEST_OPEN_MS).toBe(1_000)
      }),
    )
  })
})
