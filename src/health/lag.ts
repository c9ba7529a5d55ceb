/** How far the read model was behind the objects, over the last minute. */
export interface ProjectionLag {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const WINDOW_MS = 60_000
/** Under the heaviest load four consumers finish some tens of batches a second; what is older is dropped first. */
const MOST_SAMPLES = 4_096

export type LagWindow = ReturnType<typeof lagWindow>

/** One sample a batch, bounded in time and number. Ranks are exact over the samples that are kept. */
export function lagWindow() {
  let samples: { readonly atMs: number; readonly lagMs: number }[] = []

  return {
    /** A clock that is behind the one that timed the event must not make a lag of less than nothing. */
    add(lagMs: number, nowMs: number): void {
      samples.push({ atMs: nowMs, lagMs: Math.max(0, lagMs) })
      if (samples.length > MOST_SAMPLES) samples = samples.slice(-MOST_SAMPLES / 2)
    },
    /** Null where nothing was projected in the last minute. */
    read(nowMs: number): ProjectionLag | null {
      samples = samples.filter(({ atMs }) => atMs > nowMs - WINDOW_MS)
      const lags = samples.map(({ lagMs }) => lagMs).sort((one, other) => one - other)
      const rank = (share: number) => lags[Math.max(0, Math.ceil(lags.length * share) - 1)]
      const [p50Ms, p99Ms, maxMs] = [rank(0.5), rank(0.99), lags.at(-1)]
      return p50Ms === undefined || p99Ms === undefined || maxMs === undefined ? null : { p50Ms, p99Ms, maxMs }
    },
  }
}
