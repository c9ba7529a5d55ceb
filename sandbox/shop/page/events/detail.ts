import type { EventDetail, LogEntry } from '../../eventsView.ts'
import { copyButton, copyIcon, make } from '../dom.ts'
import { titleOf, toneOf, wordsOf } from '../eventWords.ts'
import { actorOf, amountOf, gatewayOf, moneyText, remarkOf, type ShownEvent, shortId } from './facts.ts'
import { clockOf, fullTime, millisecondsOf } from './time.ts'

export interface DetailLinks {
  /** The address that shows only this payment. */
  readonly paymentHref: (paymentId: string) => string
}

/** The parts of an opened event that come from the event itself; the list has them before the server is asked. */
export function eventParts(event: ShownEvent, links: DetailLinks): readonly HTMLElement[] {
  return [header(event), facts(event, links), standing(event)]
}

function header(event: ShownEvent): HTMLElement {
  const amount = amountOf(event)
  const remark = remarkOf(event)
  const at = new Date(event.occurredAt)
  const time = make('time', '', fullTime(at))
  time.dateTime = event.occurredAt
  const title = make('h2', '', titleOf(event.type))
  title.id = 'detail-title'
  return make(
    'header',
    `lead-in ${toneOf(event.type)}`,
    title,
    ...(amount === undefined ? [] : [make('p', 'sum', moneyText(amount))]),
    make('p', 'hint', ...(remark === '' ? [] : [make('span', 'remark', remark), ' · ']), time),
  )
}

function facts(event: ShownEvent, { paymentHref }: DetailLinks): HTMLElement {
  const { id, seq, payment, by } = event
  const paymentLink = make('a', '', shortId(payment.id))
  paymentLink.href = paymentHref(payment.id)
  paymentLink.title = payment.id
  paymentLink.dataset.payment = payment.id
  const actor = actorOf(event)
  const rows: readonly (readonly [string, ...(Node | string)[]] | undefined)[] = [
    ['Payment', make('code', '', paymentLink), copyIcon('Copy the payment’s id', () => payment.id)],
    optional('Reference', payment.reference),
    optional('For', payment.description),
    optional('Gateway', gatewayOf(event)),
    actor === '' ? undefined : ['By', actor],
    by?.id
      ? [by.kind === 'GATEWAY' ? 'Account' : 'Key', idText(by.id), copyIcon('Copy the id', () => by.id ?? '')]
      : undefined,
    by?.requestId
      ? ['Request', idText(by.requestId), copyIcon('Copy the request’s id', () => by.requestId ?? '')]
      : undefined,
    ['Event', idText(id), `no. ${seq}`, copyIcon('Copy the event’s id', () => id)],
  ]
  const shown = rows.flatMap((row) => {
    if (row === undefined) return []
    const [name, ...values] = row
    return [make('div', '', make('dt', '', name), make('dd', '', ...values))]
  })
  return make('dl', 'facts', ...shown)
}

const optional = (name: string, text: string | null): readonly [string, string] | undefined =>
  text === null || text === '' ? undefined : [name, text]

function idText(id: string): HTMLElement {
  const code = make('code', '', shortId(id))
  code.title = id
  return code
}

/** How the payment stood just after the event, which may be long ago. */
function standing({ payment }: ShownEvent): HTMLElement {
  const sums = [
    ['Authorized', payment.amountAuthorized],
    ['Captured', payment.amountCaptured],
    ['Refunded', payment.amountRefunded],
  ] as const
  const status = make('p', 'state', wordsOf(payment.status))
  status.dataset.status = payment.status
  return make(
    'section',
    'part',
    make('h3', '', 'The payment just after'),
    status,
    make(
      'dl',
      'amounts',
      ...sums.map(([name, money]) => make('div', '', make('dt', '', name), make('dd', '', moneyText(money)))),
    ),
  )
}

/** The payment's whole log, this event marked in it. */
export function logPart(detail: EventDetail, hrefOf: (eventId: string) => string): HTMLElement {
  const entry = ({ id, type, occurredAt }: LogEntry): HTMLElement => {
    const at = new Date(occurredAt)
    const isThis = id === detail.event.id
    const title = isThis ? make('strong', '', titleOf(type)) : make('a', '', titleOf(type))
    if (title instanceof HTMLAnchorElement) {
      title.href = hrefOf(id)
      title.dataset.event = id
    }
    return make('li', toneOf(type), title, make('span', 'when', clockOf(at), make('span', 'ms', millisecondsOf(at))))
  }
  return make('section', 'part', make('h3', '', 'The payment’s events'), make('ol', 'log', ...detail.log.map(entry)))
}

export function dataPart({ data }: ShownEvent): HTMLElement {
  const text = JSON.stringify(data, null, 2)
  const code = make('pre', '', text)
  // It may scroll, so the keyboard has to reach it.
  code.tabIndex = 0
  code.setAttribute('role', 'group')
  code.setAttribute('aria-label', 'Data of the event')
  const copy = copyButton('Copy', () => text)
  copy.classList.add('small')
  copy.setAttribute('aria-label', 'Copy the data')
  return make('section', 'part', make('div', 'row', make('h3', '', 'Data'), copy), code)
}
