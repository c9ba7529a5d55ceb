import type { CheckoutError, ErrorType } from './types.ts'

/** What goes wrong without the frame; of all else the frame tells, in the same form. */
export const failed = (
  code: string,
  message: string,
  type: ErrorType = 'invalid_request_error',
): { readonly error: CheckoutError } => ({ error: { code, message, type } })

export const NOT_MOUNTED = failed('not_mounted', 'The checkout is not on the page. Mount it first.')
