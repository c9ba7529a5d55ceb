import type { Delivery, DeliveryAttempt, Receipt } from '../../eventsView.ts'
import type { WebhookDeliveryStatus } from '../../generated/graphql.ts'
import { make } from '../dom.ts'
import { clockOf, durationText, fullTime, millisecondsOf, untilText } from './time.ts'

const WORDS: Readonly<Record<WebhookDeliveryStatus, readonly [word: string, tone: string]>> = {
  SUCCEEDED: ['Delivered', 'good'],
  PENDING: ['Trying', 'wait'],
  FAILED: ['Given up', 'bad'],
  CANCELED: ['Canceled', ''],
}

/** The beginning of an answer is enough to know it by. */
const LONGEST_ANSWER = 200
/** Three days of retries are told by the last of them. */
const MOST_ATTEMPTS = 6

export interface DeliveriesView {
  readonly element: HTMLElement
  show(deliveries: readonly Delivery[], receipt: Receipt | null): void
  say(text: string): void
}

/** An event's webhooks. What is there stays where it is when news comes, so that no button moves from under a finger. */
export function createDeliveries(onResend: (deliveryId: string) => Promise<void>): DeliveriesView {
  const list = make('ul', 'deliveries')
  const message = make('p', 'hint said')
  message.setAttribute('role', 'status')
  const views = new Map<string, ReturnType<typeof deliveryView>>()

  return {
    element: make('section', 'part', make('h3', '', 'Webhooks'), list, message),
    show: (deliveries, receipt) => {
      for (const delivery of deliveries) {
        const view = views.get(delivery.id) ?? deliveryView(delivery, onResend)
        views.set(delivery.id, view)
        view.show(delivery)
        if (view.element.parentElement !== list) list.append(view.element)
      }
      message.textContent = deliveries.length === 0 ? 'No endpoint is sent this event.' : receiptText(receipt)
    },
    say: (text) => {
      message.textContent = text
    },
  }
}

function receiptText(receipt: Receipt | null): string {
  if (receipt === null) return ''
  const times = receipt.times === 1 ? 'once' : `${receipt.times} times, under the same id`
  return `This shop’s receiver got it ${times}.`
}

function deliveryView({ id, url }: Delivery, onResend: (deliveryId: string) => Promise<void>) {
  const badge = make('span', 'badge')
  const tries = make('ol', 'tries')
  const next = make('p', 'hint')
  const button = make('button', 'small', 'Resend')
  button.type = 'button'
  button.setAttribute('aria-label', `Resend to ${url}`)
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return
    // Not `disabled`, which would take the focus away from whoever pressed it with the keyboard.
    button.setAttribute('aria-disabled', 'true')
    button.textContent = 'Sending…'
    void onResend(id).finally(() => {
      button.removeAttribute('aria-disabled')
      button.textContent = 'Resend'
    })
  })
  let shown = ''
  return {
    element: make(
      'li',
      'delivery',
      make('div', 'row', make('code', 'url', ...breakable(url)), badge),
      tries,
      make('div', 'row', next, button),
    ),
    show: (delivery: Delivery) => {
      next.textContent = nextText(delivery)
      const asText = JSON.stringify(delivery)
      if (asText === shown) return
      shown = asText
      const [word, tone] = WORDS[delivery.status]
      badge.className = `badge ${tone}`
      badge.textContent = word
      tries.replaceChildren(...attemptRows(delivery.attempts))
    },
  }
}

/** A long address breaks after a slash, not in the middle of a word. */
const breakable = (url: string): readonly (Node | string)[] =>
  url.split(/(?<=\/)(?=[^/])/).flatMap((part, index) => (index === 0 ? [part] : [make('wbr', ''), part]))

function nextText({ nextAttemptAt, status, attempts, isEnabled, probeAt }: Delivery): string {
  if (!isEnabled) return 'The endpoint is disabled.'
  if (status !== 'PENDING') return ''
  const now = new Date()
  if (probeAt !== null) return `The receiver counts as down. Next look ${untilText(new Date(probeAt), now)}.`
  if (attempts.length === 0) return 'On its way'
  return nextAttemptAt === null ? '' : `Next try ${untilText(new Date(nextAttemptAt), now)}`
}

/** Newest last. The same answer again is not written again. */
function attemptRows(attempts: readonly DeliveryAttempt[]): readonly HTMLElement[] {
  const shown = attempts.slice(-MOST_ATTEMPTS)
  const rows = shown.map((attempt, index) => {
    const earlier = shown[index - 1]
    const answer = answerOf(attempt)
    return attemptRow(attempt, earlier !== undefined && answerOf(earlier) === answer ? '' : answer)
  })
  const hidden = attempts.length - shown.length
  return hidden === 0 ? rows : [make('li', 'earlier', `${hidden} earlier`), ...rows]
}

function answerOf({ body, error }: DeliveryAttempt): string {
  const said = (error ?? body ?? '').trim()
  return said.length > LONGEST_ANSWER ? `${said.slice(0, LONGEST_ANSWER)}…` : said
}

function attemptRow({ startedAt, statusCode, durationMs }: DeliveryAttempt, answer: string): HTMLElement {
  const date = new Date(startedAt)
  const time = make('time', '', clockOf(date), make('span', 'ms', millisecondsOf(date)))
  time.dateTime = startedAt
  time.title = fullTime(date)
  const isRunning = durationMs === null
  const isGood = statusCode !== null && statusCode >= 200 && statusCode < 300
  return make(
    'li',
    isRunning ? 'wait' : isGood ? 'good' : 'bad',
    time,
    make('span', 'http', isRunning ? 'asking' : statusCode === null ? 'no answer' : String(statusCode)),
    make('span', 'took', isRunning ? '' : durationText(durationMs)),
    ...(answer === '' ? [] : [make('code', 'answer', answer)]),
  )
}
