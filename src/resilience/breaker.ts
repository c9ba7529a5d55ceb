import { fullJitterMs } from './backoff.ts'
import type { BreakerState } from './snapshot.ts'
import { type Tally, tallied, talliedWithin } from './tally.ts'

/** So many counted failures with no success between them: chance does not do that to a gateway that works. */
export const FAILURES_IN_A_ROW = 10
/** Fewer failures than this say nothing about a share. */
const FEWEST_FAILURES = 3
const LARGEST_SHARE = 0.5
const WINDOW_MS = 2_000
/** Isolates tell of successes when they renew their snapshot, which is within this. */
export const LATEST_SUCCESS_MS = 1_000
/** The first opening. A payment cascades meanwhile, so a gateway's hiccup costs nobody more than that. */
export const SHORTEST_OPEN_MS = 1_000
/** A gateway that is back after a long outage is used again within this. */
const LONGEST_OPEN_MS = 30_000
/** An opening this soon after the last one ended is taken for the same trouble: it lasts longer. */
const SAME_TROUBLE_MS = 60_000
/** As long as an isolate may keep the permit (5 s) and a call may take (24 s with the vault's part): what is not told of by then is lost. */
export const PROBE_LEASE_MS = 30_000
/** In CLOSED, with nobody else calling: the third question in a row that gets no answer opens. */
const ACTIVE_FAILURES = 3
/**
 * A cheap question is weaker evidence than a payment. One that fails keeps the breaker open for this long at most; then
 * a payment may find out, so that an account whose question alone is refused is not lost for ever.
 */
const LONGEST_KEPT_OPEN_MS = 60_000

export type OpenReason = 'failures_in_a_row' | 'share_of_failures' | 'probe_failed' | 'no_answer_to_questions'

export interface Breaker {
  readonly state: BreakerState
  readonly changedAtMs?: number
  /** The times of the newest failures after the newest success, ascending, at most `FAILURES_IN_A_ROW`. */
  readonly row: readonly number[]
  /** When the row began, which the times may not reach back to. */
  readonly rowSinceMs?: number
  readonly lastSuccessAtMs?: number
  readonly tally: Tally
  /** Why it opened last, and when. */
  readonly because?: OpenReason
  readonly openedAtMs?: number
  readonly openUntilMs?: number
  /** When it closed last after it had been open or isolated. */
  readonly healedAtMs?: number
  /** How many openings of the same trouble came before this one. */
  readonly openings: number
  /** Until when the one permit of HALF_OPEN is out. */
  readonly leaseUntilMs?: number
  /** Questions in a row that got no answer. */
  readonly activeFailures: number
}

export type BreakerEvent =
  /** A counted failure, told at once, or a success, told up to a second late. An issuer's decline is a success. */
  | {
      readonly kind: 'called'
      readonly atMs: number
      readonly proper: boolean
      readonly count?: number
      /**
       * When the call began, where that is known: a failure of one that began before the breaker healed is no news, and a
       * success of one that began while it was half open is as good as the probe's.
       */
      readonly startedAtMs?: number
    }
  /** The call that had the permit has ended. */
  | { readonly kind: 'probed'; readonly proper: boolean }
  /** The permit that was given then was not used. */
  | { readonly kind: 'returned'; readonly givenAtMs: number }
  /** A question asked by ourselves, which moves nothing. */
  | { readonly kind: 'asked'; readonly up: boolean }
  | { readonly kind: 'isolated'; readonly isolated: boolean }
  | { readonly kind: 'time' }

export const CLOSED: Breaker = { state: 'CLOSED', row: [], tally: [], openings: 0, activeFailures: 0 }

/**
 * The circuit breaker of one gateway account. Pure: `nowMs` is the moment at which the event is learnt of, and `unit`,
 * in [0, 1), is the chance that a time to stay open is drawn with.
 *
 * It opens at ten counted failures in a row, or at three and more that are half and more of the calls of the last two
 * seconds. Failures are told at once, successes up to a second late, so the row goes by the calls' own times: a late
 * success breaks the row where it happened. While successes of the last two seconds are known, others may be under way,
 * and the row opens only once its first failure is older than the longest such delay; without them it opens at the
 * tenth at once. An opening that late successes of before disprove is taken back.
 *
 * OPEN lasts a second at first; the next ones up to twice, four times … thirty seconds, by full jitter above the first
 * second. Then HALF_OPEN lets exactly one call through, which decides; so does the success of whoever called since without
 * knowing of it.
 */
export function reduce(breaker: Breaker, event: BreakerEvent, nowMs: number, unit: number): Breaker {
  const now = passed(breaker, nowMs, unit)
  switch (event.kind) {
    case 'time':
      return now
    case 'isolated':
      return isolated(now, event.isolated, nowMs)
    case 'returned':
      return now.leaseUntilMs === event.givenAtMs + PROBE_LEASE_MS ? { ...now, leaseUntilMs: undefined } : now
    case 'called':
      return called(now, event, nowMs, unit)
    case 'probed':
      return probed(now, event.proper, nowMs, unit)
    case 'asked':
      return asked(now, event.up, nowMs, unit)
  }
}

