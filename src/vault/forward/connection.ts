import { connect } from 'cloudflare:sockets'

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
 * False only where a connection to the host was just tried and did not open. Nothing was sent over it, so this is what
 * proves that a request has not left; a failed `fetch` never does.
 */
export async function isReachable(accountId: string, url: URL): Promise<boolean> {
  const lastMs = answeredAtMs.get(accountId)
  if (lastMs !== undefined && Date.now() - lastMs < ANSWERED_RECENTLY_MS) return true
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const socket = connect({ hostname: url.hostname, port })
    socket.closed.catch(() => undefined)
    const opened = socket.opened.then(
      () => true,
      () => false,
    )
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), CONNECT_TIMEOUT_MS)
    })
    const reachable = await Promise.race([opened, late])
    socket.close().catch(() => undefined)
    return reachable
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
