import type { PaymentEvent } from './event.ts'

/** After so many looks an unknown outcome is no longer a passing trouble. */
const LOOKS_BEFORE_ALERT = 6

export interface Alert {
  readonly event: string
  readonly detail: Readonly<Record<string, string | number>>
}

/** What an operator has to hear of at once: money that is not where it should be, or about to be. */
export function alertsOf(events: readonly PaymentEvent[]): readonly Alert[] {
  return events.flatMap((event): readonly Alert[] => {
    switch (event.type) {
      case 'ATTEMPT_ENDED':
        return event.data.failure?.code === 'gateway_answer_mismatch'
          ? [{ event: 'gateway_answer_mismatch', detail: { attempt: event.data.attempt } }]
          : []
      case 'CANCEL_FAILED':
        return [{ event: 'cancel_refused', detail: { attempt: event.data.attempt, why: event.data.why } }]
      case 'COMPENSATION_FAILED':
        return [{ event: 'compensation_failed', detail: { attempt: event.data.attempt } }]
      case 'COMPENSATED':
        return [{ event: 'compensated', detail: { attempt: event.data.attempt, means: event.data.means } }]
      case 'OUTCOME_UNKNOWN': {
        const { call, reason, checks, nextCheckAtMs } = event.data
        const detail = { call: `${call.kind} ${call.number}`, reason, checks }
        if (nextCheckAtMs === undefined) return [{ event: 'outcome_given_up', detail }]
        return reason === 'refused' || (reason !== 'pending' && checks >= LOOKS_BEFORE_ALERT)
          ? [{ event: 'outcome_unknown', detail }]
          : []
      }
      default:
        return []
    }
  })
}
