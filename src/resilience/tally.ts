/** Fine enough for a window of two seconds, and few enough to keep. */
const BUCKET_MS = 100
/** Two seconds, and one more in which successes may still be told. */
const KEPT_MS = 4_000

/** Calls by when they ended, in buckets of a tenth of a second, ascending. */
export type Tally = readonly { readonly fromMs: number; readonly proper: number; readonly failed: number }[]

interface Ended {
  readonly atMs: number
  readonly proper: boolean
  readonly count: number
}

/** With these calls counted where they happened. What is too old to matter is forgotten, so that it never grows. */
export function tallied(tally: Tally, { atMs, proper, count }: Ended, nowMs: number): Tally {
  const fromMs = Math.floor(atMs / BUCKET_MS) * BUCKET_MS
  const oldestMs = nowMs - KEPT_MS
  if (fromMs < oldestMs) return tally
  const known = tally.find((bucket) => bucket.fromMs === fromMs) ?? { fromMs, proper: 0, failed: 0 }
  const counted = proper ? { ...known, proper: known.proper + count } : { ...known, failed: known.failed + count }
  const others = tally.filter((bucket) => bucket.fromMs !== fromMs && bucket.fromMs >= oldestMs)
  return [...others, counted].sort((one, other) => one.fromMs - other.fromMs)
}

/** How many ended after `sinceMs` and not after `untilMs`, to within a bucket. */
export function talliedWithin(tally: Tally, sinceMs: number, untilMs: number): { proper: number; failed: number } {
  const within = tally.filter(({ fromMs }) => fromMs + BUCKET_MS > sinceMs && fromMs <= untilMs)
  return {
    proper: within.reduce((sum, bucket) => sum + bucket.proper, 0),
    failed: within.reduce((sum, bucket) => sum + bucket.failed, 0),
  }
}
