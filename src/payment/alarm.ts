import { expiryDueMs } from './amounts.ts'
import type { Log } from './log.ts'
import { type Memory, nameOf } from './memory.ts'
import { CALL_LEASE_MS } from './openCalls.ts'

/** Should this memory end while the merchant's feed did not answer. */
const ANNOUNCE_AGAIN_MS = 30_000

/**
 * The earliest moment at which the object has something to do by itself: a call to look after, the end of its state, a
 * log that nobody acknowledged. A call that runs is looked after when its lease is over, should this memory be gone.
 */
export function alarmDueMs(log: Log, memory: Memory, nowMs: number): number | undefined {
  const { state } = log
  if (state === undefined) return undefined
  const running = new Set(memory.running().map(nameOf))
  const calls = state.calls.flatMap(({ reference, nextCheckAtMs }) => {
    if (running.has(nameOf(reference))) return [nowMs + CALL_LEASE_MS]
    return nextCheckAtMs === undefined ? [] : [nextCheckAtMs]
  })
  const expiry = expiryDueMs(state)
  const projection = state.seq > log.projectedSeq ? [memory.resendDueMs(nowMs, log.projectedSeq)] : []
  const announcement = state.seq > log.announcedSeq ? [nowMs + ANNOUNCE_AGAIN_MS] : []
  return earliest(...calls, expiry, ...projection, ...announcement)
}

/** The earliest of these moments, or undefined where there is none. */
export function earliest(...moments: readonly (number | undefined)[]): number | undefined {
  const due = moments.filter((moment) => moment !== undefined)
  return due.length === 0 ? undefined : Math.min(...due)
}
