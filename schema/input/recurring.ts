import { ok } from '../../src/result.ts'
import { checkDateTime } from './dateTime.ts'
import { type Checked, checkAll, problem } from './problem.ts'

/** A quarter of a year. Every payment without the shopper in it is read and counted. */
const LONGEST_SPAN_MS = 92 * 24 * 3_600_000

export interface Span {
  readonly from: Date
  readonly before: Date
}

/** A span of time that has a length and is not too long. */
export function readRecurringSpan(
  { from, before }: { readonly from?: unknown; readonly before?: unknown },
  nowMs: number,
): Checked<Span> {
  const checked = checkAll({
    from: checkDateTime(from, ['from']),
    before: before === undefined || before === null ? ok(nowMs) : checkDateTime(before, ['before']),
  })
  if (!checked.ok) return checked
  const span = { from: new Date(checked.value.from), before: new Date(checked.value.before) }
  const lengthMs = span.before.getTime() - span.from.getTime()
  if (lengthMs <= 0) return problem(['before'], 'must be after from')
  return lengthMs <= LONGEST_SPAN_MS ? ok(span) : problem(['before'], 'must be at most 92 days after from')
}