/** The one permit of HALF_OPEN, where nobody holds it. The other half of the answer is the breaker after it was given. */
export function takePermit(breaker: Breaker, nowMs: number): Breaker | undefined {
  return breaker.state === 'HALF_OPEN' && breaker.leaseUntilMs === undefined
    ? { ...breaker, leaseUntilMs: nowMs + PROBE_LEASE_MS }
    : undefined
}

/** What time alone changes: the end of OPEN, a lost permit, a row that has become certain. */
function passed(before: Breaker, nowMs: number, unit: number): Breaker {
  const isAhead = (before.lastSuccessAtMs ?? 0) > nowMs
  const breaker = isAhead ? { ...before, lastSuccessAtMs: undefined } : before
  switch (breaker.state) {
    case 'OPEN':
      return isOver(breaker.openUntilMs, LONGEST_KEPT_OPEN_MS, nowMs) ? halfOpen(breaker, nowMs) : breaker
    case 'HALF_OPEN':
      return breaker.leaseUntilMs !== undefined && isOver(breaker.leaseUntilMs, PROBE_LEASE_MS, nowMs)
        ? { ...breaker, leaseUntilMs: undefined }
        : breaker
    case 'CLOSED':
      return isRow(breaker, nowMs) ? opened(breaker, 'failures_in_a_row', nowMs, unit) : breaker
    case 'ISOLATED':
      return breaker
  }
}

/** A moment further away than it can have been set to means that the clock was set back. */
const isOver = (untilMs = 0, longestMs: number, nowMs: number): boolean =>
  nowMs >= untilMs || untilMs - nowMs > longestMs

function called(
  before: Breaker,
  { atMs, proper, count = 1, startedAtMs }: Extract<BreakerEvent, { kind: 'called' }>,
  nowMs: number,
  unit: number,
): Breaker {
  const isOld = startedAtMs !== undefined && startedAtMs < (before.healedAtMs ?? 0)
  if (!proper && before.state === 'CLOSED' && isOld) return before
  const at = Math.min(atMs, nowMs)
  const tally = tallied(before.tally, { atMs: at, proper, count }, nowMs)
  if (!proper) {
    const breaker = { ...before, tally, ...withFailure(before, at) }
    if (breaker.state !== 'CLOSED') return breaker
    const because = reasonAt(breaker, nowMs)
    return because === undefined ? breaker : opened(breaker, because, nowMs, unit)
  }
  if (before.state === 'HALF_OPEN' && startedAtMs !== undefined && startedAtMs >= (before.changedAtMs ?? at)) {
    return closed(before, nowMs)
  }
  const breaker = { ...before, tally, ...withSuccess(before, at), activeFailures: 0 }
  return isDisproved(breaker, at, nowMs) ? takenBack(breaker, nowMs) : breaker
}

function withFailure(breaker: Breaker, atMs: number): Pick<Breaker, 'row' | 'rowSinceMs'> {
  const { lastSuccessAtMs, row: known, rowSinceMs } = breaker
  if (lastSuccessAtMs !== undefined && atMs <= lastSuccessAtMs) return { row: known, rowSinceMs }
  const row = [...known, atMs].sort((one, other) => one - other).slice(-FAILURES_IN_A_ROW)
  return { row, rowSinceMs: Math.min(rowSinceMs ?? atMs, atMs) }
}

function withSuccess(breaker: Breaker, atMs: number): Pick<Breaker, 'row' | 'rowSinceMs' | 'lastSuccessAtMs'> {
  const row = breaker.row.filter((failedAtMs) => failedAtMs > atMs)
  const isBroken = row.length < breaker.row.length
  const since = breaker.rowSinceMs === undefined ? undefined : Math.max(breaker.rowSinceMs, atMs)
  return {
    row,
    rowSinceMs: isBroken ? row[0] : since,
    lastSuccessAtMs: Math.max(breaker.lastSuccessAtMs ?? atMs, atMs),
  }
}

function reasonAt(breaker: Breaker, atMs: number): OpenReason | undefined {
  if (isRow(breaker, atMs)) return 'failures_in_a_row'
  const { proper, failed } = talliedWithin(breaker.tally, atMs - WINDOW_MS, atMs)
  const isShare = failed >= FEWEST_FAILURES && failed >= (proper + failed) * LARGEST_SHARE
  return isShare ? 'share_of_failures' : undefined
}

function isRow({ row, rowSinceMs, lastSuccessAtMs }: Breaker, atMs: number): boolean {
  if (row.length < FAILURES_IN_A_ROW || rowSinceMs === undefined) return false
  const mayBeUnderWay = lastSuccessAtMs !== undefined && lastSuccessAtMs > atMs - WINDOW_MS
  return !mayBeUnderWay || rowSinceMs < atMs - LATEST_SUCCESS_MS
}

