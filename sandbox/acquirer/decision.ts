import { type Answer, errorAnswer, jsonAnswer } from '../http/answer.ts'
import type { Change, Webhook } from './record.ts'
import type { ChallengeUrl } from './views.ts'

/** What a request leads to: decided at once, written, and only then answered. */
export interface Decision {
  readonly changes: readonly Change[]
  readonly answer: Answer
}

/** What a decision may use beside the book. */
export interface Context {
  readonly nowMs: number
  readonly newId: (prefix: string) => string
  /** A keyed digest over the canonical form of a request's body. */
  readonly fingerprint: (body: unknown) => string
  readonly challengeUrl: ChallengeUrl
  /** How long "a moment later" is. */
  readonly laterMs: number
  /** Set where a fault makes the acquirer book another amount than it was asked for. */
  readonly wrongAmount: boolean
}

export const refusal = (status: number, code: string, message: string, field?: string): Decision => ({
  changes: [],
  answer: errorAnswer(status, code, message, field),
})

export const replay = (view: unknown): Decision => ({
  changes: [],
  answer: jsonAnswer(200, view, { 'idempotent-replayed': 'true' }),
})

export const conflict = (id: string): Decision =>
  refusal(409, 'idempotency_conflict', `${id} was used with another body before`)

export const noSuchPayment = (): Decision => refusal(404, 'not_found', 'there is no such payment')

/** A webhook tells the whole object as it stands, so that any order of arrival converges. */
export function webhookOf(context: Context, type: string, timeMs: number, view: unknown): Webhook {
  const id = context.newId('evt')
  const body = JSON.stringify({ id, type, createdAt: new Date(timeMs).toISOString(), data: view })
  return { id, body, createdAtMs: timeMs }
}
