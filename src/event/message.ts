import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import { isPaymentId } from '../ids/ids.ts'
import { fromJson, toJson } from '../money/json.ts'
import type { ProjectionMessage } from '../payment/view.ts'

/** The platform takes up to 100 messages and 256 KB in one call; the rest of the 256 KB is its own wrapping. */
const MOST_MESSAGES = 100
const MOST_BYTES = 240_000
/** One message may have 128 KB. A payment with hundreds of refunds has more to tell, and packs into a tenth. */
const LARGEST_PLAIN_BYTES = 100_000
/** Far beyond any payment's message; a body that unpacks to more was not packed here. */
const LARGEST_UNPACKED_BYTES = 32 * 1024 * 1024

/** What the queue `payment-events` carries. */
export type ProjectionQueue = Queue<string | Uint8Array>

/**
 * Puts what objects tell on the queue, as text: amounts are bigints, which the queue's own JSON has not. What is sent is
 * acknowledged up to `view.seq`, so `events` must hold everything since what was acknowledged before.
 */
export async function sendProjection(queue: ProjectionQueue, messages: readonly ProjectionMessage[]): Promise<void> {
  let waiting: MessageSendRequest<string | Uint8Array>[] = []
  let bytes = 0
  for (const message of messages) {
    const request = requestOf(toJson(message))
    const size = Buffer.byteLength(request.body)
    if (waiting.length === MOST_MESSAGES || (waiting.length > 0 && bytes + size > MOST_BYTES)) {
      await queue.sendBatch(waiting)
      waiting = []
      bytes = 0
    }
    waiting.push(request)
    bytes += size
  }
  if (waiting.length > 0) await queue.sendBatch(waiting)
}

const requestOf = (text: string): MessageSendRequest<string | Uint8Array> =>
  Buffer.byteLength(text) > LARGEST_PLAIN_BYTES
    ? { body: new Uint8Array(gzipSync(text)), contentType: 'bytes' }
    : { body: text, contentType: 'text' }

/** The text of a body as `requestOf` made it, however the queue hands bytes over. Throws where it is none. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  if (!(body instanceof ArrayBuffer || body instanceof Uint8Array)) throw new TypeError('neither text nor bytes')
  return gunzipSync(body, { maxOutputLength: LARGEST_UNPACKED_BYTES }).toString('utf8')
}

const seq = z.int().positive()
const atMs = z.int().min(-8.64e15).max(8.64e15)
const child = z.looseObject({ number: seq, status: z.string(), amountMinor: z.bigint(), createdAtMs: atMs })

/** What the archive and the read model take from a message. Everything else passes through as it came. */
const MESSAGE = z.looseObject({
  version: z.literal(1),
  paymentId: z.string().refine(isPaymentId),
  merchantId: z.string().min(1),
  mode: z.enum(['TEST', 'LIVE']),
  redriven: z.boolean(),
  view: z.looseObject({
    id: z.string(),
    seq,
    status: z.string(),
    amountMinor: z.bigint(),
    currency: z.string(),
    reference: z.string().optional(),
    createdAtMs: atMs,
    attempts: z.array(z.looseObject({ accountId: z.string() })),
    refunds: z.array(child),
    disputes: z.array(child.extend({ stage: z.string() })),
  }),
  events: z.array(z.looseObject({ seq, type: z.string(), occurredAtMs: atMs })).min(1),
})

/** The message that a body holds, or undefined where it holds none: such a body ends in the dead-letter queue. */
export function readProjection(body: unknown): ProjectionMessage | undefined {
  let value: unknown
  try {
    value = fromJson(textOf(body))
  } catch {
    return undefined
  }
  const { success, data } = MESSAGE.safeParse(value)
  if (!success || data.view.id !== data.paymentId || data.events.at(-1)?.seq !== data.view.seq) return undefined
  return value as ProjectionMessage
}
