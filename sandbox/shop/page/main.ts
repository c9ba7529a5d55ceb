import type { PaymentStatus } from '../generated/graphql.ts'
import { totalOf } from '../product.ts'
import type { OrderView } from '../view.ts'
import { createActions } from './actions.ts'
import { createBooks } from './books.ts'
import { showTestCards } from './cards.ts'
import { createCheckout } from './checkout.ts'
import { byId, euros } from './dom.ts'
import { followPayment, type LiveEvent } from './live.ts'
import { placeOrder, readOrder } from './order.ts'
import { showSamples } from './samples.ts'
import { addToTimeline, clearTimeline, explainTimeline } from './timeline.ts'
import { apiOrigin } from './turnpike.ts'

const quantity = byId('quantity', HTMLSelectElement)
const manualCapture = byId('manual-capture', HTMLInputElement)
const checkout = createCheckout(refreshSoon)
const showBooks = createBooks(refreshSoon)
const showActions = createActions(showBehindTheCounter)

let order: OrderView | undefined
let stopFollowing = (): void => undefined
let refreshTimer: number | undefined
/** Only what was asked for last is shown: two answers need not come in order. */
let placings = 0
let readings = 0

byId('unit-price', HTMLParagraphElement).textContent = euros(totalOf(1))
showTestCards()
for (const choice of [quantity, manualCapture]) choice.addEventListener('change', () => void start(place()))
// A page that was put away in the middle of a payment is of then: the true state is now.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})

const orderId = /^\/orders\/([\w-]+)$/.exec(location.pathname)?.[1]
void start(orderId === undefined ? place() : readOrder(orderId))

function place(): Promise<OrderView> {
  return placeOrder(Number(quantity.value), manualCapture.checked ? 'MANUAL' : 'AUTOMATIC')
}

/** The order's address is the page's address, so a reload and the way back lead to it, however its payment stands. */
async function start(placing: Promise<OrderView>): Promise<void> {
  placings += 1
  const turn = placings
  checkout.close()
  try {
    const opened = await placing
    if (turn !== placings) return
    history.replaceState(null, '', `/orders/${opened.id}`)
    open(opened)
  } catch (error) {
    byId('message', HTMLParagraphElement).textContent = error instanceof Error ? error.message : String(error)
  }
}

function open(opened: OrderView): void {
  order = opened
  byId('message', HTMLParagraphElement).textContent = ''
  quantity.value = String(opened.quantity)
  manualCapture.checked = opened.captureMethod === 'MANUAL'
  stopFollowing()
  clearTimeline()
  showBehindTheCounter(opened)
  stopFollowing = followPayment(apiOrigin, opened, onEvent, (state) => {
    const live = byId('live', HTMLParagraphElement)
    live.textContent = state
    live.dataset.state = state
  })
  showStatus(opened.payment.status)
  checkout.mount(opened)
}

function onEvent(event: LiveEvent): void {
  addToTimeline(event)
  showStatus(event.payment.status)
  refreshSoon()
}

function showStatus(status: PaymentStatus): void {
  const shown = byId('status', HTMLParagraphElement)
  shown.textContent = status.toLowerCase().replaceAll('_', ' ')
  shown.dataset.status = status
  checkout.show(status)
}

function showBehindTheCounter(view: OrderView): void {
  showActions(view)
  showBooks(view)
  showSamples(apiOrigin, view)
  explainTimeline(view)
}

/** What the browser may not see comes from the shop's server, once for a burst of events. */
function refreshSoon(): void {
  clearTimeout(refreshTimer)
  readings += 1
  const turn = readings
  refreshTimer = setTimeout(() => {
    const id = order?.id
    if (id === undefined) return
    readOrder(id).then(
      (view) => {
        if (order?.id !== id || turn !== readings) return
        showBehindTheCounter(view)
        showStatus(view.payment.status)
      },
      () => undefined,
    )
  }, 120)
}
