import type { Evidence } from './evidence.ts'
import { type Finding, lookingFor } from './finding.ts'
import { openOf, type Replayed } from './replay.ts'

/** A payment at rest has no alarm but the one for its expiry, which is hours away at the soonest. */
const SOONEST_EXPIRY_MS = 3_600_000

/** I5: once faults stop nothing stays unknown, every outbox is empty, and no alarm is left but for an expiry. */
export function checkRest(
  { logs, finals }: Pick<Evidence, 'logs' | 'finals'>,
  states: ReadonlyMap<string, Replayed | undefined>,
  nowMs: number,
): Finding {
  const look = lookingFor('I5')
  for (const { paymentId, events, projectedSeq, announcedSeq, alarmAtMs } of logs) {
    const state = states.get(paymentId)
    const open = state === undefined ? [] : openOf(state)
    look.holds(open.length === 0, paymentId, () => `still open: ${open.join('; ')}`)
    const seq = events.at(-1)?.seq ?? 0
    look.holds(projectedSeq === seq, paymentId, () => `projected up to ${projectedSeq} of ${seq}`)
    look.holds(announcedSeq === seq, paymentId, () => `announced up to ${announcedSeq} of ${seq}`)
    look.holds(
      alarmAtMs === undefined || alarmAtMs > nowMs + SOONEST_EXPIRY_MS,
      paymentId,
      () => `an alarm is still set, in ${Math.round(((alarmAtMs ?? 0) - nowMs) / 1_000)} s`,
    )
  }
  for (const { paymentId, nextCheckAt } of finals) {
    look.holds(nextCheckAt === null, paymentId, () => `the API says that it is looked at again at ${nextCheckAt}`)
  }
  return look.finding()
}
