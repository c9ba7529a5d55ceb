import type { Checkout, CheckoutError } from '../../../checkout-widget/loader/types.ts'
import type { PaymentStatus } from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'
import { byId } from './dom.ts'
import { openTurnpike } from './turnpike.ts'

export interface ShopCheckout {
  mount(order: OrderView): void
  /** Before another order takes the place of this one, so that nobody pays the one that goes. */
  close(): void
  show(status: PaymentStatus): void
}

/**
 * The shopper's side: the widget and Pay. The widget shows the amount, what went wrong, the bank's challenge and how it
 * ended, also to a shopper who reloads or comes back in the middle of a payment. `onAnswer` reads the order again: the
 * shop's server, not the page, has the last word.
 */
export function createCheckout(onAnswer: () => void): ShopCheckout {
  const pay = byId('pay', HTMLButtonElement)
  const choices = byId('choices', HTMLFieldSetElement)
  let checkout: Checkout | undefined
  let returnUrl = ''
  /** From Pay until it is known to have failed. Another order meanwhile would leave behind a payment that is then charged. */
  let isPaying = false

  function close(): void {
    checkout?.unmount()
    checkout = undefined
    isPaying = false
    pay.disabled = true
  }

  function mount(order: OrderView): void {
    close()
    returnUrl = order.returnUrl
    checkout = openTurnpike().checkout({
      clientSecret: order.clientSecret,
      ...countryAsked(),
      appearance: { theme: 'auto', variables: ownLook() },
    })
    checkout.on('ready', () => {
      pay.disabled = false
    })
    // It may come long after `confirm` has answered PROCESSING: then too the shopper may try another card.
    checkout.on('failure', ({ error }) => failed(error))
    checkout.on('success', onAnswer)
    checkout.mount('#checkout')
  }

  async function confirm(): Promise<void> {
    if (checkout === undefined) return
    isPaying = true
    pay.disabled = true
    show('PROCESSING')
    const { error } = await checkout.confirm({ returnUrl })
    if (error) failed(error)
    else onAnswer()
  }
  pay.addEventListener('click', () => void confirm())

  /** The widget has said why to the shopper, who may now try another card. */
  function failed({ code }: CheckoutError): void {
    pay.disabled = false
    // Where even the widget does not know how it ended, the order stays as it is.
    isPaying = code === 'outcome_unknown'
    onAnswer()
  }

  function show(status: PaymentStatus): void {
    const isOpen = status === 'REQUIRES_PAYMENT_METHOD' || status === 'REQUIRES_ACTION' || status === 'PROCESSING'
    choices.disabled = isPaying || status !== 'REQUIRES_PAYMENT_METHOD'
    byId('again', HTMLAnchorElement).hidden = isOpen
    byId('order', HTMLElement).classList.toggle('ended', !isOpen)
    pay.hidden = !isOpen
  }

  return { mount, close, show }
}

/** The shop's own colours and type, as the style sheet has them for light and dark. */
function ownLook(): Readonly<Record<string, string>> {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string) => style.getPropertyValue(name).trim()
  return {
    colorPrimary: of('--accent'),
    colorBackground: of('--card'),
    colorText: of('--ink'),
    colorTextSecondary: of('--soft'),
    colorBorder: of('--field'),
    colorDanger: of('--bad'),
    borderRadius: '10px',
    fontFamily: of('--sans'),
  }
}

/** `?country=NL`: as if the shopper's address were known, so that their banks are offered. */
function countryAsked(): { readonly country?: string } {
  const country = new URLSearchParams(location.search).get('country')
  return country === null ? {} : { country }
}
