import { readCapped } from '../http/body.ts'

export interface ExchangeRequest {
  readonly method: string
  readonly headers: HeadersInit
  readonly body?: string
}

export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | { readonly kind: 'unknown'; readonly reason: 'time_out' | 'connection_lost' | 'answer_too_large' }

/** The contract's cap; a gateway's answer about one payment is a few kilobytes. */
const LARGEST_ANSWER_BYTES = 256 * 1024
const KEPT_HEADERS = ['content-type', 'retry-after', 'idempotent-replayed', 'stripe-should-retry', 'transient-error']
const LONGEST_HEADER = 256

/**
 * One request and its whole answer within the time. Redirects are not followed. Whatever is thrown is `unknown`: in
 * workerd a refused connection, a reset after the charge and half an answer are the same error, so it is not looked at.
 */
export async function exchange(url: URL, request: ExchangeRequest, timeoutMs: number): Promise<Exchange> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Exchange>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'unknown', reason: 'time_out' })
      controller.abort()
    }, timeoutMs)
  })
  try {
    return await Promise.race([answerTo(url, request, controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}

async function answerTo(url: URL, request: ExchangeRequest, signal: AbortSignal): Promise<Exchange> {
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal })
    const bytes = await readCapped(response.body, LARGEST_ANSWER_BYTES)
    if (bytes === undefined) return { kind: 'unknown', reason: 'answer_too_large' }
    const headers: Record<string, string> = {}
    for (const name of KEPT_HEADERS) {
      const value = response.headers.get(name)
      if (value !== null) headers[name] = value.slice(0, LONGEST_HEADER)
    }
    return { kind: 'answered', status: response.status, headers, body: new TextDecoder().decode(bytes) }
  } catch {
    return { kind: 'unknown', reason: 'connection_lost' }
  }
}
