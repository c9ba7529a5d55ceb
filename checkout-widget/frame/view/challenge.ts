import { readReturned } from '../../protocol/loaderMessages.ts'
import { textOf } from '../texts.ts'
import { element, textElement } from './elements.ts'

/**
 * Shows the bank's page over everything. It can neither leave its box nor move the shop's page. What the page at
 * `/return` says only ends the showing: how the challenge went is asked of the api.
 */
export function showChallenge(
  url: string,
  paymentId: string,
  apiOrigin: string,
  cover: (open: boolean) => void,
  signal: AbortSignal,
): Promise<'returned' | 'dismissed'> {
  const layer = textElement('challenge')
  const main = textElement('main')
  const close = element('challenge-close', HTMLButtonElement)
  const iframe = document.createElement('iframe')
  iframe.title = textOf('challengeFrame')
  iframe.allow = 'publickey-credentials-get *; payment *'
  iframe.sandbox.add(
    'allow-forms',
    'allow-scripts',
    'allow-same-origin',
    'allow-popups',
    'allow-popups-to-escape-sandbox',
  )
  iframe.referrerPolicy = 'no-referrer'
  iframe.src = url

  return new Promise((resolve) => {
    const end = (how: 'returned' | 'dismissed') => {
      removeEventListener('message', listen)
      removeEventListener('keydown', onKey)
      signal.removeEventListener('abort', onAbort)
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
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') end('dismissed')
    }
    const onAbort = () => end('returned')
    addEventListener('message', listen)
    addEventListener('keydown', onKey)
    signal.addEventListener('abort', onAbort)
    close.onclick = () => end('dismissed')
    textElement('challenge-body').append(iframe)
    main.inert = true
    layer.hidden = false
    cover(true)
    // The box and not its button: the title is read out, and nothing looks pressed that nobody chose.
    textElement('challenge-box').focus()
  })
}
