import type { IncomingMessage, ServerResponse } from 'node:http'

/** What is sent back: built as data first, so that a fault can spoil it on the way. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const jsonAnswer = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
})

export const emptyAnswer = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  body: '',
})

/**
 * A refusal. `processed: false` is a promise: nothing was done and nothing will be done for this request. `code` is
 * stable, `field` names what has to be mended.
 */
export const errorAnswer = (status: number, code: string, message: string, field?: string): Answer =>
  jsonAnswer(status, { processed: false, error: field === undefined ? { code, message } : { code, message, field } })

export function send(response: ServerResponse, answer: Answer): void {
  const length = Buffer.byteLength(answer.body)
  response.writeHead(
    answer.status,
    answer.status === 204 ? answer.headers : { ...answer.headers, 'content-length': length },
  )
  response.end(answer.body)
}

/** No request of this API is longer; the rest is refused unread. */
const LONGEST_BODY_BYTES = 64 * 1024

/** The whole body, or undefined where it is too long. Rejects where the connection breaks before its end. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    length += bytes.length
    if (length > LONGEST_BODY_BYTES) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
