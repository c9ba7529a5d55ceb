import { connect } from 'cloudflare:sockets'
import { within } from './deadline.ts'

/** A host that does not take a connection within a second is treated as one that refuses it. */
const CONNECT_TIMEOUT_MS = 1000
/**
 * An account that has just answered is taken as reachable, so that a busy one, whose calls are milliseconds apart, pays
 * for no extra connection. Every call inside this time that then meets a closed port is unknown, so it is kept short.
 */
const ANSWERED_RECENTLY_MS = 5
const LARGEST_CACHE = 1000

const answeredAtMs = new Map<string, number>()

/** Notes that the account answered a request, or that its last one ended without an answer. */
export function noteAnswer(accountId: string, answered: boolean): void {
  if (!answered) {
    answeredAtMs.delete(accountId)
    return
  }
  if (answeredAtMs.size >= LARGEST_CACHE) answeredAtMs.clear()
  answeredAtMs.set(accountId, Date.now())
}

/**
 * False only where a connection to the host was just tried and did not open, within a second or what is left of the
 * call's time. Nothing was sent over it, so this is what proves that a request has not left; a failed `fetch` never does.
 */
export async function isReachable(accountId: string, url: URL, leftMs: number): Promise<boolean> {
  const lastMs = answeredAtMs.get(accountId)
  if (lastMs !== undefined && Date.now() - lastMs < ANSWERED_RECENTLY_MS) return true
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  try {
    const socket = connect({ hostname: url.hostname, port })
    socket.closed.catch(() => undefined)
    const opened = socket.opened.then(
      () => true,
      () => false,
    )
    const reachable = await within(opened, Math.min(CONNECT_TIMEOUT_MS, leftMs))
    socket.close().catch(() => undefined)
    return reachable === true
  } catch {
    return false
  }
}
