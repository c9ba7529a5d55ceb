import type * as z from 'zod'
import type { GatewayRequest, Send } from '../forward.ts'
import type { Answered, Unanswered } from '../unanswered.ts'
import { jsonOf, type Refusal, RefusalShape } from './shapes.ts'

/** What an answer turned out to be: the object asked for, Stripe's refusal, or neither. */
export type Reading<Value> =
  | { readonly kind: 'object'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly error: Refusal; readonly isReplay: boolean }
  | { readonly kind: 'unanswered'; readonly answer: Unanswered }
  | { readonly kind: 'not_understood'; readonly reason: string }

/** Reads by shape alone. The object counts only under 200, a refusal only under 4xx or 5xx. */
export async function ask<Shape extends z.ZodType>(
  send: Send,
  request: GatewayRequest,
  shape: Shape,
): Promise<Reading<z.infer<Shape>>> {
  const answer = await send(request)
  return answer.kind === 'answered' ? readAnswer(answer, shape) : { kind: 'unanswered', answer }
}

export function readAnswer<Shape extends z.ZodType>(answer: Answered, shape: Shape): Reading<z.infer<Shape>> {
  const json = jsonOf(answer.body)
  if (answer.status === 200) {
    const parsed = shape.safeParse(json)
    return parsed.success
      ? { kind: 'object', value: parsed.data }
      : { kind: 'not_understood', reason: 'the answer was not understood' }
  }
  const refused = RefusalShape.safeParse(json)
  return refused.success && answer.status >= 400
    ? {
        kind: 'refused',
        status: answer.status,
        error: refused.data.error,
        isReplay: answer.headers['idempotent-replayed'] === 'true',
      }
    : { kind: 'not_understood', reason: `Stripe answered ${answer.status}` }
}

/** Why a reading is not the object that was asked for, for people. */
export function reasonOf(reading: Exclude<Reading<unknown>, { readonly kind: 'object' }>): string {
  switch (reading.kind) {
    case 'refused':
      return codeOf(reading.error)
    case 'unanswered':
      return reading.answer.reason
    case 'not_understood':
      return reading.reason
  }
}

/** The most telling of the codes that an error carries. */
export const codeOf = (error: Pick<Refusal, 'type' | 'code' | 'decline_code'>): string =>
  error.decline_code ?? error.code ?? error.type ?? 'error'
