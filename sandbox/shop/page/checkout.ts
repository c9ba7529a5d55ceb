import type { Checkout } from '../../../checkout-widget/loader/types.ts'
import type { PaymentStatus } from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'
import { byId } from './dom.ts'
import { openTurnpike } from './turnpike.ts'

/** How the payment stands, from the newest event or, before the first, from the shop's server. */
export interface Standing {
  readonly status: PaymentStatus
  /** Where the bank asks its question, while it waits for one. */
  readonly challengeUrl?: string | undefined
  /** Why the last attempt failed, in words for the shopper. */
  readonly failure?: string | undefined
}

/** The shopper's side: the card fields, Pay, and what is said about it. Shows the true state, whatever happened before. */
export function createCheckout(): { open(order: OrderView): void; show(standing: Standing): void } {
  const pay = byId('pay', HTMLButtonElement)
  const choices = byId('choices', HTMLFieldSetElement)
  let order: OrderView | undefined
  let checkout: Checkout | undefined
  let isPaying = false
  let last: Standing = { status: 'REQUIRES_PAYMENT_METHOD' }

  function open(opened: OrderView): void {
    order = opened
    checkout?.unmount()
    checkout = undefined
  }

  function mount({ clientSecret }: OrderView): void {
    if (checkout !== undefined) return
    checkout = openTurnpike().checkout({ clientSecret, appearance: { theme: 'auto' } })
    checkout.on('ready', () => {
      pay.disabled = isPaying
    })
    checkout.mount('#checkout')
  }

  pay.addEventListener('click', () => {
    if (checkout === undefined || order === undefined || isPaying) return
    isPaying = true
    pay.disabled = true
    choices.disabled = true
    say('')
    checkout
      .confirm({ returnUrl: order.returnUrl })
      .then(({ payment, error }) => {
        isPaying = false
        pay.disabled = false
        const known = payment ?? error?.payment
        show(known === undefined ? last : { status: known.status, failure: known.failure?.message })
        if (error !== undefined) say(error.message, 'error')
      })
      .catch((error: unknown) => say(error instanceof Error ? error.message : 'Reload the page.', 'error'))
  })

  function show(standing: Standing): void {
    last = standing
    // The widget runs the challenge and has the first word on how it ended.
    if (isPaying || order === undefined) return
    const { status, challengeUrl, failure } = standing
    const isOpen = status === 'REQUIRES_PAYMENT_METHOD' || status === 'REQUIRES_ACTION'
    choices.disabled = status !== 'REQUIRES_PAYMENT_METHOD'
    byId('form', HTMLDivElement).hidden = !isOpen
    const bank = byId('continue', HTMLAnchorElement)
    bank.hidden = challengeUrl === undefined
    if (challengeUrl !== undefined) bank.href = challengeUrl
    byId('again', HTMLAnchorElement).hidden = isOpen || status === 'PROCESSING'
    if (isOpen) mount(order)
    else {
      checkout?.unmount()
      checkout = undefined
    }
    say(...wordsFor(status, failure))
  }

  return { open, show }
}

function wordsFor(status: PaymentStatus, failure: string | undefined): [text: string, tone?: Tone] {
  switch (status) {
    case 'REQUIRES_PAYMENT_METHOD':
      return failure === undefined ? [''] : [failure, 'error']
    case 'REQUIRES_ACTION':
      return ['Your bank wants to know that it is you. Continue there, or pay with another card.']
    case 'PROCESSING':
      return ['Your payment is being processed. There is nothing to do: this page shows how it ends.']
    case 'AUTHORIZED':
      return ['Thank you. Your card is authorized; you are charged when the lamp leaves.', 'good']
    case 'PARTIALLY_CAPTURED':
    case 'CAPTURED':
      return ['Thank you. Your payment arrived, and the lamp is on its way.', 'good']
    case 'FAILED':
    case 'CANCELED':
    case 'EXPIRED':
      return ['This order has ended without a payment.', 'error']
  }
}

type Tone = 'error' | 'good'

function say(text: string, tone?: Tone): void {
  const message = byId('message', HTMLDivElement)
  message.textContent = text
  message.className = `message ${tone ?? ''}`
}
