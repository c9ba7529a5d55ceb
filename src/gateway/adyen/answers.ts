import type * as z from 'zod'
import { failureOf } from '../../failure/failure.ts'
import type { Declined, Unknown, Unprocessed } from '../outcome.ts'
import type { Answered } from '../unanswered.ts'
import { errorFailure } from './failures.ts'
import { ErrorShape, jsonOf } from './shapes.ts'

/** What an answer turned out to be: the object asked for, a definite refusal, or neither. */
export type Reading<Value> =
  | { readonly kind: 'object'; readonly value: Value }
  | { readonly kind: 'refused'; readonly outcome: Declined | Unprocessed }
  | Unknown

const unknown = (reason: string): Unknown => ({ kind: 'unknown', reason })

/** Reads by shape alone. The object counts only under 200 or 201, a refusal only under 4xx with an error of Adyen's. */
export function readAnswer<Shape extends z.ZodType>(answer: Answered, shape: Shape): Reading<z.infer<Shape>> {
  const json = jsonOf(answer.body)
  if (answer.status === 200 || answer.status === 201) {
    const parsed = shape.safeParse(json)
    return parsed.success ? { kind: 'object', value: parsed.data } : unknown('the answer was not understood')
  }
  const error = ErrorShape.safeParse(json)
  return error.success ? refusal(answer, error.data.errorCode) : unknown(`the gateway answered ${answer.status}`)
}

/**
 * The same request is still being processed, or was: "704 request already processed or in progress" under 409 or 422.
 * 703 is a resource that was missing for a moment, and does not say when.
 */
const UNCERTAIN = new Set(['703', '704'])

/**
 * What a refusal means. Trouble with access or rates is technical, and the request was not looked at; anything else under
 * 4xx is refused for its content before anything was processed. A transient error is one that the first request may still
 * survive, and 5xx may come after the charge: both are unknown, and repeating them under the same key is safe.
 */
function refusal({ status, headers }: Answered, errorCode: string): Reading<never> {
  const isUncertain = headers['transient-error'] === 'true' || UNCERTAIN.has(errorCode)
  if (isUncertain || status === 409 || status < 400 || status >= 500) return unknown(`${status} ${errorCode}`)
  const unprocessed = (failure: Unprocessed['failure']): Reading<never> => ({
    kind: 'refused',
    outcome: { kind: 'unprocessed', failure },
  })
  switch (status) {
    case 401:
      return unprocessed(failureOf('gateway_login_refused', errorCode))
    case 403:
      return unprocessed(
        failureOf(errorCode === '901' ? 'gateway_merchant_unknown' : 'gateway_permission_missing', errorCode),
      )
    case 429:
      return unprocessed(failureOf('gateway_rate_limited', errorCode))
    default:
      return { kind: 'refused', outcome: { kind: 'declined', failure: errorFailure(errorCode) } }
  }
}
