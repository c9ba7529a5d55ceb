import type { ActivityFilter } from '../../src/activity/filter.ts'
import type { PaymentEventType } from '../../src/payment/event.ts'
import { ok } from '../../src/result.ts'
import { topLevelError } from '../problem.ts'
import { given, type Optional } from './create.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkOptionalText } from './text.ts'

export interface ActivityFilterInput {
  readonly type?: Optional<readonly PaymentEventType[]>
  readonly paymentId?: Optional<string>
  readonly reference?: Optional<string>
  readonly gateway?: Optional<string>
}

const LONGEST_FILTER_TEXT = 255
/** There are fewer types than this. */
const MOST_TYPES = 50

/** What a feed is narrowed by. Throws the top-level error that names what is wrong. */
export function activityFilter(input: ActivityFilterInput | null | undefined): ActivityFilter {
  const { type, paymentId, reference, gateway } = input ?? {}
  const text = (value: unknown, name: string) => checkOptionalText(value, [name], { longest: LONGEST_FILTER_TEXT })
  const checked = checkAll({
    types: checkTypes(type),
    // An id holds digits by nature, and is compared with ids alone.
    paymentId: checkOptionalText(paymentId, ['paymentId'], { longest: LONGEST_FILTER_TEXT, allowsCardNumber: true }),
    reference: text(reference, 'reference'),
    gateway: text(gateway, 'gateway'),
  })
  if (checked.ok) return given(checked.value)
  const { path, message } = checked.error
  throw topLevelError('BAD_REQUEST', `${['filter', ...path].join('.')} ${message}.`, 400)
}

function checkTypes(types: ActivityFilterInput['type']): Checked<readonly PaymentEventType[] | undefined> {
  if (types === undefined || types === null) return ok(undefined)
  return types.length <= MOST_TYPES ? ok(types) : problem(['type'], `must have at most ${MOST_TYPES} entries`)
}
