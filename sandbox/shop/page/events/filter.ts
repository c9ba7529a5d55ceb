import type { PaymentEventType } from '../../generated/graphql.ts'

export const GROUPS = ['payments', 'captures', 'refunds', 'disputes', 'trouble'] as const
export type Group = (typeof GROUPS)[number]

/** What is looked for, as the page's address has it. Nothing chosen means everything. */
export interface Filter {
  readonly groups: readonly Group[]
  /** A payment's id or the shop's own reference. */
  readonly search: string
  /** A gateway account's id. */
  readonly gateway: string
}

export const EVERYTHING: Filter = { groups: [], search: '', gateway: '' }

/** A type can be in two groups: a declined payment is a payment's event, and trouble. */
const TYPES: Readonly<Record<Group, readonly PaymentEventType[]>> = {
  payments: [
    'PAYMENT_CREATED',
    'ATTEMPT_STARTED',
    'ATTEMPT_ENDED',
    'ACTION_REQUIRED',
    'ACTION_COMPLETED',
    'PAYMENT_AUTHORIZED',
    'PAYMENT_DECLINED',
    'PAYMENT_FAILED',
    'PAYMENT_CANCELED',
    'PAYMENT_EXPIRED',
    'CANCEL_STARTED',
    'CANCEL_FAILED',
    'AUTHORIZATION_RELEASED',
  ],
  captures: ['CAPTURE_STARTED', 'CAPTURE_SUCCEEDED', 'CAPTURE_FAILED'],
  refunds: ['REFUND_CREATED', 'REFUND_SUCCEEDED', 'REFUND_FAILED', 'COMPENSATED', 'COMPENSATION_FAILED'],
  disputes: ['DISPUTE_OPENED', 'DISPUTE_RESPONSE_STARTED', 'DISPUTE_UPDATED', 'DISPUTE_CLOSED'],
  trouble: [
    'PAYMENT_DECLINED',
    'PAYMENT_FAILED',
    'CAPTURE_FAILED',
    'CANCEL_FAILED',
    'REFUND_FAILED',
    'COMPENSATION_FAILED',
    'DISPUTE_OPENED',
    'OUTCOME_UNKNOWN',
    'OUTCOME_RESOLVED',
    'GATEWAY_MESSAGE_IGNORED',
  ],
}

/** The types of these groups, each once; none where every type is wanted. */
export const typesOf = (groups: readonly Group[]): readonly PaymentEventType[] => [
  ...new Set(groups.flatMap((group) => TYPES[group])),
]

export const isEverything = ({ groups, search, gateway }: Filter): boolean =>
  groups.length === 0 && search === '' && gateway === ''

/** Adds the group or takes it away; the order stays that of the page. */
export const toggled = (filter: Filter, group: Group): Filter => ({
  ...filter,
  groups: GROUPS.filter((known) => filter.groups.includes(known) !== (known === group)),
})

/** Reads what a shared address says. What is not known is left out: an old link still opens. */
export function filterFrom(search: string): Filter {
  const given = new URLSearchParams(search)
  const named = (given.get('show') ?? '').split(',')
  return {
    groups: GROUPS.filter((group) => named.includes(group)),
    search: (given.get('q') ?? '').trim(),
    gateway: given.get('gateway') ?? '',
  }
}

/** The address' query with its question mark; empty for everything. */
export function queryOf({ groups, search, gateway }: Filter): string {
  const parts: string[] = []
  // Written by hand, for a comma is allowed in a query and easier on the eye than %2C.
  if (groups.length > 0) parts.push(`show=${groups.join(',')}`)
  if (search !== '') parts.push(`q=${encodeURIComponent(search)}`)
  if (gateway !== '') parts.push(`gateway=${encodeURIComponent(gateway)}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** The same for the shop's server, which asks Turnpike in these words. */
export function askedOf({ groups, search, gateway }: Filter): URLSearchParams {
  const asked = new URLSearchParams(typesOf(groups).map((type) => ['type', type]))
  if (search !== '') asked.set(search.startsWith('pay_') ? 'paymentId' : 'reference', search)
  if (gateway !== '') asked.set('gateway', gateway)
  return asked
}
