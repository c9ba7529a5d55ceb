import type { Checkout } from '../../../checkout-widget/loader/types.ts'
import type { PaymentStatus } from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'
import { byId } from './dom.ts'
import { openTurnpike } from './turnpike.ts'

/**
 * The shopper's side: the widget and Pay. The widget shows the amount, what went wrong, the bank's challenge and how it
 * ended, also to a shopper who reloads or comes back in the middle of a payment.
 */
export function createCheckout(): { mount(order: OrderView): void; show(status: PaymentStatus): void } {
  const pay = byId('pay', HTMLButtonElement)
  let checkout: Checkout | undefined
  let returnUrl = ''

  function mount(order: OrderView): void {
    checkout?.unmount()
    pay.disabled = true
    returnUrl = order.returnUrl
    checkout = openTurnpike().checkout({
      clientSecret: order.clientSecret,
      appearance: { theme: 'auto', variables: ownLook() },
    })
    checkout.on('ready', () => {
      pay.disabled = false
    })
    checkout.mount('#checkout')
  }

  async function confirm(): Promise<void> {
    if (checkout === undefined) return
    pay.disabled = true
    // A decline is an `error` here: the widget has said so to the shopper, who may now try another card.
    const { payment } = await checkout.confirm({ returnUrl })
    pay.disabled = payment !== undefined
  }
  pay.addEventListener('click', () => void confirm())

  function show(status: PaymentStatus): void {
    const isOpen = status === 'REQUIRES_PAYMENT_METHOD' || status === 'REQUIRES_ACTION' || status === 'PROCESSING'
    byId('choices', HTMLFieldSetElement).disabled = status !== 'REQUIRES_PAYMENT_METHOD'
    byId('again', HTMLAnchorElement).hidden = isOpen
    byId('order', HTMLElement).classList.toggle('ended', !isOpen)
    pay.hidden = !isOpen
  }

  return { mount, show }
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
