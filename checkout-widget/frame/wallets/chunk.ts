import { readFromWallets, type ToWallets } from '../../wallets/messages.ts'
import type { OfFrame } from '../wallets.ts'

/** Taller than two buttons under each other is no row of wallets. */
const LARGEST_HEIGHT_PX = 200

/**
 * Shows the frame of the wallets above the card. It is of another origin, so that a wallet's own script can neither read
 * what is typed here nor change it; only a token comes out of it.
 */
export function showWallets({ address, clientSecret, payment, wanted, place, pay }: OfFrame): void {
  const { origin } = new URL(address)
  const iframe = document.createElement('iframe')
  iframe.title = 'Apple Pay, Google Pay'
  iframe.allow = 'payment'
  iframe.sandbox.add(
    'allow-forms',
    'allow-popups',
    'allow-popups-to-escape-sandbox',
    'allow-same-origin',
    'allow-scripts',
  )
  iframe.referrerPolicy = 'no-referrer'
  iframe.style.cssText = 'display:block;width:100%;border:0;color-scheme:light'
  iframe.height = '0'
  // Until there is a button it takes no room, and neither keyboard nor screen reader comes by.
  place.style.cssText = 'position:absolute;left:0;right:0;visibility:hidden'
  iframe.src = address
  const send = (message: ToWallets) => iframe.contentWindow?.postMessage(message, origin)
  addEventListener('message', (event) => {
    if (event.source !== iframe.contentWindow || event.origin !== origin) return
    const message = readFromWallets(event.data)
    switch (message?.type) {
      case 'wallets:hello':
        send({
          type: 'wallets:init',
          clientSecret,
          amount: payment.amount,
          mode: payment.mode,
          wanted: wanted.join(' '),
        })
        break
      case 'wallets:shown':
        place.style.cssText = ''
        iframe.height = String(Math.min(Math.ceil(message.heightPx), LARGEST_HEIGHT_PX))
        break
      case 'wallets:token': {
        const { call, token, wallet } = message
        void pay(token, wallet).then((isPaid) => send({ type: 'wallets:ended', call, isPaid }))
      }
    }
  })
  place.append(iframe)
}
