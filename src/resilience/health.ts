import { type Breaker, type BreakerEvent, CLOSED, reduce, SHORTEST_OPEN_MS, takePermit } from './breaker.ts'
import { adapted, type Bulkhead, FIRST_BULKHEAD, type Loads, loadOf, withLoad } from './bulkhead.ts'
import { type Evidence, evidenceAt, noEvidence, withEvidence } from './evidence.ts'
import type { CallReport, HealthDetails, HealthSnapshot, IsolateReport, Observation } from './snapshot.ts'
import { type UnmappedCodes, withUnmapped } from './unmapped.ts'
import { figuresOf, measured, type Window } from './window.ts'

/** More than an isolate hands over at once; what is beyond is not worth the time of everybody else. */
const MOST_OBSERVATIONS = 1_000
/** Successes are counted by the tenth of a second, so they are told to the breaker like that. */
const GROUP_MS = 100
/** Without a call for so long a question is asked, so that the next shopper does not have to find out. */
const QUIET_MS = 30_000
/** An account that nobody used for so long is left alone. */
const USED_WITHIN_MS = 3_600_000
/** How often an open breaker's gateway is asked whether it is back. */
const ASK_OPEN_MS = 5_000

/** Everything that is known of one gateway account. Plain data, changed by the functions below. */
export interface Health {
  readonly breaker: Breaker
  readonly window: Window
  readonly bulkhead: Bulkhead
  readonly loads: Loads
  readonly evidence: Evidence
  readonly unmapped: UnmappedCodes
  readonly lastCallAtMs?: number
  readonly lastProbeAtMs?: number
}

export const UNMEASURED: Health = {
  breaker: CLOSED,
  window: [],
  bulkhead: FIRST_BULKHEAD,
  loads: new Map(),
  evidence: noEvidence(),
  unmapped: [],
}

export const withBreaker = (health: Health, event: BreakerEvent, nowMs: number, unit: number): Health => ({
  ...health,
  breaker: reduce(health.breaker, event, nowMs, unit),
})

/** A payment met a failure, or was the probe and has ended. A proper answer is counted when isolates tell of it. */
export function withReport(health: Health, report: CallReport, nowMs: number, unit: number): Health {
  const { atMs, proper, unmappedCode } = report
  return {
    ...withBreaker(health, eventOf(report), nowMs, unit),
    window: proper ? health.window : measured(health.window, { atMs, outcome: 'failed' }, nowMs),
    unmapped: unmappedCode === undefined ? health.unmapped : withUnmapped(health.unmapped, unmappedCode, nowMs),
    lastCallAtMs: nowMs,
  }
}

function eventOf({ atMs, proper, probe, startedAtMs }: CallReport): BreakerEvent {
  if (probe === true) return { kind: 'probed', proper }
  return proper ? { kind: 'time' } : { kind: 'called', proper, atMs, startedAtMs }
}

/** What an isolate hands over: proper answers, latencies, approvals, calls under way. Failures were told before. */
export function withExchange(health: Health, report: IsolateReport, nowMs: number, unit: number): Health {
  const observations = report.observations.slice(0, MOST_OBSERVATIONS)
  const loads = withLoad(health.loads, report.isolateId, report.inFlight, nowMs)
  const window = observations.reduce(
    (known, { atMs, proper, latencyMs }) =>
      measured(known, { atMs, latencyMs, ...(proper ? { outcome: 'proper' as const } : {}) }, nowMs),
    health.window,
  )
  const { returnedProbeAtMs: givenAtMs } = report
  const events: readonly BreakerEvent[] = [
    { kind: 'time' },
    ...(givenAtMs === undefined ? [] : [{ kind: 'returned', givenAtMs } as const]),
    ...successesOf(observations),
  ]
  return {
    ...health,
    breaker: events.reduce((breaker, event) => reduce(breaker, event, nowMs, unit), health.breaker),
    window,
    loads,
    bulkhead: adapted(health.bulkhead, loadOf(loads, nowMs), figuresOf(window, nowMs).latencyP50Ms, nowMs),
    evidence: withEvidence(health.evidence, observations),
    ...(observations.length > 0 ? { lastCallAtMs: nowMs } : {}),
  }
}

