import { alarmDueMs, earliest } from './alarm.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Memory } from './memory.ts'

export type AlarmClock = ReturnType<typeof createAlarmClock>

/** One alarm per object, at the earliest of all that is waited for. An alarm that rings too early does no harm. */
export function createAlarmClock(
  storage: DurableObjectStorage,
  log: () => Log | undefined,
  memory: Memory,
  live: Pick<Live, 'dueMs'>,
) {
  let atMs: number | undefined
  return {
    /** The alarm has rung: none is set. */
    rang(): void {
      atMs = undefined
    },

    async set(notBeforeMs = 0): Promise<void> {
      const known = log()
      if (known?.state === undefined) return
      const nowMs = Date.now()
      const earliestMs = earliest(alarmDueMs(known, memory, nowMs), live.dueMs(nowMs))
      if (earliestMs === undefined) {
        atMs = undefined
        await storage.deleteAlarm()
        return
      }
      const dueMs = Math.max(earliestMs, notBeforeMs)
      if (atMs === undefined || dueMs < atMs || known.projectedSeq === known.state.seq) {
        atMs = dueMs
        await storage.setAlarm(dueMs)
      }
    },
  }
}
