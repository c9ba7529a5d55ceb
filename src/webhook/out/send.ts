import { isLoopbackHost } from '../../outbound/host.ts'
import { type Resolve, troubleWithName } from '../../outbound/resolve.ts'
import type { Answer } from './contract.ts'
import { checkUrl } from './url.ts'
import { wordsOf } from './words.ts'

/** What a receiver has to answer in: whoever needs longer answers first and works then. */
export const TIMEOUT_MS = 10_000
/** What is read of an answer: nobody has to say more than this about having received something. */
const MOST_READ_BYTES = 16 * 1_024
/** And what is kept of it, for whoever looks for the reason. */
const MOST_KEPT_BYTES = 2 * 1_024
/** Headers that say something about the answer. */
const KEPT_HEADERS = ['content-type', 'location', 'retry-after', 'server', 'x-request-id']
const LONGEST_KEPT_HEADER = 200

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SendPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly resolve: Resolve
  readonly development: boolean
  readonly nowMs: () => number
  readonly timeoutMs?: number
}

/** One attempt. It never throws, never follows a redirect, and reads no more of the answer than it has to. */
export async function post({ url, headers, body }: Post, ports: SendPorts): Promise<Answer> {
  const { development, resolve, nowMs, timeoutMs = TIMEOUT_MS } = ports
  const startedAtMs = nowMs()
  const signal = AbortSignal.timeout(timeoutMs)
  const unanswered = (error: string): Answer => ({ error, durationMs: nowMs() - startedAtMs })
  const checked = checkUrl(url, development)
  if (!checked.ok) return unanswered(`The URL may not be called: it ${checked.error}.`)
  const { hostname } = new URL(checked.value)
  try {
    // A name may lead elsewhere than when it was registered.
    const isOwnMachine = development && isLoopbackHost(hostname)
    const trouble = isOwnMachine ? undefined : await troubleWithName(hostname.replace(/\.$/, ''), resolve, signal)
    if (trouble !== undefined) return unanswered(trouble)
    const response = await ports.fetch(checked.value, { method: 'POST', headers, body, redirect: 'manual', signal })
    const { status } = response
    const kept = { status, headers: keptHeaders(response.headers), body: await readSome(response, signal) }
    return { ...kept, durationMs: nowMs() - startedAtMs }
  } catch (error) {
    if (signal.aborted) return unanswered(`There was no answer within ${timeoutMs / 1_000} s.`)
    return unanswered(`There was no answer: ${wordsOf(error)}.`)
  }
}

const keptHeaders = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value.slice(0, LONGEST_KEPT_HEADER)]]
    }),
  )

/** The first part of the body. The status has said it all: a body that hangs or breaks off changes nothing. */
async function readSome({ body }: Response, signal: AbortSignal): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const giveUp = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', giveUp)
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    while (bytes < MOST_READ_BYTES && !signal.aborted) {
      const { done, value } = (await reader.read()) as { readonly done: boolean; readonly value?: Uint8Array }
      if (done || value === undefined) break
      parts.push(value)
      bytes += value.length
    }
  } catch {
    // As far as it came.
  } finally {
    signal.removeEventListener('abort', giveUp)
    giveUp()
  }
  return Buffer.concat(parts).subarray(0, MOST_KEPT_BYTES).toString('utf8')
}