function successesOf(observations: readonly Observation[]): readonly BreakerEvent[] {
  const proper = observations.filter((observation) => observation.proper)
  return [...Map.groupBy(proper, ({ atMs }) => Math.floor(atMs / GROUP_MS)).values()].map((group) => ({
    kind: 'called',
    proper: true,
    atMs: Math.max(...group.map(({ atMs }) => atMs)),
    count: group.length,
    startedAtMs: Math.max(...group.map(({ atMs, latencyMs }) => atMs - latencyMs)),
  }))
}

/** The one permit of a half-open breaker, where it is there to be had. */
export function withPermit(health: Health, nowMs: number): Health | undefined {
  const breaker = takePermit(health.breaker, nowMs)
  return breaker === undefined ? undefined : { ...health, breaker }
}

export function withAnswer(health: Health, answer: 'up' | 'down' | 'unclear', nowMs: number, unit: number): Health {
  const asked = { ...health, lastProbeAtMs: nowMs }
  return answer === 'unclear' ? asked : withBreaker(asked, { kind: 'asked', up: answer === 'up' }, nowMs, unit)
}

export function snapshotOf(health: Health, nowMs: number): HealthSnapshot {
  const { breaker, bulkhead, loads, evidence, window, lastProbeAtMs } = health
  const { successRate, latencyP50Ms } = figuresOf(window, nowMs)
  return {
    atMs: nowMs,
    breaker: breaker.state,
    load: loadOf(loads, nowMs),
    limit: bulkhead.limit,
    ...(successRate === undefined ? {} : { successRate }),
    ...(latencyP50Ms === undefined ? {} : { latencyP50Ms }),
    ...(lastProbeAtMs === undefined ? {} : { lastProbeAtMs }),
    segments: evidenceAt(evidence, nowMs),
  }
}

export function detailsOf(health: Health, version: number, nowMs: number): HealthDetails {
  const { changedAtMs, openUntilMs } = health.breaker
  const { latencyP95Ms } = figuresOf(health.window, nowMs)
  return {
    ...snapshotOf(health, nowMs),
    version,
    unmappedCodes: health.unmapped,
    ...(latencyP95Ms === undefined ? {} : { latencyP95Ms }),
    ...(changedAtMs === undefined ? {} : { changedAtMs }),
    ...(openUntilMs === undefined ? {} : { openUntilMs }),
  }
}

/** When the gateway is asked next whether it answers; never where nobody uses the account. */
export function questionDueMs(health: Health, nowMs: number): number | undefined {
  const { breaker, lastCallAtMs, lastProbeAtMs = 0 } = health
  if (lastCallAtMs === undefined) return undefined
  const dueMs = questionAfterMs(breaker, lastCallAtMs, lastProbeAtMs)
  return dueMs === undefined || Math.max(dueMs, nowMs) > lastCallAtMs + USED_WITHIN_MS ? undefined : dueMs
}

function questionAfterMs(breaker: Breaker, lastCallAtMs: number, lastProbeAtMs: number): number | undefined {
  switch (breaker.state) {
    case 'CLOSED':
      return Math.max(lastCallAtMs, lastProbeAtMs) + QUIET_MS
    case 'OPEN': {
      const { openedAtMs = 0, openUntilMs = 0 } = breaker
      return Math.min(openUntilMs, Math.max(openedAtMs + SHORTEST_OPEN_MS, lastProbeAtMs + ASK_OPEN_MS))
    }
    // The next payment is the better question; without one, somebody may still want to know.
    case 'HALF_OPEN':
      return Math.max(lastCallAtMs, lastProbeAtMs) + QUIET_MS
    case 'ISOLATED':
      return undefined
  }
}
