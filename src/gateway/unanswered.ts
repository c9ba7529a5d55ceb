import { failureOf } from '../failure/failure.ts'
import { unreachable } from '../result.ts'
import type { GatewayAnswer, Send } from './forward.ts'
import type { Declined, NotSent, Unknown } from './outcome.ts'

export type Answered = Extract<GatewayAnswer, { readonly kind: 'answered' }>
export type Unanswered = Exclude<GatewayAnswer, Answered>

/** What a call that did not come to an answer means, where that call was the one to move money. */
export function unansweredOutcome(answer: Unanswered): Declined | NotSent | Unknown {
  switch (answer.kind) {
    case 'not_sent':
      return { kind: 'not_sent', reason: answer.reason }
    case 'token_refused': {
      const { reason } = answer
      return {
        kind: 'declined',
        failure: failureOf(reason === 'card_refused' ? 'card_refused' : 'invalid_card', reason),
      }
    }
    case 'unknown':
      return { kind: 'unknown', reason: answer.reason }
    default:
      return unreachable(answer)
  }
}

/** Stops waiting early: what cannot charge need not be waited for, and the time is another gateway's. */
export const inTime =
  (send: Send, timeoutMs: number): Send =>
  async (request) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<GatewayAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'unknown', reason: 'time_out' }), timeoutMs)
    })
    try {
      return await Promise.race([send(request), late])
    } finally {
      clearTimeout(timer)
    }
  }
