import { wrap } from '../protocol/envelope.ts'
import { readFrameMessage } from '../protocol/frameMessages.ts'
import type { FrameMessage, LoaderMessage, NamedError } from '../protocol/messages.ts'

/** The one iframe of a checkout, and the only way to talk with it. */
export interface Frame {
  send(message: LoaderMessage): void
  resize(heightPx: number): void
  /** What the frame says it is, in the shopper's language. */
  name(title: string | undefined): void
  /** Covers the viewport with the frame, or puts it back. */
  cover(open: boolean): void
  remove(): void
}

/** The form's own height with a description of one line, so that the page hardly moves when the frame tells its own. */
const FIRST_HEIGHT_PX = 343
/** A shade on light and dark alike, where the frame is about to be. */
const FIRST_BACKGROUND = 'rgb(128 128 128 / 8%)'

/** Until the frame tells its own, in the shopper's language. */
const FIRST_TITLE = 'Secure card payment'

/** The frame keeps this free around its fields for their focus rings; it hangs over, so that they line up with the page. */
const RING_PX = 4

const FRAME_STYLE = {
  border: '0',
  'color-scheme': 'light',
  display: 'block',
  height: '100%',
  margin: '0',
  'max-width': 'none',
  padding: '0',
  width: '100%',
}
const COVERING_STYLE = {
  background: 'transparent',
  height: '100dvh',
  inset: '0',
  // Without what lined it up with the page.
  margin: '0',
  'max-height': 'none',
  overflow: 'hidden',
  position: 'fixed',
  width: '100vw',
  'z-index': '2147483647',
}

export function createFrame(
  holder: HTMLElement,
  vaultOrigin: string,
  publishableKey: string,
  locale: string,
  onMessage: (message: FrameMessage<NamedError>) => void,
): Frame {
  const place = document.createElement('div')
  const iframe = document.createElement('iframe')
  setStyle(place, {
    'min-height': '1px',
    height: `${FIRST_HEIGHT_PX}px`,
    background: FIRST_BACKGROUND,
    'border-radius': '8px',
  })
  iframe.title = FIRST_TITLE
  iframe.allow = 'payment *; publickey-credentials-get *'
  iframe.src = `${vaultOrigin}/v1/frame?${new URLSearchParams({ key: publishableKey, locale })}`

  // Only the window of our own frame, and only while the vault's own page is in it.
  const listen = (event: MessageEvent) => {
    if (event.source !== iframe.contentWindow || event.origin !== vaultOrigin) return
    const message = readFrameMessage(event.data)
    if (message !== undefined) onMessage(message)
  }
  addEventListener('message', listen)
  holder.append(place)
  const lineUp = () => {
    const { left, right } = place.getBoundingClientRect()
    const hasRoom = left >= RING_PX && right + RING_PX <= document.documentElement.clientWidth
    const overPx = hasRoom ? RING_PX : 0
    setStyle(iframe, { ...FRAME_STYLE, 'margin-inline-start': `${-overPx}px`, width: `calc(100% + ${2 * overPx}px)` })
  }
  lineUp()
  place.append(iframe)

  let scrollStyle: string | undefined
  let hadFocus: Element | null = null
  const send = (message: LoaderMessage) => {
    // Where the keyboard is when a challenge may come, to be put back there when it goes.
    if (message.type === 'confirm') hadFocus = document.activeElement
    iframe.contentWindow?.postMessage(wrap(message), vaultOrigin)
  }

  const cover = (open: boolean) => {
    const root = document.documentElement
    if (open && scrollStyle === undefined) {
      scrollStyle = root.style.overflow
      root.style.overflow = 'hidden'
      const { left, top, width } = iframe.getBoundingClientRect()
      // In the top layer nothing of the page can clip, move or cover the frame, and it need not be loaded again.
      if ('showPopover' in iframe) {
        iframe.popover = 'manual'
        iframe.showPopover()
      }
      setStyle(iframe, COVERING_STYLE)
      send({ type: 'covering', leftPx: left, topPx: top, widthPx: width })
    }
    if (!open && scrollStyle !== undefined) {
      root.style.overflow = scrollStyle
      scrollStyle = undefined
      iframe.removeAttribute('popover')
      iframe.removeAttribute('style')
      lineUp()
      if (hadFocus instanceof HTMLElement) hadFocus.focus({ preventScroll: true })
    }
  }

  return {
    send,
    cover,
    resize(heightPx) {
      setStyle(place, { height: `${Math.ceil(heightPx)}px`, background: 'none' })
    },
    name(title = FIRST_TITLE) {
      iframe.title = title
    },
    remove() {
      cover(false)
      removeEventListener('message', listen)
      place.remove()
    },
  }
}

const setStyle = (element: HTMLElement, style: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, 'important')
}
