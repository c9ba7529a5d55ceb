import type { Posterior } from '../resilience/snapshot.ts'
import {
  changeIn,
  doubted,
  type Evidence,
  faded,
  logOdds,
  NO_EVIDENCE,
  probabilityOf,
  type Shift,
  shiftOf,
  weightOf,
  withResult,
  withSurprise,
} from './evidence.ts'
import { ANY, ancestorsOf } from './segment.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** How fast doubt comes back, as variance in log-odds a day: a gateway moves by some 0.14 a day, contracts and issuers' rules. */
const ACCOUNT_WALK = 0.02
/** A segment's share of its prior variance that comes back in a day: what it is good at lasts for weeks. */
const SEGMENT_WALK = 0.05
/** A gateway nothing is known of lies anywhere within 0.7 in log-odds of the usual: from 82 to 95 %, in two of three cases. */
const ACCOUNT_VARIANCE = 0.5
/** While something is certain to have changed for the moment, the long memory learns at this part of its speed. */
const LEARNT_IN_TROUBLE = 0.2
/** p (1 − p) where nine of ten are approved, give or take: how much one result tells of log-odds. */
const USUAL_INFORMATION = 0.1

/**
 * Brown-outs last for minutes to hours, are deep and have to be noticed within some ten results; one look in fifty finds
 * one. What is no longer tried is forgiven as this fades, and so tried again. The expectation weighs three results.
 */
const SHORT = { halfLifeMs: 30 * MINUTE_MS, results: 30, priorWeight: 3, changeOdds: -4 } as const

/** What is thought of a gateway nothing is known of: usual for cards. */
export const PRIOR_APPROVAL = 0.9

/** Whether calls are answered properly at all. Two failures in a row have to show, for each costs seconds. */
const ANSWERS = { halfLifeMs: 10 * MINUTE_MS, results: 3 } as const
/** In a snapshot, proper answers and technical failures of the whole account. No segment is called so. */
export const ANSWERS_KEY = '!answers'

/** Of some 120 bytes each as JSON: an account with more keeps those with the most results. */
export const MOST_SEGMENTS = 300

interface SegmentEvidence {
  atMs: number
  /** By how much approvals lie above what the coarser segments explain, in log-odds. */
  long: Shift
  short: Evidence
}

/** All that is known of one account. Plain numbers: it goes through JSON unchanged. */
export interface Table {
  segments: Record<string, SegmentEvidence>
  answers: { atMs: number; proper: number; failed: number }
}

export const emptyTable = (): Table => ({ segments: {}, answers: { atMs: 0, proper: 0, failed: 0 } })

const freshAt = (key: string, atMs: number): SegmentEvidence => ({
  atMs,
  long: [0, priorVariance(key)],
  short: NO_EVIDENCE,
})

const fading = (halfLifeMs: number, fromMs: number, toMs: number): number =>
  2 ** (-Math.max(0, toMs - fromMs) / halfLifeMs)

function aged(key: string, { atMs, long, short }: SegmentEvidence, nowMs: number): SegmentEvidence {
  const walk = key === '' ? ACCOUNT_WALK : SEGMENT_WALK * priorVariance(key)
  return {
    atMs: Math.max(atMs, nowMs),
    long: doubted(long, (walk * Math.max(0, nowMs - atMs)) / DAY_MS, priorVariance(key)),
    short: faded(short, fading(SHORT.halfLifeMs, atMs, nowMs)),
  }
}

const priorVariance = (key: string): number =>
  key === '' ? ACCOUNT_VARIANCE : 1 / (priorWeight(key) * USUAL_INFORMATION)

/**
 * How many results the expectation weighs in a segment: the less gateways are thought to differ in such segments, the
 * more. With d as the deviation in log-odds and p as the rate it is 1 / (d² p (1 − p)): some 0.3 for a single fact, 0.16
 * for amounts and for a brand in a currency, 0.1 for what only three facts together explain.
 */
export function priorWeight(key: string): number {
  const [separators, named] = shapeOf(key)
  if (separators < 3 && named === 1) return 120
  return separators === 2 ? 1_000 : 400
}

/** How many separators a key has and how many facts it names, without taking it apart: this runs for each look-up. */
function shapeOf(key: string): readonly [separators: number, named: number] {
  let [separators, any] = [0, 0]
  for (let index = 0; index < key.length; index += 1) {
    if (key[index] === '|') separators += 1
    else if (key[index] === ANY) any += 1
  }
  return [separators, separators + 1 - any]
}

const changeOf = ({ short }: SegmentEvidence): number => changeIn(short, SHORT.changeOdds)
const momentary = (evidence: SegmentEvidence): number => changeOf(evidence) * shiftOf(evidence.short, SHORT.priorWeight)

/**
 * Takes one proper answer of the gateway into the table, in place: approved, or declined by the issuer. `segment` is the
 * payment's finest key. All its segments share the surprise, each by how uncertain it is; the short memories then learn
 * what the long one did not expect, the coarser segments first.
 */
