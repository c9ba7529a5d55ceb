import type { Posterior } from '../resilience/snapshot.ts'
import {
  changeIn,
  type Evidence,
  faded,
  logOdds,
  NO_EVIDENCE,
  probabilityOf,
  shiftOf,
  weightOf,
  withResult,
} from './evidence.ts'
import { ANY, ancestorsOf } from './segment.ts'

/** How results are remembered: half of the weight is lost in this time, and about so many results count at most. */
interface Memory {
  readonly halfLifeMs: number
  readonly results: number
  /** How many results the expectation weighs: more of it means slower and steadier. */
  readonly priorWeight: number
  /** For memories that count only when something has changed: the prior odds of that, in logarithms. */
  readonly changeOdds: number
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** What a gateway is good at changes with contracts and issuers' rules: over weeks. */
const LONG: Memory = { halfLifeMs: 7 * DAY_MS, results: 8_000, priorWeight: 120, changeOdds: 0 }
/** Drift and jumps last for days. A change of this kind is expected in one of eight looks. */
const MIDDLE: Memory = { halfLifeMs: DAY_MS, results: 1_000, priorWeight: 40, changeOdds: -2 }
/**
 * Brown-outs last for minutes to hours, are deep and have to be noticed within some ten results; one look in fifty finds
 * one. What is no longer tried is forgiven as this fades, and so tried again.
 */
const SHORT: Memory = { halfLifeMs: 30 * MINUTE_MS, results: 30, priorWeight: 3, changeOdds: -4 }

/** What is thought of a gateway nothing is known of: usual for cards, and given up after a few results. */
export const PRIOR_APPROVAL = 0.9
const PRIOR_WEIGHT = 4

/** Whether calls are answered properly at all. Two failures in a row have to show, for each costs seconds. */
const ANSWERS = { halfLifeMs: 10 * MINUTE_MS, results: 3 } as const
/** In a snapshot, proper answers and technical failures of the whole account. No segment is called so. */
export const ANSWERS_KEY = '!answers'

/** Of some 120 bytes each as JSON: an account with more keeps those with the most results. */
export const MOST_SEGMENTS = 300

interface SegmentEvidence {
  atMs: number
  long: Evidence
  middle: Evidence
  short: Evidence
}

/** All that is known of one account. Plain numbers: it goes through JSON unchanged. */
export interface Table {
  segments: Record<string, SegmentEvidence>
  answers: { atMs: number; proper: number; failed: number }
}

export const emptyTable = (): Table => ({ segments: {}, answers: { atMs: 0, proper: 0, failed: 0 } })

const freshAt = (atMs: number): SegmentEvidence => ({
  atMs,
  long: NO_EVIDENCE,
  middle: NO_EVIDENCE,
  short: NO_EVIDENCE,
})

const fading = (halfLifeMs: number, fromMs: number, toMs: number): number =>
  2 ** (-Math.max(0, toMs - fromMs) / halfLifeMs)

const aged = ({ atMs, long, middle, short }: SegmentEvidence, nowMs: number): SegmentEvidence => ({
  atMs: Math.max(atMs, nowMs),
  long: faded(long, fading(LONG.halfLifeMs, atMs, nowMs)),
  middle: faded(middle, fading(MIDDLE.halfLifeMs, atMs, nowMs)),
  short: faded(short, fading(SHORT.halfLifeMs, atMs, nowMs)),
})

/**
 * How many results the expectation weighs in long memory: the less gateways are thought to differ in such segments, the
 * more. With d as the deviation in log-odds and p as the rate it is 1 / (d² p (1 − p)): some 0.3 for a single fact, 0.16
 * for amounts and for a brand in a currency, 0.1 for what only three facts together explain.
 */
function longPriorWeight(key: string): number {
  if (key === '') return PRIOR_WEIGHT
  const [separators, named] = shapeOf(key)
  if (separators < 3 && named === 1) return LONG.priorWeight
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

const longShift = (key: string, evidence: Evidence): number => shiftOf(evidence, longPriorWeight(key))
const changedShift = (evidence: Evidence, { priorWeight, changeOdds }: Memory): number =>
  changeIn(evidence, changeOdds) * shiftOf(evidence, priorWeight)

/**
 * Takes one proper answer of the gateway into the table, in place: approved, or declined by the issuer. `segment` is the
 * payment's finest key. Each coarser segment learns what those before it did not explain, first in long memory, then in
 * the shorter ones.
 */
export function observe(table: Table, segment: string, approved: boolean, atMs: number): void {
  const found = ancestorsOf(segment).map((key) => ({ key, evidence: aged(table.segments[key] ?? freshAt(atMs), atMs) }))
  let odds = logOdds(PRIOR_APPROVAL)
  const learn = (evidence: Evidence, shift: number, { results }: Memory): Evidence => {
    const learnt = withResult(evidence, approved, probabilityOf(odds), results)
    odds += shift
    return learnt
  }
  for (const { key, evidence } of found) evidence.long = learn(evidence.long, longShift(key, evidence.long), LONG)
  for (const { evidence } of found) {
    evidence.middle = learn(evidence.middle, changedShift(evidence.middle, MIDDLE), MIDDLE)
  }
  for (const { evidence } of found) evidence.short = learn(evidence.short, changedShift(evidence.short, SHORT), SHORT)
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

/** Where there are too many segments those with the least results go, but none of the payment that was just seen. */
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
  return evidence === undefined ? 0 : weightOf(evidence.long) * fading(LONG.halfLifeMs, evidence.atMs, nowMs)
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
  const whole = root === undefined ? undefined : believed('', aged(root, nowMs))
  const usual = logOdds(PRIOR_APPROVAL) + (whole?.shift ?? 0)
  const snapshot: Record<string, Posterior> = {}
  for (const key of keys) {
    const evidence = table.segments[key]
    if (evidence === undefined) continue
    const isWhole = key === '' && whole !== undefined
    const { shift, weight } = isWhole ? whole : believed(key, aged(evidence, nowMs))
    const mean = probabilityOf(isWhole ? usual : usual + shift)
    snapshot[key] = [mean * weight, (1 - mean) * weight]
  }
  const { atMs, proper, failed } = table.answers
  const factor = fading(ANSWERS.halfLifeMs, atMs, nowMs)
  snapshot[ANSWERS_KEY] = [proper * factor, failed * factor]
  return snapshot
}

/** Where something has just changed, only the results since then carry weight. */
function believed(key: string, { long, middle, short }: SegmentEvidence): { shift: number; weight: number } {
  const changed = changeIn(short, SHORT.changeOdds)
  const shift = longShift(key, long) + changedShift(middle, MIDDLE) + changed * shiftOf(short, SHORT.priorWeight)
  const weight = (1 - changed) * weightOf(long) + changed * Math.min(weightOf(long), weightOf(short))
  return { shift, weight }
}
