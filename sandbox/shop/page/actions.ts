import type { OrderView } from '../view.ts'
import { Refused } from './ask.ts'
import { byId, euros, make } from './dom.ts'
import { changeOrder } from './order.ts'

/** Capture and Refund: what is left stands in the field, and the true figures above. */
export function createActions(onChanged: (view: OrderView) => void): (view: OrderView) => void {
  const capture = createAction('capture', onChanged)
  const refund = createAction('refund', onChanged)
  return (view) => {
    const { payment } = view
    showAmounts(view)
    capture(view, payment.amountCapturable.amount, payment.allowedActions.includes('CAPTURE'))
    refund(view, payment.amountRefundable.amount, payment.allowedActions.includes('REFUND'))
  }
}

function createAction(action: 'capture' | 'refund', onChanged: (view: OrderView) => void) {
  const form = byId(action, HTMLFormElement)
  const input = form.querySelector('input')
  const button = form.querySelector('button')
  if (input === null || button === null) throw new Error(`The form ${action} is not whole.`)
  const message = byId('action-message', HTMLParagraphElement)
  let orderId = ''
  let left = ''
  /** One key per intention: it is kept until there is an answer, so that asking again can never do it twice. */
  let key = crypto.randomUUID()
  let isRunning = false
  let isAllowed = false

  const showButton = () => {
    button.disabled = !isAllowed || isRunning
    input.disabled = !isAllowed || isRunning
  }
  input.addEventListener('input', () => {
    key = crypto.randomUUID()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (isRunning) return
    isRunning = true
    showButton()
    message.textContent = ''
    const amount = input.value.trim()
    changeOrder(orderId, action, { key, ...(amount === '' ? {} : { amount }) })
      .then((view) => {
        key = crypto.randomUUID()
        onChanged(view)
      })
      .catch((error: Error) => {
        if (error instanceof Refused) key = crypto.randomUUID()
        message.textContent = error.message
      })
      .finally(() => {
        isRunning = false
        showButton()
      })
  })

  return (view: OrderView, nowLeft: string, nowAllowed: boolean) => {
    orderId = view.id
    isAllowed = nowAllowed
    if (nowLeft !== left) input.value = nowAllowed ? nowLeft : ''
    left = nowLeft
    if (!nowAllowed) input.value = ''
    else if (input.value === '') input.value = nowLeft
    showButton()
  }
}

function showAmounts({ payment }: OrderView): void {
  const rows = [
    ['Authorized', payment.amountAuthorized.amount],
    ['Captured', payment.amountCaptured.amount],
    ['Refunded', payment.amountRefunded.amount],
  ] as const
  byId('amounts', HTMLDListElement).replaceChildren(
    ...rows.map(([name, amount]) => make('div', '', make('dt', '', name), make('dd', '', euros(amount)))),
  )
}
