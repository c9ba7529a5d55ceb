import { byId } from '../dom.ts'
import type { Connection } from './follow.ts'

export interface News {
  /** Whether what arrives has to wait: somebody reads further down or has an event open, or paused. */
  isHeld(): boolean
  /** How many wait, and whether there are more than that. */
  count(held: number, isOverfull: boolean): void
  connection(connection: Connection): void
  /** For those who hear the page: so many came. */
  arrived(count: number): void
  announce(text: string): void
}

export interface NewsPorts {
  readonly onShow: () => void
  readonly onPause: () => void
  readonly isReading: () => boolean
}

/** Further down than this the top is out of sight, and rows put there would push away what is read. */
const TOP_PX = 60
/** A busy shop is not read out loud: what came is told together. */
const ANNOUNCE_EVERY_MS = 15_000

/** The live sign, Pause, and the button that tells what waits on top. */
export function createNews({ onShow, onPause, isReading }: NewsPorts): News {
  const live = byId('live', HTMLParagraphElement)
  const pause = byId('pause', HTMLButtonElement)
  const button = byId('news', HTMLButtonElement)
  const said = byId('said', HTMLParagraphElement)
  let isPaused = false
  let connection: Connection = 'connecting'
  let untold = 0
  let isTelling = false

  pause.addEventListener('click', () => {
    isPaused = !isPaused
    pause.setAttribute('aria-pressed', String(isPaused))
    show()
    onPause()
  })
  button.addEventListener('click', onShow)

  function show(): void {
    const state = connection === 'live' && isPaused ? 'paused' : connection
    live.textContent = state
    live.dataset.state = state
  }

  function tell(): void {
    isTelling = untold > 0
    if (!isTelling) return
    said.textContent = untold === 1 ? '1 new event' : `${untold} new events`
    untold = 0
    setTimeout(tell, ANNOUNCE_EVERY_MS)
  }

  return {
    isHeld: () => isPaused || isReading() || scrollY > TOP_PX,
    count: (held, isOverfull) => {
      button.hidden = held === 0
      button.textContent = `${held}${isOverfull ? ' or more' : ''} new event${held === 1 ? '' : 's'}`
    },
    connection: (now) => {
      if (connection === 'live' && now === 'reconnecting') said.textContent = 'Connection lost, reconnecting'
      connection = now
      show()
    },
    arrived: (count) => {
      untold += count
      if (isTelling) return
      isTelling = true
      // A moment, so that the steps of one payment are one message.
      setTimeout(tell, 1000)
    },
    announce: (text) => {
      said.textContent = text
    },
  }
}
