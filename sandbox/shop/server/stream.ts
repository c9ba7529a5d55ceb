import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** A subscription that is asked for as an event stream, with whoever's key may have it. */
export interface StreamQuestion {
  readonly apiOrigin: string
  readonly key: string
  readonly query: string
  readonly variables: object
}

/**
 * Hands Turnpike's event stream on as it is, so that the browser follows it without the key: its own EventSource resumes
 * by the id of the last event, which is handed on too. Throws where Turnpike gives none.
 */
export async function pipeStream(
  { apiOrigin, key, query, variables }: StreamQuestion,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const lastEventId = request.headers['last-event-id']
  const stream = await fetch(`${apiOrigin}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      ...(typeof lastEventId === 'string' ? { 'last-event-id': lastEventId } : {}),
    },
    body: JSON.stringify({ query, variables }),
    signal: gone.signal,
  })
  const isStream = stream.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (!isStream || stream.body === null) throw new Error(`Turnpike gives no event stream: ${stream.status}.`)
  // A refusal comes as an event too, and an EventSource shows its reader only what has status 200.
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  response.flushHeaders()
  // The page reconnects, whichever side the connection broke on: that is no error here.
  await pipeline(stream.body, response).catch(() => response.destroy())
}
