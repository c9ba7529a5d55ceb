import type { PaymentEventType } from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'
import { byId, euros, make } from './dom.ts'
import type { LiveEvent } from './live.ts'

const TITLES: Readonly<Record<PaymentEventType, string>> = {
  PAYMENT_CREATED: 'Payment created',
  ATTEMPT_STARTED: 'Attempt started',
  ATTEMPT_ENDED: 'Attempt ended',
  ACTION_REQUIRED: 'Bank asks the shopper',
  ACTION_COMPLETED: 'Shopper came back',
  PAYMENT_AUTHORIZED: 'Authorized',
  PAYMENT_DECLINED: 'Declined',
  PAYMENT_FAILED: 'Failed',
  PAYMENT_CANCELED: 'Canceled',
  PAYMENT_EXPIRED: 'Expired',
  CAPTURE_STARTED: 'Capture started',
  CAPTURE_SUCCEEDED: 'Captured',
  CAPTURE_FAILED: 'Capture failed',
  CANCEL_STARTED: 'Void started',
  CANCEL_FAILED: 'Void failed',
  AUTHORIZATION_RELEASED: 'Hold released',
  OUTCOME_UNKNOWN: 'Outcome unknown, finding out',
  OUTCOME_RESOLVED: 'Outcome found out',
  COMPENSATED: 'Put right',
  COMPENSATION_FAILED: 'Came back',
  REFUND_CREATED: 'Refund started',
  REFUND_SUCCEEDED: 'Refunded',
  REFUND_FAILED: 'Refund failed',
  DISPUTE_OPENED: 'Dispute opened',
  DISPUTE_RESPONSE_STARTED: 'Dispute answered',
  DISPUTE_UPDATED: 'Dispute updated',
  DISPUTE_CLOSED: 'Dispute closed',
  GATEWAY_MESSAGE_IGNORED: 'Message recorded, nothing changed',
}

const TONES: { readonly [Type in PaymentEventType]?: 'good' | 'bad' | 'wait' } = {
  PAYMENT_AUTHORIZED: 'good',
  CAPTURE_SUCCEEDED: 'good',
  REFUND_SUCCEEDED: 'good',
  OUTCOME_RESOLVED: 'good',
  PAYMENT_DECLINED: 'bad',
  PAYMENT_FAILED: 'bad',
  CAPTURE_FAILED: 'bad',
  REFUND_FAILED: 'bad',
  DISPUTE_OPENED: 'bad',
  ACTION_REQUIRED: 'wait',
  OUTCOME_UNKNOWN: 'wait',
}

/** One line as soon as its event arrives; what only the shop may know of it follows when the server has read it. */
export function addToTimeline(event: LiveEvent): void {
  const list = byId('timeline', HTMLOListElement)
  const last = list.lastElementChild
  // Finding out takes as many looks as it takes: one line counts them.
  const isRepeated =
    event.type === 'OUTCOME_UNKNOWN' && last instanceof HTMLLIElement && last.dataset.type === event.type
  const count = isRepeated ? Number(last.dataset.count) + 1 : 1
  if (isRepeated) last.remove()
  const time = make('time', '', new Date(event.occurredAt).toLocaleTimeString('en-GB'))
  time.dateTime = event.occurredAt
  const title = make('span', 'what', count === 1 ? TITLES[event.type] : `${TITLES[event.type]} (${count}×)`)
  const item = make('li', TONES[event.type] ?? '', title, time, make('span', 'detail'))
  item.dataset.seq = String(event.seq)
  item.dataset.type = event.type
  item.dataset.count = String(count)
  list.append(item)
}

/** Which acquirer, how it ended, how much: the data of events is the shop's, not the shopper's. */
export function explainTimeline({ payment }: OrderView): void {
  const gateways = new Map<unknown, unknown>()
  for (const { seq, data } of payment.events.nodes) {
    if (data.gateway !== undefined) gateways.set(data.attempt, data.gateway)
    const gateway = gateways.get(data.attempt)
    const detail = document.querySelector(`#timeline [data-seq="${seq}"] .detail`)
    if (detail !== null) detail.textContent = detailOf(data, gateway)
  }
}

function detailOf(data: Readonly<Record<string, unknown>>, gateway: unknown): string {
  const amount = textOf(data.amount, 'amount')
  const parts = [
    typeof gateway === 'string' ? `acquirer ${gateway}` : '',
    textOf(data, 'outcome').replaceAll('_', ' '),
    textOf(data.failure, 'code').toLowerCase().replaceAll('_', ' '),
    amount === '' ? '' : euros(amount),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

function textOf(value: unknown, name: string): string {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof found === 'string' ? found : ''
}

export const clearTimeline = (): void => byId('timeline', HTMLOListElement).replaceChildren()
