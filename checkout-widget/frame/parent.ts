import { wrap } from '../protocol/envelope.ts'
import { readLoaderMessage } from '../protocol/loaderMessages.ts'
import type { FrameMessage, HeardMessage } from '../protocol/messages.ts'
import { withNames } from './named.ts'
import { textOf } from './texts.ts'

/** The page that embeds the frame. */
export interface Parent {
  send(message: FrameMessage): void
}

/**
 * Listens to the window above and to no other. Its origin is the one that sends the first well-formed message; from then
 * on nothing is heard from and nothing sent to any other. Who may embed the frame at all, the browser has settled by
 * `frame-ancestors` before a line of this runs.
 */
export function listenToParent(onMessage: (message: HeardMessage) => void): Parent {
  let origin: string | undefined
  addEventListener('message', (event) => {
    if (event.source !== window.parent || window.parent === window) return
    if (!/^https?:\/\//.test(event.origin) || (origin !== undefined && event.origin !== origin)) return
    const message = readLoaderMessage(event.data)
    if (message === undefined) return
    origin = event.origin
    onMessage(message)
  })
  const hello: FrameMessage = { type: 'hello', title: textOf('title') }
  // It may be heard by anyone; who answers is not known yet.
  window.parent.postMessage(wrap(hello), '*')
  return {
    send(message) {
      if (origin !== undefined) window.parent.postMessage(wrap(withNames(message)), origin)
    },
  }
}
