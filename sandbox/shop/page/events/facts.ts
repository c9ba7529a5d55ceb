import type { ActorKind, EventFieldsFragment } from '../../generated/graphql.ts'

export type ShownEvent = EventFieldsFragment

/** What stands in a row besides the title: all of it taken from the event itself. */

/** The amount that the event is about, as the API has it; undefined where it is about none. */
export function amountOf({ data }: ShownEvent): { readonly amount: string; readonly currency: string } | undefined {
  const amount = fieldOf(data.amount, 'amount')
  const currency = fieldOf(data.amount, 'currency')
  return amount === '' || currency === '' ? undefined : { amount, currency }
}

/** With the currency's own sign and decimals. What no formatter knows is shown as it came. */
export function moneyText({ amount, currency }: { readonly amount: string; readonly currency: string }): string {
  try {
    const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency })
    // In text, so that no amount is too large for it.
    return format.format(amount as `${number}`)
  } catch {
    return `${amount} ${currency}`
  }
}

/** The account that it happened at: the attempt's own, else that of the newest attempt. */
export function gatewayOf({ data, payment }: ShownEvent): string {
  if (typeof data.gateway === 'string') return data.gateway
  const { attempts } = payment
  const attempt = typeof data.attempt === 'number' ? attempts[data.attempt - 1] : attempts.at(-1)
  return attempt?.gateway ?? ''
}

/** How it ended or why, in a few words. */
export function remarkOf({ data, type }: ShownEvent): string {
  const call = fieldOf(data.call, 'kind')
  const parts = [
    type === 'ATTEMPT_ENDED' || type === 'OUTCOME_RESOLVED' ? fieldOf(data, 'outcome') : '',
    fieldOf(data.failure, 'code').toLowerCase(),
    call === '' ? '' : `${call}${type === 'OUTCOME_RESOLVED' ? `, by ${fieldOf(data, 'by')}` : ''}`,
    type === 'CANCEL_STARTED' ? fieldOf(data, 'why') : '',
    type === 'GATEWAY_MESSAGE_IGNORED' ? fieldOf(data, 'reason') : '',
    type.startsWith('DISPUTE_') ? fieldOf(data, 'status').toLowerCase() : '',
    data.origin === 'GATEWAY' && !type.startsWith('DISPUTE_') ? 'made at the gateway' : '',
  ]
  return parts
    .filter((part) => part !== '')
    .map((part) => part.replaceAll('_', ' '))
    .join(' · ')
}

const ACTORS: Readonly<Record<ActorKind, string>> = {
  SECRET_KEY: 'Secret key',
  OPERATOR_KEY: 'Operator',
  SHOPPER: 'Shopper',
  GATEWAY: 'Gateway',
  TURNPIKE: 'Turnpike',
}

/** On whose word. Empty for events from before that was recorded. */
export const actorOf = ({ by }: ShownEvent): string => (by === null ? '' : (ACTORS[by.kind] ?? by.kind))

/** Enough of an id to tell two apart at a glance; the whole of it is copied. */
export const shortId = (id: string): string => (id.length <= 14 ? id : `${id.slice(0, 4)}…${id.slice(-6)}`)

/** What the shop calls the payment: its reference, else what it is for. */
export const nameOf = ({ payment }: ShownEvent): string => payment.reference ?? payment.description ?? ''

function fieldOf(value: unknown, name: string): string {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof found === 'string' ? found : ''
}
