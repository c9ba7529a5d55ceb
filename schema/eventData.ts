import { DURATION_FIELDS, INTERNAL_FIELDS } from '../src/catalogue/entry.ts'
import { formatAmount } from '../src/money/money.ts'
import type { PaymentEvent, PaymentEventType } from '../src/payment/event.ts'

const INTERNAL: ReadonlySet<string> = new Set(INTERNAL_FIELDS)
const DURATIONS: ReadonlySet<string> = new Set(DURATION_FIELDS)

/** An event's data in the shapes of the API: amounts as money, moments as RFC 3339, accounts by their names. */
export function eventData(event: PaymentEvent, currency: string): Readonly<Record<string, unknown>> {
  const { opened, ...rest } = event.data as { readonly opened?: unknown }
  const data = { ...shape(rest, currency), ...openedData(event.type, opened) }
  if (event.type !== 'ATTEMPT_STARTED') return data
  const { route, candidates } = event.data
  return { ...data, gateway: route.gateway, candidates: candidates.map((candidate) => candidate.gateway) }
}

/** Free text and shopper fields, which the object opened for this reader: as they were given, under their own names. */
function openedData(type: PaymentEventType, opened: unknown): Readonly<Record<string, unknown>> {
  if (opened === undefined) return {}
  switch (type) {
    case 'PAYMENT_CREATED':
      return { ...(opened as object) }
    case 'DISPUTE_RESPONSE_STARTED':
    case 'DISPUTE_UPDATED':
      return { evidence: opened }
    default:
      return { reason: opened }
  }
}

const shape = (data: object, currency: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(data)
      .filter(([name, value]) => value !== undefined && !INTERNAL.has(name))
      .map(([name, value]: [string, unknown]) => entry(name, value, currency)),
  )

function entry(name: string, value: unknown, currency: string): readonly [string, unknown] {
  if (typeof value === 'bigint') return [name.replace(/Minor$/, ''), money(value, currency)]
  if (typeof value === 'number' && name.endsWith('Ms') && !DURATIONS.has(name)) {
    return [name.replace(/Ms$/, ''), new Date(value).toISOString()]
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return [name, isObject ? shape(value, currency) : value]
}

const money = (amountMinor: bigint, currency: string) => ({
  amount: formatAmount({ amountMinor, currency }),
  minorUnits: amountMinor.toString(),
  currency,
})
