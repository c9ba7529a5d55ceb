import { Agent, request } from 'node:http'

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

export type Post = (path: string, headers: Readonly<Record<string, string>>, body: string) => Promise<HttpAnswer>

/** A call that takes longer than anything here may take is a failed benchmark, not a number. */
const TIMEOUT_MS = 60_000

/**
 * Posts over so many connections, which stay open. Node's own client: it shares the machine's cores with what it
 * measures, and costs them a fraction of what `fetch` does.
 */
export function clientTo(origin: string, connections: number): { readonly post: Post; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const { hostname, port } = new URL(origin)
  const post: Post = (path, headers, body) =>
    new Promise((resolve, reject) => {
      const call = request(
        {
          agent,
          hostname,
          port,
          path,
          method: 'POST',
          timeout: TIMEOUT_MS,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.once('error', reject)
          response.once('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          )
        },
      )
      call.once('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
      call.once('error', reject)
      call.end(body)
    })
  return { post, close: () => agent.destroy() }
}
