import type { Place } from './checkout.ts'
import { failed } from './errors.ts'
import { createFrame } from './frame.ts'
import type { ConfirmResult } from './types.ts'

const ANSWER_MS = 20_000
const NOT_READ = failed(
  'connection_lost',
  'The payment could not be loaded. Reload the page and try again.',
  'api_connection_error',
)

/** Asks how a payment stands through a frame that nobody sees, and takes the frame away again. */
export function retrievePayment(place: Place, clientSecret: string): Promise<ConfirmResult> {
  return new Promise((resolve) => {
    const holder = document.createElement('div')
    holder.hidden = true
    const end = (result: ConfirmResult) => {
      clearTimeout(timer)
      frame.remove()
      holder.remove()
      resolve(result)
    }
    const timer = setTimeout(() => end(NOT_READ), ANSWER_MS)
    const frame = createFrame(holder, place.vaultOrigin, place.publishableKey, place.locale, (message) => {
      if (message.type === 'hello') frame.send({ type: 'retrieve', call: 0, clientSecret })
      if (message.type === 'answer') end(message.outcome)
    })
    document.body.append(holder)
  })
}
