import type { AttemptView, PaymentView } from '../payment/view.ts'
import { unreachable } from '../result.ts'
import { segmentOf } from '../routing/segment.ts'
import type { TokenFacts } from '../vault/contract.ts'
import type { Observation } from './snapshot.ts'

/** The payment's object and the isolate run on two machines, whose clocks agree to within this. */
const CLOCKS_AGREE_MS = 100

export interface AccountObservation {
  readonly accountId: string
  readonly observation: Observation
}

/** The attempts that began with a command, as its answer tells of them. A replayed answer tells of older ones. */
export const attemptsSince = ({ attempts }: PaymentView, sinceMs: number): readonly AttemptView[] =>
  attempts.filter(({ startedAtMs }) => startedAtMs >= sinceMs - CLOCKS_AGREE_MS)

/**
 * What a command's answer teaches about the accounts that it tried, `sinceMs` being when the command was sent. What did
 * not answer properly is no news to the breaker, for the payment's object has told it; it counts as a failure to those
 * who choose, and for latency. What was never sent teaches nothing of the gateway, nor does what is still running.
 *
 * The segment goes by what was known of the card before, as choosing does: what a gateway tells of a card depends on how
 * the attempt ended, and a segment that only approvals get into would look better than it is.
 */
export function observationsOf(view: PaymentView, sinceMs: number, card: TokenFacts): readonly AccountObservation[] {
  return attemptsSince(view, sinceMs).flatMap((attempt) => {
    const taught = taughtBy(attempt)
    if (taught === undefined) return []
    const endedAtMs = attempt.endedAtMs ?? Math.max(view.updatedAtMs, attempt.startedAtMs)
    const observation: Observation = {
      ...taught,
      atMs: endedAtMs,
      latencyMs: endedAtMs - attempt.startedAtMs,
      segment: segmentOfAttempt(view, attempt, card),
    }
    return [{ accountId: attempt.accountId, observation }]
  })
}

function taughtBy({ status }: AttemptView): Pick<Observation, 'proper' | 'approved'> | undefined {
  switch (status) {
    case 'APPROVED':
      return { proper: true, approved: true }
    case 'DECLINED':
      return { proper: true, approved: false }
    case 'ACTION_REQUIRED':
    case 'PENDING':
      return { proper: true }
    case 'UNPROCESSED':
    case 'UNKNOWN':
      return { proper: false }
    case 'NOT_SENT':
    case 'STARTED':
      return undefined
    default:
      return unreachable(status)
  }
}

const segmentOfAttempt = (
  { currency, details }: PaymentView,
  { amountMinor, method = 'card' }: AttemptView,
  card: TokenFacts,
): string =>
  segmentOf({ amountMinor, currency, method, ...card, country: card.country ?? details?.billingAddress?.country })