/** Whether this success of before shows that the calls were no reason to open, neither then nor now. */
function isDisproved(breaker: Breaker, atMs: number, nowMs: number): boolean {
  const { state, because, openedAtMs = 0 } = breaker
  const byCalls = because === 'failures_in_a_row' || because === 'share_of_failures'
  if (state !== 'OPEN' || !byCalls || atMs > openedAtMs || nowMs > openedAtMs + LATEST_SUCCESS_MS) return false
  return reasonAt(breaker, openedAtMs) === undefined && reasonAt(breaker, nowMs) === undefined
}

/** As if it had never opened, but for the time of the change. */
const takenBack = (breaker: Breaker, nowMs: number): Breaker => ({
  ...breaker,
  state: 'CLOSED',
  changedAtMs: nowMs,
  openUntilMs: undefined,
  openings: Math.max(0, breaker.openings - 1),
  openedAtMs: breaker.openings === 0 ? undefined : breaker.openedAtMs,
})

function probed(breaker: Breaker, proper: boolean, nowMs: number, unit: number): Breaker {
  switch (breaker.state) {
    case 'HALF_OPEN':
      return proper ? closed(breaker, nowMs) : opened(breaker, 'probe_failed', nowMs, unit)
    // The permit was thought lost, and somebody else's call has decided since: this one counts as any other.
    case 'CLOSED':
      return called(breaker, { kind: 'called', atMs: nowMs, proper }, nowMs, unit)
    case 'OPEN':
    case 'ISOLATED':
      return breaker
  }
}

function asked(before: Breaker, up: boolean, nowMs: number, unit: number): Breaker {
  const breaker = { ...before, activeFailures: up ? 0 : before.activeFailures + 1 }
  const openedAtMs = breaker.openedAtMs ?? nowMs
  switch (breaker.state) {
    case 'CLOSED':
      return breaker.activeFailures < ACTIVE_FAILURES ? breaker : opened(breaker, 'no_answer_to_questions', nowMs, unit)
    case 'OPEN':
      if (!up) return keptOpen(breaker, nowMs, unit)
      return nowMs >= openedAtMs + SHORTEST_OPEN_MS ? halfOpen(breaker, nowMs) : breaker
    case 'HALF_OPEN':
      // A payment that is out with the permit finds out better.
      return up || breaker.leaseUntilMs !== undefined ? breaker : keptOpen(breaker, nowMs, unit)
    case 'ISOLATED':
      return breaker
  }
}

function keptOpen(breaker: Breaker, nowMs: number, unit: number): Breaker {
  const openings = breaker.openings + 1
  const latestMs = (breaker.openedAtMs ?? nowMs) + LONGEST_KEPT_OPEN_MS
  const openUntilMs = Math.min(nowMs + openMs(openings, unit), latestMs)
  if (openUntilMs <= Math.max(nowMs, breaker.state === 'OPEN' ? (breaker.openUntilMs ?? 0) : 0)) return breaker
  const changedAtMs = breaker.state === 'OPEN' ? breaker.changedAtMs : nowMs
  return { ...breaker, state: 'OPEN', changedAtMs, openings, openUntilMs, leaseUntilMs: undefined }
}

function opened(breaker: Breaker, because: OpenReason, nowMs: number, unit: number): Breaker {
  const isSameTrouble =
    breaker.openedAtMs !== undefined &&
    (breaker.state === 'HALF_OPEN' || nowMs - (breaker.changedAtMs ?? 0) < SAME_TROUBLE_MS)
  const openings = isSameTrouble ? breaker.openings + 1 : 0
  const openUntilMs = nowMs + openMs(openings, unit)
  const times = { changedAtMs: nowMs, openedAtMs: nowMs, openUntilMs }
  return { ...breaker, ...times, state: 'OPEN', because, openings, leaseUntilMs: undefined, activeFailures: 0 }
}

/** The first second, and beyond it full jitter under a ceiling that doubles. */
const openMs = (openings: number, unit: number): number => {
  const ceilingMs = Math.min(LONGEST_OPEN_MS, SHORTEST_OPEN_MS * 2 ** openings) - SHORTEST_OPEN_MS
  return SHORTEST_OPEN_MS + fullJitterMs(0, { baseMs: ceilingMs, mostMs: ceilingMs }, unit)
}

const halfOpen = (breaker: Breaker, nowMs: number): Breaker => ({
  ...breaker,
  state: 'HALF_OPEN',
  changedAtMs: nowMs,
  openUntilMs: undefined,
  leaseUntilMs: undefined,
})

/** What was counted before says nothing of the gateway that is back. */
const closed = ({ openings, openedAtMs }: Breaker, nowMs: number): Breaker => ({
  ...CLOSED,
  openings,
  openedAtMs,
  changedAtMs: nowMs,
  healedAtMs: nowMs,
})

function isolated(breaker: Breaker, isIsolated: boolean, nowMs: number): Breaker {
  if (isIsolated === (breaker.state === 'ISOLATED')) return breaker
  return { ...CLOSED, state: isIsolated ? 'ISOLATED' : 'CLOSED', changedAtMs: nowMs, healedAtMs: nowMs }
}
