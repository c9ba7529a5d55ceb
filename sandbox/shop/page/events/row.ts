import { copyIcon, make } from '../dom.ts'
import { titleOf, toneOf } from '../eventWords.ts'
import { actorOf, amountOf, gatewayOf, moneyText, nameOf, remarkOf, type ShownEvent, shortId } from './facts.ts'
import { clockOf, fullTime, millisecondsOf } from './time.ts'

export interface RowActions {
  readonly onPayment: (paymentId: string) => void
}

/** One event in a line. The link in its title covers the whole of it, so a click anywhere opens it. */
export function eventRow(event: ShownEvent, { onPayment }: RowActions): HTMLTableRowElement {
  const { id, payment, type } = event
  const at = new Date(event.occurredAt)
  const time = make('time', '', clockOf(at), make('span', 'ms', millisecondsOf(at)))
  time.dateTime = event.occurredAt
  time.title = fullTime(at)

  const link = make('a', 'open', titleOf(type))
  link.href = `/events/${id}`
  const remark = remarkOf(event)
  const amount = amountOf(event)

  const narrow = make('button', 'narrow', shortId(payment.id))
  narrow.type = 'button'
  narrow.title = 'Show only this payment'
  narrow.setAttribute('aria-label', `Show only payment ${shortId(payment.id)}`)
  narrow.addEventListener('click', () => onPayment(payment.id))

  const row = make(
    'tr',
    `event ${toneOf(type)}`,
    cell('when', time),
    cell('what', link, ...(remark === '' ? [] : [' ', make('span', 'remark', remark)])),
    cell('amount', amount === undefined ? '' : moneyText(amount)),
    cell(
      'payment',
      narrow,
      copyIcon('Copy the payment’s id', () => payment.id),
      make('span', 'name', nameOf(event)),
    ),
    cell('gateway', gatewayOf(event)),
    cell('by', actorOf(event)),
  )
  row.setAttribute('role', 'row')
  row.dataset.id = id
  row.dataset.payment = payment.id
  row.dataset.type = type
  return row
}

/** A table that is laid out as a grid is a table to a screen reader only where it says so. */
function cell(className: string, ...children: (Node | string)[]): HTMLTableCellElement {
  const made = make('td', className, ...children)
  made.setAttribute('role', 'cell')
  return made
}
