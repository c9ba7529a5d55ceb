import { byKey, type Evidence, type Keyed, type LoggedEvent, type ObjectLog } from './evidence.ts'
import type { Looking } from './finding.ts'

/** All tries under one key, as one. */
interface Key extends Pick<Keyed, 'operation' | 'key' | 'paymentId' | 'amountMinor' | 'reference'> {
  readonly isRefused: boolean
  readonly made: readonly NonNullable<Keyed['made']>[]
}

/** What a key may make within a payment, and the event that says that it was begun. */
const PARTS = [
  { operation: 'capturePayment', type: 'CAPTURE_STARTED', name: 'capture' },
  { operation: 'refundPayment', type: 'REFUND_CREATED', name: 'refund' },
] as const

/** One key is one payment, one capture or one refund, of the amount that was asked; and nothing is made without one. */
export function checkKeys(look: Looking, { logs, keyed }: Pick<Evidence, 'logs' | 'keyed'>): void {
  const keys = [...byKey(keyed, ({ operation, key }) => `${operation} ${key}`).values()].flatMap(asOne)
  for (const key of keys) checkKey(look, key)
  checkPayments(
    look,
    logs,
    keys.filter(({ operation }) => operation === 'createPayment'),
  )
  const byPayment = byKey(keys, ({ paymentId }) => paymentId ?? '')
  for (const log of logs) {
    const own = byPayment.get(log.paymentId) ?? []
    for (const { operation, type, name } of PARTS) {
      const begun = log.events.filter((event) => event.type === type && isAsked(event))
      const asking = own.filter((key) => key.operation === operation && !key.isRefused)
      checkParts(look, log.paymentId, name, begun, asking)
    }
    checkRefundNumbers(look, log, own)
  }
}

function asOne(tries: readonly Keyed[]): readonly Key[] {
  const [first] = tries
  if (first === undefined) return []
  const isRefused = tries.some(({ answer }) => answer === 'refused')
  return [{ ...first, isRefused, made: tries.flatMap(({ made }) => made ?? []) }]
}

/** What follows by itself, or was done at the gateway first, has no key. */
const isAsked = ({ data }: LoggedEvent): boolean => data.automatic !== true && data.origin !== 'GATEWAY'

const amountOf = ({ data }: LoggedEvent): number => Number(data.amountMinor)

function checkKey(look: Looking, { operation, key, paymentId, isRefused, made }: Key): void {
  const [first] = made
  const about = paymentId ?? first?.paymentId
  look.holds(!isRefused || first === undefined, about, () => `${operation} "${key}" was both refused and done`)
  const named = new Set(made.map((one) => `${one.paymentId}${one.refund === undefined ? '' : ` refund ${one.refund}`}`))
  look.holds(named.size <= 1, about, () => `${operation} "${key}" is ${[...named].join(' and ')}`)
  look.holds(
    paymentId === undefined || made.every((one) => one.paymentId === paymentId),
    about,
    () => `${operation} "${key}" asked for ${paymentId} and was answered with ${[...named].join(' and ')}`,
  )
}

/** A shop gives each of its orders one reference and one key. */
function checkPayments(look: Looking, logs: readonly ObjectLog[], creations: readonly Key[]): void {
  const asked = byKey(creations, ({ reference }) => reference ?? '')
  for (const [reference, own] of byKey(logs, referenceOf)) {
    const [{ paymentId, events } = { paymentId: undefined, events: [] }] = own
    const ids = own.map((log) => log.paymentId).join(', ')
    look.holds(own.length === 1, paymentId, () => `${own.length} payments with the reference "${reference}": ${ids}`)
    const key = (asked.get(reference) ?? []).find(({ isRefused }) => !isRefused)
    look.holds(key !== undefined, paymentId, () => `nobody asked for a payment with the reference "${reference}"`)
    const [created] = events
    if (key === undefined || created === undefined) continue
    look.holds(
      amountOf(created) === key.amountMinor,
      paymentId,
      () => `made of ${amountOf(created)}, and ${key.amountMinor} was asked for`,
    )
    look.holds(
      key.made.every((one) => one.paymentId === paymentId),
      paymentId,
      () => `"${key.key}" was answered with ${key.made[0]?.paymentId}, and made ${ids}`,
    )
  }
}

export const referenceOf = ({ events }: ObjectLog): string => String(events[0]?.data.reference ?? '')

function checkParts(
  look: Looking,
  paymentId: string,
  name: string,
  begun: readonly LoggedEvent[],
  asking: readonly Key[],
): void {
  look.holds(
    begun.length <= asking.length,
    paymentId,
    () => `${begun.length} ${name}s were made, and ${asking.length} keys asked for one`,
  )
  const answered = asking.filter(({ made }) => made.length > 0)
  look.holds(
    answered.length <= begun.length,
    paymentId,
    () => `${answered.length} keys were told that their ${name} is made, and ${begun.length} were`,
  )
  const left = asking.map(({ amountMinor }) => amountMinor)
  for (const event of begun) {
    // Who names no amount asks for what is left.
    const place = [left.indexOf(amountOf(event)), left.indexOf(undefined)].find((index) => index >= 0)
    look.holds(place !== undefined, paymentId, () => `nobody asked for a ${name} of ${amountOf(event)}`)
    if (place !== undefined) left.splice(place, 1)
  }
}

/** Answers to refunds name what they made. */
function checkRefundNumbers(look: Looking, { paymentId, events }: ObjectLog, keys: readonly Key[]): void {
  const answered = keys.flatMap(({ key, amountMinor, made: [first] }) =>
    first?.refund === undefined ? [] : [{ key, amountMinor, number: first.refund }],
  )
  for (const { key, amountMinor, number } of answered) {
    const others = answered.filter((other) => other.number === number && other.key !== key)
    look.holds(others.length === 0, paymentId, () => `refund ${number} is of "${key}" and of "${others[0]?.key}"`)
    const event = events.find(({ type, data }) => type === 'REFUND_CREATED' && Number(data.refund) === number)
    look.holds(event !== undefined && (amountMinor === undefined || amountOf(event) === amountMinor), paymentId, () =>
      event === undefined
        ? `"${key}" was told of refund ${number}, which is not in the log`
        : `"${key}" asked for ${amountMinor}, and refund ${number} is ${amountOf(event)}`,
    )
  }
}
