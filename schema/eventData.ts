import { formatAmount } from '../src/money/money.ts'
import type { PaymentEvent } from '../src/payment/event.ts'

/**
 * What events keep for Turnpike alone: the token, where gateways' accounts are and what they can do, what the shopper's
 * browser and the return visit carried, the merchant's id (it is never shown), and sealed text that was not opened.
 */
const INTERNAL: ReadonlySet<string> = new Set([
  'tokenId',
  'route',
  'candidates',
  'browser',
  'returned',
  'merchantId',
  'mode',
  'currency',
  'deadlineMs',
  'sealed',
  'then',
])

/** An event's data in the shapes of the API: amounts as money, moments as RFC 3339, accounts by their names. */
export function eventData(event: PaymentEvent, currency: string): Readonly<Record<string, unknown>> {
  const data = shape(event.data, currency)
  if (event.type !== 'ATTEMPT_STARTED') return data
  const { route, candidates } = event.data
  return { ...data, gateway: route.gateway, candidates: candidates.map((candidate) => candidate.gateway) }
}

const shape = (data: object, currency: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(data)
      .filter(([name, value]) => value !== undefined && !INTERNAL.has(name))
      .map(([name, value]: [string, unknown]) => entry(name, value, currency)),
  )

function entry(name: string, value: unknown, currency: string): readonly [string, unknown] {
  if (typeof value === 'bigint') return [name.replace(/Minor$/, ''), money(value, currency)]
  if (typeof value === 'number' && name.endsWith('Ms')) {
    return [name.replace(/Ms$/, ''), new Date(value).toISOString()]
  }
  // Free text is the merchant's own: what looks like a name of ours in it is left alone.
  if (name === 'metadata' || typeof value !== 'object' || value === null || Array.isArray(value)) return [name, value]
  return [name, shape(value, currency)]
}

const money = (amountMinor: bigint, currency: string) => ({
  amount: formatAmount({ amountMinor, currency }),
  minorUnits: amountMinor.toString(),
  currency,
})
