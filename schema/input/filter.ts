import type { ListFilter } from '../../src/db/list.ts'
import { exponentOf } from '../../src/money/money.ts'
import { ok } from '../../src/result.ts'
import { given, type Optional } from './create.ts'
import { checkDateTime } from './dateTime.ts'
import { checkMoney } from './money.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkOptionalText } from './text.ts'

export interface FilterInput<Status extends string> {
  readonly status?: Optional<readonly Status[]>
  readonly reference?: Optional<string>
  readonly createdAt?: Optional<{ readonly from?: unknown; readonly before?: unknown }>
  readonly amount?: Optional<{ readonly currency?: unknown; readonly min?: unknown; readonly max?: unknown }>
  readonly gateway?: Optional<string>
}

const LONGEST_FILTER_TEXT = 255
/** There are fewer statuses than this of any kind. */
const MOST_STATUSES = 20

/** What a list is narrowed by, checked; a problem's path starts below `filter`. */
export function readFilter<Status extends string>(
  input: FilterInput<Status> | null | undefined,
): Checked<ListFilter<Status>> {
  if (input === undefined || input === null) return ok({})
  const checked = checkAll({
    status: checkStatus(input.status),
    reference: checkOptionalText(input.reference, ['reference'], { longest: LONGEST_FILTER_TEXT }),
    gateway: checkOptionalText(input.gateway, ['gateway'], { longest: LONGEST_FILTER_TEXT }),
    createdAt: checkPeriod(input.createdAt),
    amount: checkAmounts(input.amount),
  })
  return checked.ok ? ok(given(checked.value)) : checked
}

function checkStatus<Status extends string>(
  status: Optional<readonly Status[]>,
): Checked<readonly Status[] | undefined> {
  if (status === undefined || status === null) return ok(undefined)
  return status.length <= MOST_STATUSES ? ok(status) : problem(['status'], `must have at most ${MOST_STATUSES} entries`)
}

function checkPeriod(period: FilterInput<string>['createdAt']): Checked<ListFilter<string>['createdAt'] | undefined> {
  if (period === undefined || period === null) return ok(undefined)
  const checked = checkAll({
    from: checkMoment(period.from, ['createdAt', 'from']),
    before: checkMoment(period.before, ['createdAt', 'before']),
  })
  return checked.ok ? ok(given(checked.value)) : checked
}

function checkMoment(value: unknown, path: readonly string[]): Checked<Date | undefined> {
  if (value === undefined || value === null) return ok(undefined)
  const checked = checkDateTime(value, path)
  return checked.ok ? ok(new Date(checked.value)) : checked
}

function checkAmounts(amount: FilterInput<string>['amount']): Checked<ListFilter<string>['amount'] | undefined> {
  if (amount === undefined || amount === null) return ok(undefined)
  const { currency } = amount
  if (typeof currency !== 'string' || exponentOf(currency) === undefined) {
    return problem(['amount', 'currency'], 'must be an ISO 4217 currency code in use, in upper case')
  }
  const checked = checkAll({
    minMinor: checkMinor(amount.min, currency, ['amount', 'min']),
    maxMinor: checkMinor(amount.max, currency, ['amount', 'max']),
  })
  return checked.ok ? ok({ currency, ...given(checked.value) }) : checked
}

function checkMinor(value: unknown, currency: string, path: readonly string[]): Checked<bigint | undefined> {
  if (value === undefined || value === null) return ok(undefined)
  const checked = checkMoney({ amount: value, currency }, path)
  return checked.ok ? ok(checked.value.amountMinor) : problem(path, checked.error.message)
}
