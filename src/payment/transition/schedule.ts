import type { ThreeDSStep } from '../../gateway/threeDS.ts'
import type { CallReference, NewEvent } from '../event.ts'
import { CALL_LEASE_MS } from '../openCalls.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/**
 * When an unknown outcome is looked at again: soon while a caller may still be waiting, then ever more rarely for seven
 * days; after that it is an operator's task.
 */
const CHECK_AFTER_MS: readonly number[] = [
  SECOND_MS,
  2 * SECOND_MS,
  5 * SECOND_MS,
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  ...Array.from({ length: 28 }, () => 6 * HOUR_MS),
]

/** What the gateway decides later is asked for less eagerly: it promised to tell. */
const PENDING_AFTER_MS: readonly number[] = [
  MINUTE_MS,
  10 * MINUTE_MS,
  ...Array.from({ length: 30 }, () => 6 * HOUR_MS),
]

/** The outcome is not known; it is being found out at once, and the alarm watches over that. */
export const unknownAtOnce = (call: CallReference, reason: string, nowMs: number): NewEvent => ({
  type: 'OUTCOME_UNKNOWN',
  data: { call, reason, checks: 0, nextCheckAtMs: nowMs + CALL_LEASE_MS },
})

/** It could not be found out this time; `checks` counts the looks so far. */
export function unknownUntilLater(call: CallReference, reason: string, checks: number, nowMs: number): NewEvent {
  const waits = reason === 'pending' ? PENDING_AFTER_MS : CHECK_AFTER_MS
  const waitMs = waits[checks]
  return {
    type: 'OUTCOME_UNKNOWN',
    data: { call, reason, checks: checks + 1, nextCheckAtMs: waitMs === undefined ? undefined : nowMs + waitMs },
  }
}

/**
 * Where the gateway names no end. A browser that is there is done with the device in ten seconds; twice that, and it is not.
 * An issuer's page gives up after ten minutes of silence (EMV 3-D Secure), and a shopper may have answered in the last.
 */
const STEP_MS: Readonly<Record<ThreeDSStep['kind'], number | undefined>> = {
  device_data: 20 * SECOND_MS,
  challenge: 15 * MINUTE_MS,
  decoupled: undefined,
}

export function bounded(step: ThreeDSStep, nowMs: number): ThreeDSStep {
  const lastsMs = STEP_MS[step.kind]
  return step.untilMs !== undefined || lastsMs === undefined ? step : { ...step, untilMs: nowMs + lastsMs }
}
