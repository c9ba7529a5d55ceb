import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A port that can really be closed, with every connection on it, and opened again under the same number. */
export interface Listener {
  readonly port: number
  close(): Promise<void>
  reopen(): Promise<void>
}

/**
 * Idle connections are kept for an hour: a client that reuses one just as the server closes it would see an unknown
 * outcome which nobody ordered.
 */
const KEEP_ALIVE_MS = 3_600_000
/** A port just freed may stay occupied for a moment. */
const OPEN_TRIES = 40
const OPEN_RETRY_MS = 50

export async function openListener(host: string, port: number, handler: RequestListener): Promise<Listener> {
  const sockets = new Set<Socket>()
  let server: Server | undefined = await listen(host, port, handler, sockets)
  const address = server.address() as AddressInfo

  async function close(): Promise<void> {
    const closing = server
    server = undefined
    if (closing === undefined) return
    const closed = new Promise<void>((resolve) => closing.close(() => resolve()))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  async function reopen(): Promise<void> {
    for (let tries = 1; server === undefined; tries += 1) {
      try {
        server = await listen(host, address.port, handler, sockets)
      } catch (error) {
        if (tries === OPEN_TRIES) throw error
        await sleep(OPEN_RETRY_MS)
      }
    }
  }

  return { port: address.port, close, reopen }
}

function listen(host: string, port: number, handler: RequestListener, sockets: Set<Socket>): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, handler)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

/** The remembered port where it is free, else a new one. */
export async function openListenerNear(
  host: string,
  port: number | undefined,
  handler: RequestListener,
): Promise<Listener> {
  if (port === undefined) return openListener(host, 0, handler)
  try {
    return await openListener(host, port, handler)
  } catch {
    return openListener(host, 0, handler)
  }
}
