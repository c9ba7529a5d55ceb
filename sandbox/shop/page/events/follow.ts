import type { ListedEvent } from '../../eventsView.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting'

export interface FollowPorts {
  /** The stream's address, from this cursor on. */
  readonly addressOf: (after: string) => string
  readonly onEvent: (listed: ListedEvent) => void
  readonly onConnection: (connection: Connection) => void
  /** The stream was refused: what the page has cannot be gone on from. */
  readonly onRefused: (message: string) => void
}

const FIRST_RETRY_MS = 400
const LONGEST_RETRY_MS = 5000
/** Turnpike ends each stream after a minute and it is opened again. A longer silence is a connection that nobody told of. */
const LONGEST_SILENCE_MS = 75_000
/** A tab that nobody sees gives its connection back: a browser has six for a shop, and a seventh tab would wait for ever. */
const HIDDEN_MS = 30_000
/** What comes back sooner than this was never away for a reader. */
const GRACE_MS = 1500

interface Payload {
  readonly data?: { readonly paymentActivity: ListedEvent } | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

/** These pass by themselves; any other refusal means beginning anew. */
const PASSING: ReadonlySet<string | undefined> = new Set(['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED'])

/**
 * Follows the feed from a cursor on. However the connection ends, it goes on behind the last event that arrived, so none
 * is missed, and what comes twice has an id by which it is known. Returns what ends it.
 */
export function followEvents(start: string, ports: FollowPorts): () => void {
  let after = start
  let source: EventSource | undefined
  let retryMs = FIRST_RETRY_MS
  let retryTimer: number | undefined
  let silenceTimer: number | undefined
  let graceTimer: number | undefined
  let hiddenTimer: number | undefined

  function open(): void {
    close()
    source = new EventSource(ports.addressOf(after))
    source.addEventListener('open', () => {
      clearTimeout(graceTimer)
      graceTimer = undefined
      ports.onConnection('live')
      listen()
    })
    source.addEventListener('next', (message) => {
      listen()
      take(message)
    })
    source.addEventListener('complete', () => {
      retryMs = FIRST_RETRY_MS
      open()
    })
    source.addEventListener('error', lost)
  }

  function take({ data }: MessageEvent<string>): void {
    const payload = JSON.parse(data) as Payload
    const [error] = payload.errors ?? []
    if (payload.data) {
      retryMs = FIRST_RETRY_MS
      after = payload.data.paymentActivity.cursor
      ports.onEvent(payload.data.paymentActivity)
    } else if (PASSING.has(error?.extensions?.code)) lost()
    else {
      stop()
      ports.onRefused(error?.message ?? 'Turnpike refused the live events.')
    }
  }

  function lost(): void {
    close()
    graceTimer ??= setTimeout(() => ports.onConnection('reconnecting'), GRACE_MS)
    retryTimer = setTimeout(open, retryMs)
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  function listen(): void {
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(lost, LONGEST_SILENCE_MS)
  }

  function rest(): void {
    clearTimeout(hiddenTimer)
    if (document.hidden) hiddenTimer = setTimeout(close, HIDDEN_MS)
    else if (source === undefined) open()
  }

  function close(): void {
    clearTimeout(retryTimer)
    clearTimeout(silenceTimer)
    source?.close()
    source = undefined
  }

  function stop(): void {
    close()
    clearTimeout(graceTimer)
    clearTimeout(hiddenTimer)
    removeEventListener('online', open)
    document.removeEventListener('visibilitychange', rest)
  }

  addEventListener('online', open)
  document.addEventListener('visibilitychange', rest)
  open()
  return stop
}
