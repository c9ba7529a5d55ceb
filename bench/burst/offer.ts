import { setTimeout as wait } from 'node:timers/promises'
import { percentile } from '../figures.ts'

export interface Offered {
  readonly offered: number
  readonly answered: number
  readonly failed: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
  /** After the last was sent, until all were answered. */
  readonly drainedAfterMs: number
}

/**
 * Sends so many a second whether or not answers come, as shoppers do. A latency counts from the moment at which the request
 * was due, so that a sender that is held up does not hide what it should have measured.
 */
export async function offer(
  perSecond: number,
  forMs: number,
  send: (index: number) => Promise<void>,
): Promise<Offered> {
  const latenciesMs: number[] = []
  const underWay: Promise<void>[] = []
  let failed = 0
  const startedAtMs = performance.now()
  const offered = Math.floor((perSecond * forMs) / 1_000)
  for (let index = 0; index < offered; index += 1) {
    const dueMs = startedAtMs + (index * 1_000) / perSecond
    const earlyMs = dueMs - performance.now()
    if (earlyMs > 1) await wait(earlyMs)
    underWay.push(
      send(index).then(
        () => void latenciesMs.push(performance.now() - dueMs),
        () => {
          failed += 1
        },
      ),
    )
  }
  const sentAtMs = performance.now()
  await Promise.all(underWay)
  return {
    offered,
    answered: latenciesMs.length,
    failed,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    longestMs: latenciesMs.reduce((most, one) => Math.max(most, one), 0),
    drainedAfterMs: performance.now() - sentAtMs,
  }
}
