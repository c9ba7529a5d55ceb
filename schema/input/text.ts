import { ok } from '../../src/result.ts'
import { holdsCardNumber, holdsPrintedCardNumber } from './cardNumber.ts'
import { type Checked, problem } from './problem.ts'

export interface TextRule {
  readonly longest: number
  /** Tabs and line breaks are kept. */
  readonly multiline?: boolean
  /** Off for fields that are digits by nature and have a rule of their own. */
  readonly allowsCardNumber?: boolean
}

/** C0 and C1 control characters; with lines allowed, all but tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is what this pattern is for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is what this pattern is for.
const CONTROL_BUT_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/

/** Embeddings, overrides and isolates make a text read otherwise than it is stored (Unicode UAX #9, 2.1 to 2.4). */
const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/

/** Written languages use up to a handful of marks on one letter; more is an attack on whoever draws the text. */
const STACKED_MARKS = /\p{M}{9}/u

/** Free text is kept as it is: markup and formulas are for whoever shows or exports it to escape. */
export function checkText(value: unknown, path: readonly string[], rule: TextRule): Checked<string> {
  if (typeof value !== 'string') return problem(path, 'must be a string')
  if (value.length > rule.longest) return problem(path, `must be at most ${rule.longest} characters`)
  if (!value.isWellFormed()) return problem(path, 'must be valid Unicode')
  if ((rule.multiline === true ? CONTROL_BUT_LINES : CONTROL).test(value)) {
    return problem(path, 'must not hold control characters')
  }
  if (BIDI_CONTROL.test(value)) return problem(path, 'must not hold bidirectional control characters')
  if (STACKED_MARKS.test(value)) return problem(path, 'must not stack combining marks')
  if (rule.allowsCardNumber !== true && holdsCardNumber(value)) return problem(path, 'must not hold a card number')
  return ok(value)
}

/** Undefined for null and absent alike: GraphQL clients send either for "not given". */
export function checkOptionalText(
  value: unknown,
  path: readonly string[],
  rule: TextRule,
): Checked<string | undefined> {
  return value === undefined || value === null ? ok(undefined) : checkText(value, path, rule)
}

const PRINTABLE_ASCII = /^[\u0020-\u007e]{1,255}$/

/** A caller's key: 1 to 255 printable ASCII characters, and no card number, for keys are kept and logged. */
export function checkKey(value: string): Checked<string> {
  const path = ['idempotencyKey']
  if (!PRINTABLE_ASCII.test(value)) return problem(path, 'must be 1 to 255 printable ASCII characters')
  return holdsPrintedCardNumber(value) ? problem(path, 'must not hold a card number') : ok(value)
}
