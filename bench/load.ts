import { percentile } from './figures.ts'

export interface Load {
  readonly connections: number
  readonly requests: number
  /** No further request begins after this; what is under way is still waited for. */
  readonly timeLimitMs: number
}

export interface Measured {
  readonly count: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/**
 * So many senders side by side, each with one request under way at a time, until the requests or the time are used up. A
 * request that fails ends the whole: a benchmark of failures measures nothing.
 */
export async function measure(
  { connections, requests, timeLimitMs }: Load,
  send: (index: number) => Promise<void>,
): Promise<Measured> {
  const latenciesMs: number[] = []
  const startedAtMs = performance.now()
  let next = 0
  const sender = async () => {
    while (next < requests && performance.now() - startedAtMs < timeLimitMs) {
      const index = next
      next += 1
      const sentAtMs = performance.now()
      await send(index)
      latenciesMs.push(performance.now() - sentAtMs)
    }
  }
  await Promise.all(Array.from({ length: connections }, sender))
  const seconds = (performance.now() - startedAtMs) / 1000
  return {
    count: latenciesMs.length,
    perSecond: latenciesMs.length / seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
  }
}
