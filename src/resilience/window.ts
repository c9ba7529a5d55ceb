/** As long as what people look at as "now", and short enough that an outage shows at once. */
const WINDOW_MS = 10_000
const BUCKET_MS = 1_000
/**
 * Upper bounds of the latency classes in milliseconds, each about 1.4 times the one before, up to the longest call. A
 * percentile is told to within its class, which is all that choosing between gateways needs.
 */
const CLASSES_MS: readonly number[] = [
  10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 453, 640, 905, 1_280, 1_810, 2_560, 3_620, 5_120, 7_241, 10_240,
  14_482, 20_480,
]

interface Second {
  readonly fromMs: number
  readonly proper: number
  readonly failed: number
  /** How many calls fell into each latency class; sparse, by the class's index. */
  readonly latencies: Readonly<Record<number, number>>
}

/** The last ten seconds of an account, by the second. */
export type Window = readonly Second[]

/** Calls that ended at `atMs`: proper or counted as failed, or neither where only the latency is new. */
export interface Measured {
  readonly atMs: number
  readonly outcome?: 'proper' | 'failed'
  readonly latencyMs?: number
}

export interface Figures {
  /** A decline counts as a success of the gateway. Absent where there was no call. */
  readonly successRate?: number
  readonly latencyP50Ms?: number
  readonly latencyP95Ms?: number
}

export function measured(window: Window, { atMs, outcome, latencyMs }: Measured, nowMs: number): Window {
  const fromMs = Math.floor(Math.min(atMs, nowMs) / BUCKET_MS) * BUCKET_MS
  const oldestMs = nowMs - WINDOW_MS
  if (fromMs + BUCKET_MS <= oldestMs) return window
  const known = window.find((second) => second.fromMs === fromMs) ?? { fromMs, proper: 0, failed: 0, latencies: {} }
  const counted: Second = {
    fromMs,
    proper: known.proper + (outcome === 'proper' ? 1 : 0),
    failed: known.failed + (outcome === 'failed' ? 1 : 0),
    latencies: latencyMs === undefined ? known.latencies : withLatency(known.latencies, latencyMs),
  }
  return [...window.filter((second) => second.fromMs !== fromMs && second.fromMs + BUCKET_MS > oldestMs), counted]
}

export function figuresOf(window: Window, nowMs: number): Figures {
  const recent = window.filter(({ fromMs }) => fromMs + BUCKET_MS > nowMs - WINDOW_MS)
  const proper = recent.reduce((sum, second) => sum + second.proper, 0)
  const calls = recent.reduce((sum, second) => sum + second.failed, proper)
  const counts = CLASSES_MS.map((_most, index) =>
    recent.reduce((sum, { latencies }) => sum + (latencies[index] ?? 0), 0),
  )
  return {
    ...(calls === 0 ? {} : { successRate: proper / calls }),
    ...named('latencyP50Ms', percentile(counts, 0.5)),
    ...named('latencyP95Ms', percentile(counts, 0.95)),
  }
}

const named = (name: 'latencyP50Ms' | 'latencyP95Ms', value: number | undefined): Figures =>
  value === undefined ? {} : { [name]: value }

function withLatency(latencies: Second['latencies'], latencyMs: number): Second['latencies'] {
  const found = CLASSES_MS.findIndex((mostMs) => latencyMs <= mostMs)
  const index = found < 0 ? CLASSES_MS.length - 1 : found
  return { ...latencies, [index]: (latencies[index] ?? 0) + 1 }
}

/** The nearest rank: the class of the first call that this share of all calls does not exceed. */
function percentile(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  const rank = Math.ceil(total * share)
  let passed = 0
  return CLASSES_MS.find((_most, index) => {
    passed += counts[index] ?? 0
    return passed >= rank
  })
}
