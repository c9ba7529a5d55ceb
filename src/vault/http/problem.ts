import { retryAfterOf } from '../../defence/seconds.ts'
import type { FieldError } from '../card/card.ts'

/** A refusal over plain HTTP, as RFC 9457 has it. `code` is ours and stable; `errors` names the fields to mend. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
  /** Work to do first: find a counter, so that SHA-256 of "text.counter" begins with so many zero bits; send that as `proof`. */
  readonly challenge?: { readonly text: string; readonly difficulty: number }
}

export const PROBLEMS = {
  unauthenticated: {
    status: 401,
    code: 'UNAUTHENTICATED',
    title: 'The credential is missing, unknown or revoked.',
    headers: { 'www-authenticate': 'Bearer' },
  },
  forbidden: { status: 403, code: 'FORBIDDEN', title: 'This credential may not do that.' },
  not_found: { status: 404, code: 'NOT_FOUND', title: 'There is nothing here.' },
  method_not_allowed: { status: 405, code: 'METHOD_NOT_ALLOWED', title: 'This method is not allowed here.' },
  too_large: { status: 413, code: 'BODY_TOO_LARGE', title: 'The body is too large.' },
  unsupported_type: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', title: 'The body has to be application/json.' },
  malformed: { status: 400, code: 'BAD_REQUEST', title: 'The body is not a JSON object in UTF-8.' },
  proof_required: {
    status: 428,
    code: 'PROOF_REQUIRED',
    title: 'Many cards are tried here. Answer the challenge and send the same jwe with its proof.',
  },
  unavailable: {
    status: 503,
    code: 'UNAVAILABLE',
    title: 'This is not available just now. Try again.',
    headers: { 'retry-after': '1' },
  },
  internal: { status: 500, code: 'INTERNAL', title: 'Something went wrong here. Give the request id to support.' },
} as const satisfies Record<string, Problem>

export const rateLimited = (waitMs: number): Problem => ({
  status: 429,
  code: 'RATE_LIMITED',
  title: 'Too many tries. Wait as long as retry-after says.',
  headers: { 'retry-after': retryAfterOf(waitMs) },
})

/** The body fields that have to be mended. */
export const invalidFields = (errors: readonly FieldError[], status = 422): Problem => ({
  status,
  code: 'VALIDATION_FAILED',
  title: 'Some fields are not right.',
  errors,
})

export function problemResponse(problem: Problem, requestId: string): Response {
  const { status, code, title, errors, headers, challenge } = problem
  return new Response(JSON.stringify({ type: 'about:blank', title, status, code, requestId, errors, challenge }), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  })
}
