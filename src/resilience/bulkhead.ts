/** Enough for a small gateway's ordinary second, and for finding out that a slow one has recovered. */
const FEWEST_CALLS = 20
/** The vault and a gateway's own limits of rate end a burst that is larger; 20 s calls at 50 a second fill it. */
const MOST_CALLS = 1_000
/** A gateway nobody knows yet gets what a normal shop never reaches. */
const FIRST_LIMIT = 200
/** So much slower than usual is not chance: calls queue up behind something. */
const SLOW_FACTOR = 2
/** Below this a gateway is quick whatever it usually is. */
const NEVER_SLOW_MS = 250
const DECREASE = 0.8
const INCREASE = 10
/** How fast a gateway that stays slow becomes the usual: half of the way in about a minute of steps. */
const GETTING_USED_TO = 0.01
/** Once a second is as often as figures change by much. */
export const ADAPT_EVERY_MS = 1_000
/** An isolate that has not told for so long has ended, and its calls with it. */
const LOAD_EXPIRES_MS = 3_000
/** More isolates than run for one account at a time; beyond it the oldest makes room. */
const MOST_ISOLATES = 500

/** How many calls may be under way at once, and the median latency it takes for usual. */
export interface Bulkhead {
  readonly limit: number
  readonly usualMs?: number
  readonly adaptedAtMs: number
}

export const FIRST_BULKHEAD: Bulkhead = { limit: FIRST_LIMIT, adaptedAtMs: 0 }

/**
 * Additive increase, multiplicative decrease: a fifth less while the median is twice the usual, ten more while half of
 * the limit is used and the gateway keeps up (Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for
 * Congestion Avoidance in Computer Networks", 1989). The limit is soft: whoever is over it goes elsewhere.
 */
export function adapted(bulkhead: Bulkhead, load: number, medianMs: number | undefined, nowMs: number): Bulkhead {
  if (nowMs - bulkhead.adaptedAtMs < ADAPT_EVERY_MS || medianMs === undefined) return bulkhead
  const { usualMs = medianMs } = bulkhead
  const isSlow = medianMs > NEVER_SLOW_MS && medianMs > usualMs * SLOW_FACTOR
  return {
    limit: isSlow
      ? Math.max(FEWEST_CALLS, Math.floor(bulkhead.limit * DECREASE))
      : Math.min(
          MOST_CALLS,
          bulkhead.limit + (load * 2 >= bulkhead.limit || bulkhead.limit < FIRST_LIMIT ? INCREASE : 0),
        ),
    usualMs: medianMs < usualMs ? medianMs : usualMs + (medianMs - usualMs) * GETTING_USED_TO,
    adaptedAtMs: nowMs,
  }
}

/** What each isolate has under way, as it said last. */
export type Loads = ReadonlyMap<string, { readonly inFlight: number; readonly atMs: number }>

export function withLoad(loads: Loads, isolateId: string, inFlight: number, nowMs: number): Loads {
  const known = [...loads].filter(([id, { atMs }]) => id !== isolateId && atMs > nowMs - LOAD_EXPIRES_MS)
  return new Map([...known.slice(1 - MOST_ISOLATES), [isolateId, { inFlight, atMs: nowMs }]])
}

export const loadOf = (loads: Loads, nowMs: number): number =>
  [...loads.values()].reduce((sum, { inFlight, atMs }) => sum + (atMs > nowMs - LOAD_EXPIRES_MS ? inFlight : 0), 0)
