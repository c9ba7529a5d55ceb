import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a receiver behaves. A test sets it; what it does not set is a receiver that takes everything. */
export interface Manner {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Answers after this long. */
  readonly delayMs?: number
  /** Never answers. */
  readonly hangs?: boolean
  /** Never stops answering. */
  readonly endless?: boolean
  /** Only so many requests are treated like this; then it takes everything. */
  readonly times?: number
}

export interface Received {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly atMs: number
}

interface Receiver {
  manner: Manner
  received: Received[]
  /** Requests under way, and the most there were at once. */
  under: number
  most: number
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/**
 * Receivers of webhooks by name, `/to/NAME`, over real HTTP. `PUT /manner/NAME` says how one behaves, `GET /received/NAME`
 * what it got.
 */
export async function startReceiver(): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const receivers = new Map<string, Receiver>()
  const receiverOf = (name: string): Receiver => {
    const known = receivers.get(name) ?? { manner: {}, received: [], under: 0, most: 0 }
    receivers.set(name, known)
    return known
  }

  const mannerNow = (receiver: Receiver): Manner => {
    const { manner } = receiver
    if (manner.times === undefined) return manner
    receiver.manner = manner.times > 1 ? { ...manner, times: manner.times - 1 } : {}
    return manner
  }

  const take = async (receiver: Receiver, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    receiver.under += 1
    receiver.most = Math.max(receiver.most, receiver.under)
    response.on('close', () => {
      receiver.under -= 1
    })
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    receiver.received.push({ headers, body: await textOf(request), atMs: Date.now() })
    const { status = 204, headers: answered = {}, body, delayMs = 0, hangs, endless } = mannerNow(receiver)
    if (hangs) return
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    response.writeHead(status, answered)
    if (!endless) {
      response.end(body)
      return
    }
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(4_096)));
    }
    response.on('drain', more)
    more()
  }

  const server: Server = createServer((request, response) => {
    const [, what = '', name = ''] = (request.url ?? '').split('/')
    const receiver = receiverOf(name.replace(/\?.*$/, ''))
    const answer = async (): Promise<void> => {
      if (what === 'to') return take(receiver, request, response)
      if (what === 'manner') {
        receiver.manner = JSON.parse(await textOf(request)) as Manner
        response.end()
        return
      }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ received: receiver.received, most: receiver.most }))
    }
    answer().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
