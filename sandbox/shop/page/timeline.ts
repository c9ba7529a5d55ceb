import type { OrderView } from '../view.ts'
import { byId, euros, make } from './dom.ts'
import { titleOf, toneOf } from './eventWords.ts'
import type { LiveEvent } from './live.ts'

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
  const title = make('span', 'what', count === 1 ? titleOf(event.type) : `${titleOf(event.type)} (${count}×)`)
  const item = make('li', toneOf(event.type), title, time, make('span', 'detail'))
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
