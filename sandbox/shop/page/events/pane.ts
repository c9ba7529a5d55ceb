import type { EventDetail } from '../../eventsView.ts'
import { byId, make } from '../dom.ts'
import { readEvent, resend } from './asked.ts'
import { createDeliveries, type DeliveriesView } from './deliveries.ts'
import { type DetailLinks, dataPart, eventParts, logPart } from './detail.ts'
import type { ShownEvent } from './facts.ts'

export interface PaneActions extends DetailLinks {
  readonly hrefOf: (eventId: string) => string
  readonly onClose: () => void
}

export interface Pane {
  readonly openId: () => string | undefined
  /** Whether the list behind it cannot be used meanwhile. */
  readonly isModal: () => boolean
  /** `known` is shown at once, the rest when the server has answered. */
  open(id: string, known: ShownEvent | undefined): void
  close(): void
}

/** What is on its way is looked at again this soon, and ever less often, for a retry may be hours away. */
const FIRST_LOOK_MS = 300
const LONGEST_LOOK_MS = 10_000
/** An event of a moment ago may not be on its way to any endpoint yet. */
const YOUNG_MS = 10_000
/** How long it is looked for what a resend came to. An endpoint has less time than this to answer. */
const RESENT_MS = 40_000

/** One event, beside the list where there is room, over it where there is not. */
export function createPane({ hrefOf, onClose, ...links }: PaneActions): Pane {
  const dialog = byId('detail', HTMLDialogElement)
  const body = byId('detail-body', HTMLDivElement)
  const isWide = matchMedia('(min-width: 64rem)')
  let id: string | undefined
  let timer: number | undefined
  let lookMs = FIRST_LOOK_MS
  let deliveries: DeliveriesView | undefined
  let last: EventDetail | undefined

  byId('detail-close', HTMLButtonElement).addEventListener('click', onClose)
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    onClose()
  })
  // On a phone the page behind is dimmed, and a tap there closes.
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) onClose()
  })
  isWide.addEventListener('change', () => {
    if (id === undefined) return
    dialog.close()
    showDialog()
  })

  function showDialog(): void {
    if (dialog.open) return
    if (isWide.matches) dialog.show()
    else dialog.showModal()
    document.documentElement.classList.toggle('sheet', !isWide.matches)
  }

  function open(wanted: string, known: ShownEvent | undefined): void {
    stop()
    id = wanted
    last = undefined
    lookMs = FIRST_LOOK_MS
    deliveries = undefined
    const waiting = make('p', 'hint', 'Reading the event…')
    body.replaceChildren(...(known === undefined ? [headingOf('Event')] : eventParts(known, links)), waiting)
    showDialog()
    dialog.scrollTop = 0
    void look()
  }

  async function look(): Promise<void> {
    const wanted = id
    if (wanted === undefined) return
    try {
      const detail = await readEvent(wanted)
      if (wanted === id) show(detail)
    } catch (error) {
      if (wanted === id && last === undefined) trouble(error)
    }
    if (wanted === id && isUnderWay()) again()
  }

  function show(detail: EventDetail): void {
    if (deliveries === undefined || last?.log.length !== detail.log.length) {
      deliveries ??= createDeliveries(sendAgain)
      body.replaceChildren(
        ...eventParts(detail.event, links),
        deliveries.element,
        logPart(detail, hrefOf),
        dataPart(detail.event),
      )
    }
    last = detail
    deliveries.show(detail.deliveries, detail.receipt)
  }

  const isUnderWay = (): boolean => {
    if (last === undefined) return false
    const { event, deliveries: all } = last
    const isYoung = Date.now() - Date.parse(event.occurredAt) < YOUNG_MS
    return all.length === 0 ? isYoung : all.some(({ status }) => status === 'PENDING')
  }

  function again(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), lookMs)
    lookMs = Math.min(lookMs * 1.5, LONGEST_LOOK_MS)
  }

  /** The number of the newest attempt that has its answer. */
  const triesOf = (deliveryId: string): number => {
    const attempts = last?.deliveries.find(({ id }) => id === deliveryId)?.attempts ?? []
    return attempts.findLast(({ durationMs }) => durationMs !== null)?.number ?? 0
  }

  /** Resolves when the new try is seen, or has been looked for long enough. */
  async function sendAgain(deliveryId: string): Promise<void> {
    const wanted = id
    const before = triesOf(deliveryId)
    const untilMs = Date.now() + RESENT_MS
    try {
      await resend(deliveryId)
      while (wanted === id && triesOf(deliveryId) <= before && Date.now() < untilMs) {
        await new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS))
        await look()
      }
    } catch (error) {
      if (wanted === id) deliveries?.say(`Not sent: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  function trouble(error: unknown): void {
    const message = make('p', 'message error', error instanceof Error ? error.message : String(error))
    message.setAttribute('role', 'alert')
    const retry = make('button', 'small', 'Try again')
    retry.type = 'button'
    retry.addEventListener('click', () => void look())
    body.replaceChildren(headingOf('This event could not be read'), message, retry)
  }

  function stop(): void {
    clearTimeout(timer)
    id = undefined
  }

  return {
    openId: () => id,
    isModal: () => id !== undefined && !isWide.matches,
    open,
    close: () => {
      stop()
      dialog.close()
      document.documentElement.classList.remove('sheet')
    },
  }
}

function headingOf(text: string): HTMLElement {
  const heading = make('h2', '', text)
  heading.id = 'detail-title'
  return heading
}
