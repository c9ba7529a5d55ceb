import type { Entry } from '../world/book.ts'
import type { Evidence, Shown } from '../world/evidence.ts'
import { dataOf, type Told } from './log.ts'

/** What has to have happened in many lives: an invariant that nothing was ever done for is none. */
export const LIVED = [
  'held',
  'captured',
  'refunded',
  'voided',
  'disputed',
  'failedOver',
  'cascaded',
  'unknown',
  'compensated',
  'replayed',
  'refused',
] as const
export type Lived = Readonly<Record<(typeof LIVED)[number], number>>

const IN_WORDS: Readonly<Record<keyof Lived, string>> = {
  held: 'no money was held',
  captured: 'nothing was captured',
  refunded: 'nothing was refunded',
  voided: 'no hold was let go',
  disputed: 'nothing was disputed',
  failedOver: 'no payment failed over to another account',
  cascaded: 'no payment went on elsewhere while an outcome was unknown',
  unknown: 'no outcome was ever unknown',
  compensated: 'no charge that was not wanted was let go or given back',
  replayed: 'no key came again',
  refused: 'nothing was refused',
}

/** In so many payments each of it happens many times; in fewer it need not. */
const ENOUGH_PAYMENTS = 1_000

export const NOTHING_LIVED = Object.fromEntries(LIVED.map((name) => [name, 0])) as Lived

/** How much of each happened in a world, by its books, logs and answers. */
export function livedIn({ books, payments }: Evidence, told: Iterable<Told>): Lived {
  // What was done in a dashboard, nobody of ours did.
  const written = (name: Entry['what']) =>
    books.filter(({ what, id }) => what === name && !id.startsWith('dashboard')).length
  const logs = [...told]
  const logged = (wanted: string, why?: string) =>
    logs.reduce((sum, { events }) => {
      const found = events.filter((one) => one.type === wanted && (why === undefined || dataOf(one).why === why))
      return sum + found.length
    }, 0)
  const answers = payments.flatMap(({ asked }) => asked.map((one) => one.answers))
  return {
    ...{ held: written('held'), captured: written('captured'), refunded: written('refunded') },
    ...{ voided: written('voided'), disputed: written('disputed') },
    failedOver: logs.filter(hasFailedOver).length,
    cascaded: logged('CANCEL_STARTED', 'cascaded'),
    unknown: logged('OUTCOME_UNKNOWN'),
    compensated: logged('COMPENSATED'),
    replayed: answers.filter((own) => own.filter(({ ok, isOther }) => ok && !isOther).length > 1).length,
    refused: answers.flat().filter(({ ok }) => !ok).length,
  }
}

/** Another account was tried with the same confirmation after one had certainly not charged. */
function hasFailedOver({ events }: Told): boolean {
  let last: Shown = {}
  let isOver = false
  for (const event of events) {
    const data = dataOf(event)
    if (event.type === 'ATTEMPT_ENDED') isOver = data.attempt === last.attempt && data.outcome !== 'approved'
    if (event.type !== 'ATTEMPT_STARTED') continue
    // All attempts of one confirmation share its deadline.
    const isSame = data.deadlineMs === last.deadlineMs
    if (isOver && isSame && accountOf(data) !== accountOf(last)) return true
    last = data
    isOver = false
  }
  return false
}

const accountOf = ({ route }: Shown): unknown => (route as Shown | undefined)?.accountId

export const addLived = (one: Lived, other: Lived): Lived =>
  Object.fromEntries(LIVED.map((name) => [name, one[name] + other[name]])) as Lived

/** What so many payments should have come to and did not, in sentences. */
export const neverLived = (lived: Lived, payments: number): readonly string[] =>
  payments < ENOUGH_PAYMENTS
    ? []
    : LIVED.filter((name) => lived[name] === 0).map((name) => `In ${payments} payments ${IN_WORDS[name]}.`)
