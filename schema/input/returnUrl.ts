import { ok } from '../../src/result.ts'
import { holdsPrintedCardNumber } from './cardNumber.ts'
import { type Checked, problem } from './problem.ts'

const LONGEST_URL = 2048
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Where the shopper is sent back to: an absolute https URL without user-info. Plain http is for a shop on the developer's
 * own machine. Kept as given, so that the shop finds the URL that it wrote.
 */
export function checkReturnUrl(value: unknown, development: boolean): Checked<string | undefined> {
  const path = ['returnUrl']
  if (value === undefined || value === null) return ok(undefined)
  if (typeof value !== 'string' || value.length > LONGEST_URL) {
    return problem(path, `must be a URL of at most ${LONGEST_URL} characters`)
  }
  // The URL parser drops tabs, line breaks and backslashes silently; what it would mend is refused instead.
  if (!/^https?:\/\/[^\s/\\]/i.test(value) || !/^[\u0021-\u005b\u005d-\u007e]+$/.test(value) || !URL.canParse(value)) {
    return problem(path, 'must be an absolute https URL')
  }
  const url = new URL(value)
  if (url.username !== '' || url.password !== '' || /^https?:\/\/[^/?#]*@/i.test(value)) {
    return problem(path, 'must not hold a user name or password')
  }
  if (holdsPrintedCardNumber(value) || holdsPrintedCardNumber(decoded(value)))
    return problem(path, 'must not hold a card number')
  if (url.protocol === 'https:') return ok(value)
  return development || LOOPBACK.has(url.hostname) ? ok(value) : problem(path, 'must be an https URL')
}

/** Each escape for itself: one that is no UTF-8 must not hide the others. */
const decoded = (url: string): string =>
  url.replace(/%[0-9a-f]{2}/gi, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)))
