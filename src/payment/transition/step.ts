import type { ThreeDSStep } from '../../gateway/threeDS.ts'
import { answersStep } from '../../gateway/threeDSMessages.ts'
import { attemptOf, currentAttempt } from '../amounts.ts'
import { type Draft, draftOf, record } from '../draft.ts'
import type { PaymentState } from '../state.ts'
import type { Step } from '../step.ts'
import { endAttempt } from './request.ts'

/**
 * A shopper who comes back too early, or with a result that is not of this attempt, comes again. Each visit costs a call
 * and two events, and nobody needs more than a few.
 */
const MOST_RETURNS = 10

type Visit = Extract<Step, { readonly kind: 'returned' }>

export function returned(state: PaymentState, visit: Visit, nowMs: number): Draft {
  const { attempt: number, values, said = values } = visit
  const attempt = attemptOf(state, number)
  const draft = draftOf(state)
  const waits = attempt?.status === 'ACTION_REQUIRED' && (attempt.returns ?? 0) < MOST_RETURNS
  const ending = state.cancellations.some((other) => other.attempt === number)
  if (!waits || ending || state.status !== 'REQUIRES_ACTION' || !answersStep(attempt.step, said)) return draft
  return record(draft, nowMs, { type: 'ACTION_COMPLETED', data: { attempt: number, returned: values } })
}

/** The step that this attempt waits for, if any; null where there is no such attempt. */
export function openStep(state: PaymentState | undefined, number: number): { readonly step?: ThreeDSStep } | null {
  const attempt = state === undefined ? undefined : attemptOf(state, number)
  if (state === undefined || attempt === undefined) return null
  const isOpen = state.status === 'REQUIRES_ACTION' && currentAttempt(state)?.number === number
  const isEnding = state.cancellations.some((other) => other.attempt === number)
  return isOpen && !isEnding && attempt.step !== undefined ? { step: attempt.step } : {}
}

/**
 * The step's own time is over. Device data are not worth waiting for: the issuer judges without them. A question that
 * nobody answered is ended at the gateway, which tells where it was answered after all.
 */
export function timeOut(draft: Draft, nowMs: number): Draft {
  const attempt = currentAttempt(draft.state)
  return attempt?.step?.kind === 'device_data'
    ? record(draft, nowMs, {
        type: 'ACTION_COMPLETED',
        data: { attempt: attempt.number, returned: { threeDSCompInd: 'N' } },
      })
    : endAttempt(draft, 'timed_out', 'fence', nowMs)
}
