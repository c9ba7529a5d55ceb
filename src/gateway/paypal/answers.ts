import type * as z from 'zod'
import type { GatewayRequest, Send } from '../forward.ts'
import type { Answered, Unanswered } from '../unanswered.ts'
import { jsonOf, type Refusal, RefusalShape } from './shapes.ts'

/** What an answer turned out to be: the object asked for, PayPal's refusal, or neither. */
export type Reading<Value> =
  | { readonly kind: 'object'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly refusal: Refusal }
  | { readonly kind: 'unanswered'; readonly answer: Unanswered }
  | { readonly kind: 'not_understood'; readonly reason: string }

/** Reads by shape alone. The object counts only under 200 or 201, a refusal only under 4xx or 5xx. */
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
  if (answer.status === 200 || answer.status === 201) {
    const parsed = shape.safeParse(json)
    return parsed.success
      ? { kind: 'object', value: parsed.data }
      : { kind: 'not_understood', reason: 'the answer was not understood' }
  }
  const refused = RefusalShape.safeParse(json)
  return refused.success && answer.status >= 400
    ? { kind: 'refused', status: answer.status, refusal: refused.data }
    : { kind: 'not_understood', reason: `PayPal answered ${answer.status}` }
}

/** The issue that says most: the first of the details, else the error's name. */
export const issueOf = ({ name, details }: Refusal): string =>
  details?.find(({ issue }) => issue !== undefined)?.issue ?? name

/** Why a reading is not the object that was asked for, for people. */
export function reasonOf(reading: Exclude<Reading<unknown>, { readonly kind: 'object' }>): string {
  switch (reading.kind) {
    case 'refused':
      return issueOf(reading.refusal)
    case 'unanswered':
      return reading.answer.reason
    case 'not_understood':
      return reading.reason
  }
}

/** Whether the reading is a refusal with one of the issues. */
export const isRefusedWith = (
  reading: Reading<unknown>,
  issues: ReadonlySet<string>,
): reading is Extract<Reading<unknown>, { readonly kind: 'refused' }> =>
  reading.kind === 'refused' && issues.has(issueOf(reading.refusal))
