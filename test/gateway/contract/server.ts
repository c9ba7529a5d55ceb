import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Fault, FaultKind, FaultTarget } from './double.ts'

/** A request as a double's own code sees it. */
export interface DoubleRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface DoubleAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** What a double says about itself; the plumbing does the rest. */
export interface DoubleBehaviour {
  /** Which calls a request is, for faults: undefined for what no fault names but `any`. */
  targetOf(request: DoubleRequest): FaultTarget | undefined
  /** Answers and books. `fault` is one of those that the double itself has to act out, such as `wrong_amount`. */
  answer(request: DoubleRequest, fault: FaultKind | undefined): DoubleAnswer | Promise<DoubleAnswer>
  /** What the vendor says when nothing was processed, and when access is refused. */
  readonly unprocessed: DoubleAnswer
  readonly accessRefused: DoubleAnswer
  /** Pages for the shopper, which no fault hits: undefined where the request is none. */
  page?(request: DoubleRequest): DoubleAnswer | undefined
}

export interface DoubleServer {
  readonly origin: string
  /** All that arrived, in order: what was asked of the gateway, faults or not. */
  readonly requests: readonly DoubleRequest[]
  fault(fault: Fault | undefined): Promise<void>
  close(): Promise<void>
}

const CHUNK = 'x'.repeat(64 * 1024)

/** It ends only when the reader goes away. */
function* endless() {
  for (;;) yield CHUNK
}

/** A double's server on a free port (or the given one): faults of the network are made here, for every gateway alike. */
export async function startDoubleServer(behaviour: DoubleBehaviour, port = 0): Promise<DoubleServer> {
  const requests: DoubleRequest[] = []
  let set: Fault | undefined
  let timesLeft = 0

  const takeFor = (target: FaultTarget | undefined): FaultKind | undefined => {
    if (set === undefined || timesLeft <= 0 || (set.on !== 'any' && set.on !== target)) return undefined
    timesLeft -= 1
    return set.kind
  }

  const server = createServer(async (incoming, response) => {
    let body = ''
    incoming.setEncoding('utf8')
    for await (const chunk of incoming) body += chunk
    const url = new URL(incoming.url ?? '/', 'http://double')
    const request: DoubleRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
    }
    const page = behaviour.page?.(request)
    if (page !== undefined) return send(response, page)
    requests.push(request)
    const fault = takeFor(behaviour.targetOf(request))
    if (fault === 'hang_before') return
    if (fault === 'reset_before') return reset(response)
    if (fault === 'unprocessed') return send(response, behaviour.unprocessed)
    if (fault === 'access_refused') return send(response, behaviour.accessRefused)
    const answer = await behaviour.answer(request, fault)
    await sendWith(fault, response, answer)
  })
  server.on('error', (error) => console.error('double:', error))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: async (fault) => {
      set = fault
      timesLeft = fault?.times ?? Number.POSITIVE_INFINITY
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy()
}

function send(response: ServerResponse, answer: DoubleAnswer): void {
  response.writeHead(answer.status, answer.headers).end(answer.body)
}

/** Faults that come after it is done and in the book. */
async function sendWith(fault: FaultKind | undefined, response: ServerResponse, answer: DoubleAnswer): Promise<void> {
  switch (fault) {
    case 'hang_after':
      return
    case 'reset_after':
      return reset(response)
    case 'error_after':
      return send(response, { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Internal error</h1>' })
    case 'html_answer':
      return send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' })
    case 'half_answer': {
      response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
      response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => response.socket?.destroy())
      return
    }
    case 'endless_answer': {
      response.writeHead(answer.status, answer.headers)
      await pipeline(endless, response).catch(() => undefined)
      return
    }
    default:
      return send(response, answer)
  }
}
