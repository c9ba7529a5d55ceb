import { readReturned } from '../../protocol/loaderMessages.ts'
import type { Action } from '../pay/payment.ts'
import { textOf } from '../texts.ts'
import { element, textElement } from './elements.ts'

/**
 * Shows the bank's page over everything. It can neither leave its box nor move the shop's page. What the page at
 * `/return` says only ends the showing: how the challenge went is asked of the api.
 */
export function showChallenge(
  { url, isQuiet, width, height }: Action,
  paymentId: string,
  apiOrigin: string,
  cover: (open: boolean) => void,
  signal: AbortSignal,
): Promise<'returned' | 'dismissed'> {
  const layer = textElement('challenge')
  const main = textElement('main')
  const box = textElement('challenge-box')
  const close = element('challenge-close', HTMLButtonElement)
  const iframe = document.createElement('iframe')
  iframe.title = textOf('challengeFrame')
  iframe.allow = 'publickey-credentials-get *; payment *'
  iframe.setAttribute(
    'sandbox',
    'allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  )
  iframe.referrerPolicy = 'no-referrer'
  iframe.src = url

  return new Promise((resolve) => {
    const ended = new AbortController()
    const options = { signal: ended.signal }
    const end = (how: 'returned' | 'dismissed') => {
      ended.abort()
      iframe.remove()
      layer.hidden = true
      main.inert = false
      cover(false)
      resolve(how)
    }
    const listen = ({ source, origin, data }: MessageEvent) => {
      if (source !== iframe.contentWindow || origin !== apiOrigin) return
      if (readReturned(data)?.paymentId === paymentId) end('returned')
    }
    addEventListener('message', listen, options)
    signal.addEventListener('abort', () => end('returned'), options)
    textElement('challenge-body').append(iframe)
    // In the layer that stays hidden: nobody is to see it, and nobody can close it.
    if (isQuiet) return
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') end('dismissed')
    }
    addEventListener('keydown', onKey, options)
    close.onclick = () => end('dismissed')
    // The head is above it. What is no length is passed over, and the box is as its own style has it.
    box.style.cssText = `width:${width}px;height:calc(${height}px + 61px)`
    main.inert = true
    layer.hidden = false
    cover(true)
    // The box and not its button: the title is read out, and nothing looks pressed that nobody chose.
    box.focus()
  })
}
