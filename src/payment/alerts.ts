import type { PaymentEvent } from './event.ts'
import type { PaymentState } from './state.ts'

/** After so many looks an unknown outcome is no longer a passing trouble. */
const LOOKS_BEFORE_ALERT = 6

export interface Alert {
  /** `error` needs somebody; `warn` says that something unusual was dealt with, or cannot be dealt with by waiting. */
  readonly level: 'warn' | 'error'
  readonly event: string
  readonly detail: Readonly<Record<string, string | number>>
}

/**
 * What an operator has to hear of at once: money that is not where it should be, or about to be. `before` is the state
 * that the events were decided on, which knows what was asked for.
 */
export function alertsOf(events: readonly PaymentEvent[], before?: PaymentState): readonly Alert[] {
  return events.flatMap((event): readonly Alert[] => {
    switch (event.type) {
      case 'ATTEMPT_ENDED':
        return event.data.failure?.code === 'gateway_answer_mismatch'
          ? [{ level: 'error', event: 'gateway_answer_mismatch', detail: { attempt: event.data.attempt } }]
          : []
      case 'PAYMENT_DECLINED': {
        const { attempt, failure, because, rule } = event.data
        return attempt === undefined && because !== undefined
          ? [{ level: 'warn', event: 'no_attempt_possible', detail: { code: failure.code, because, rule: rule ?? '' } }]
          : []
      }
      case 'CAPTURE_SUCCEEDED': {
        const { capture: number, amountMinor } = event.data
        return otherAmount('capture', number, before?.captures[number - 1]?.amountMinor, amountMinor)
      }
      case 'REFUND_SUCCEEDED': {
        const { refund: number, amountMinor } = event.data
        return otherAmount('refund', number, before?.refunds[number - 1]?.amountMinor, amountMinor)
      }
      case 'CANCEL_FAILED':
        return [
          { level: 'error', event: 'cancel_refused', detail: { attempt: event.data.attempt, why: event.data.why } },
        ]
      case 'COMPENSATION_FAILED':
        return [{ level: 'error', event: 'compensation_failed', detail: { attempt: event.data.attempt } }]
      case 'COMPENSATED':
        return [
          { level: 'warn', event: 'compensated', detail: { attempt: event.data.attempt, means: event.data.means } },
        ]
      case 'OUTCOME_UNKNOWN': {
        const { call, reason, checks, nextCheckAtMs } = event.data
        const detail = { call: `${call.kind} ${call.number}`, reason, checks }
        if (nextCheckAtMs === undefined) return [{ level: 'error', event: 'outcome_given_up', detail }]
        return reason === 'refused' || (reason !== 'pending' && checks >= LOOKS_BEFORE_ALERT)
          ? [{ level: 'error', event: 'outcome_unknown', detail }]
          : []
      }
      default:
        return []
    }
  })
}

/** What a gateway moved is a fact and is written down; that it was not asked to is for somebody to clear up with it. */
function otherAmount(call: string, number: number, asked?: bigint, told?: bigint): readonly Alert[] {
  if (asked === undefined || told === undefined || asked === told) return []
  const detail = { call: `${call} ${number}`, askedMinor: String(asked), toldMinor: String(told) }
  return [{ level: 'error', event: 'gateway_moved_another_amount', detail }]
}