export function observe(table: Table, segment: string, approved: boolean, atMs: number): void {
  const keys = ancestorsOf(segment)
  const found = keys.map((key) => ({ key, evidence: aged(key, table.segments[key] ?? freshAt(key, atMs), atMs) }))
  const shifts = found.map(({ evidence }) => evidence.long)
  const calm = found.reduce((likely, { evidence }) => likely * (1 - changeOf(evidence)), 1)
  const speed = LEARNT_IN_TROUBLE + (1 - LEARNT_IN_TROUBLE) * calm
  const learnt = withSurprise(shifts, logOdds(PRIOR_APPROVAL), approved, speed)
  let odds = logOdds(PRIOR_APPROVAL) + shifts.reduce((sum, [shift]) => sum + shift, 0)
  for (const [index, { evidence }] of found.entries()) {
    const shift = momentary(evidence)
    evidence.long = learnt[index] ?? evidence.long
    evidence.short = withResult(evidence.short, approved, probabilityOf(odds), SHORT.results)
    odds += shift
  }
  const isNew = found.some(({ key }) => table.segments[key] === undefined)
  for (const { key, evidence } of found) table.segments[key] = evidence
  if (isNew) bound(table, new Set(found.map(({ key }) => key)), atMs)
  countAnswer(table, true, atMs)
}

/** Takes a technical failure into the table, in place: it says nothing of approvals, and much of being answered. */
export const observeFailure = (table: Table, atMs: number): void => countAnswer(table, false, atMs)

function countAnswer(table: Table, proper: boolean, atMs: number): void {
  const { answers } = table
  const factor = fading(ANSWERS.halfLifeMs, answers.atMs, atMs) * (1 - 1 / ANSWERS.results)
  table.answers = {
    atMs: Math.max(answers.atMs, atMs),
    proper: answers.proper * factor + (proper ? 1 : 0),
    failed: answers.failed * factor + (proper ? 0 : 1),
  }
}

/** Where there are too many segments those of which the least is known go, but none of the payment that was just seen. */
function bound(table: Table, justSeen: ReadonlySet<string>, nowMs: number): void {
  const excess = Object.keys(table.segments).length - MOST_SEGMENTS
  if (excess <= 0) return
  const others = Object.keys(table.segments).filter((key) => key !== '' && !justSeen.has(key))
  const weighed = others.map((key) => ({ key, weight: weightIn(table, key, nowMs) }))
  weighed.sort((one, other) => one.weight - other.weight)
  for (const { key } of weighed.slice(0, excess)) delete table.segments[key]
}

const weightIn = (table: Table, key: string, nowMs: number): number => {
  const evidence = table.segments[key]
  return evidence === undefined ? 0 : resultsBehind(key, aged(key, evidence, nowMs).long)
}

/**
 * What is known at this moment, as Beta parameters by segment. The root's mean is the account's rate of approvals; a
 * segment's mean is what a payment would meet that is usual in all but this, and its weight the results behind it. With
 * `keys` only those are looked up: what one payment needs.
 */
export function snapshotOf(
  table: Table,
  nowMs: number,
  keys: readonly string[] = Object.keys(table.segments),
): Record<string, Posterior> {
  const root = table.segments['']
  const whole = root === undefined ? undefined : believed('', aged('', root, nowMs))
  const usual = logOdds(PRIOR_APPROVAL) + (whole?.shift ?? 0)
  const snapshot: Record<string, Posterior> = {}
  for (const key of keys) {
    const evidence = table.segments[key]
    if (evidence === undefined) continue
    const isWhole = key === '' && whole !== undefined
    const { shift, weight } = isWhole ? whole : believed(key, aged(key, evidence, nowMs))
    const mean = probabilityOf(isWhole ? usual : usual + shift)
    snapshot[key] = [mean * weight, (1 - mean) * weight]
  }
  const { atMs, proper, failed } = table.answers
  const factor = fading(ANSWERS.halfLifeMs, atMs, nowMs)
  snapshot[ANSWERS_KEY] = [proper * factor, failed * factor]
  return snapshot
}

/** Where something has just changed, only the results since then carry weight. */
function believed(key: string, evidence: SegmentEvidence): { shift: number; weight: number } {
  const changed = changeOf(evidence)
  const results = resultsBehind(key, evidence.long)
  const weight = (1 - changed) * results + changed * Math.min(results, weightOf(evidence.short))
  return { shift: evidence.long[0] + momentary(evidence), weight: Math.max(LEAST_WEIGHT, weight) }
}

/** A mean needs some weight to be told; so little counts for nothing. */
const LEAST_WEIGHT = 0.01

/** How many results make one as sure as this, beyond what was thought before there were any. */
const resultsBehind = (key: string, [, variance]: Shift): number =>
  Math.max(0, (1 / variance - 1 / priorVariance(key)) / USUAL_INFORMATION)
