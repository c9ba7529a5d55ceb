import { ok } from '../../src/result.ts'
import { type Checked, problem } from './problem.ts'

/** RFC 3339, section 5.6, with a zone; years of four digits. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/

/** The moment in milliseconds since the epoch. A day that the month has not is refused. */
export function checkDateTime(value: unknown, path: readonly string[]): Checked<number> {
  const refused = problem(path, 'must be an RFC 3339 date and time such as "2026-01-31T12:00:00.000Z"')
  if (typeof value !== 'string' || !RFC_3339.test(value)) return refused
  const milliseconds = Date.parse(value.toUpperCase())
  if (Number.isNaN(milliseconds)) return refused
  const day = Number(value.slice(8, 10))
  const daysInMonth = new Date(Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)), 0)).getUTCDate()
  return day <= daysInMonth ? ok(milliseconds) : refused
}
