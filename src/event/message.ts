import { gunzipSync, gzipSync } from 'node:zlib'
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

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isSeq = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
/** A moment that a Date can hold: what is written is its ISO form. */
const isMoment = (value: unknown): boolean => Number.isInteger(value) && Math.abs(Number(value)) <= 8.64e15
const isList = (value: unknown, holds: (item: Fields) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && holds(item))

const isChild = ({ number, status, amountMinor, createdAtMs }: Fields): boolean =>
  isSeq(number) && isText(status) && typeof amountMinor === 'bigint' && isMoment(createdAtMs)

const isView = (view: Fields): boolean =>
  isSeq(view.seq) &&
  isText(view.status) &&
  typeof view.amountMinor === 'bigint' &&
  isText(view.currency) &&
  (view.reference === undefined || typeof view.reference === 'string') &&
  isMoment(view.createdAtMs) &&
  isList(view.attempts, ({ accountId }) => isText(accountId)) &&
  isList(view.refunds, isChild) &&
  isList(view.disputes, (dispute) => isChild(dispute) && isText(dispute.stage))

/**
 * Whether the archive and the read model can take what they take of a message; everything else passes through as it came.
 * Every event of every payment comes by here, and a schema library without code generation, which Workers forbid, would
 * cost more than everything else that is done with a message.
 */
function isMessage(value: unknown): value is ProjectionMessage {
  if (!isObject(value) || !isObject(value.view) || !Array.isArray(value.events)) return false
  const { version, paymentId, merchantId, mode, redriven, view, events } = value
  return (
    version === 1 &&
    typeof paymentId === 'string' &&
    isPaymentId(paymentId) &&
    isText(merchantId) &&
    (mode === 'TEST' || mode === 'LIVE') &&
    typeof redriven === 'boolean' &&
    view.id === paymentId &&
    isView(view) &&
    isList(events, ({ seq, type, occurredAtMs }) => isSeq(seq) && isText(type) && isMoment(occurredAtMs)) &&
    events.at(-1)?.seq === view.seq
  )
}

/** The message that a body holds, or undefined where it holds none: such a body ends in the dead-letter queue. */
export function readProjection(body: unknown): ProjectionMessage | undefined {
  let value: unknown
  try {
    value = fromJson(textOf(body))
  } catch {
    return undefined
  }
  return isMessage(value) ? value : undefined
}
