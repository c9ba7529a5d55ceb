import { createHash } from 'node:crypto'
import type { ListOwner } from '../db/list.ts'
import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import { readProjection } from './message.ts'

/** Where the platform puts a message of `payment-events` that its deliveries could not get rid of. */
export const DEAD_LETTER_QUEUE = 'payment-events-dead'

/** A message that was put aside, as it is kept: its body is the object's own. */
export interface DeadLetter {
  readonly id: string
  /** The queue it was on, and goes back to. */
  readonly queue: string
  /** When it came to the queue that it was found in. */
  readonly receivedAtMs: number
  /** Absent where the message cannot be read. */
  readonly paymentId?: string
  /** Deliveries that the dead-letter queue needed until it was kept. */
  readonly attempts: number
  readonly sizeBytes: number
}

export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[]
  readonly hasNextPage: boolean
}

export interface Redriven {
  readonly redriven: readonly string[]
  /** Not there: sent back before, or never kept. */
  readonly missing: readonly string[]
}

/** What operators see and do of their merchant's and mode's dead letters. */
export interface DeadLetterService {
  list(owner: ListOwner, page: { readonly first: number; readonly after?: string }): Promise<DeadLetterPage>
  /** Puts them back on their queue. Twice is no harm: an older picture replaces no newer one. */
  redrive(owner: ListOwner, ids: readonly string[]): Promise<Redriven>
}

const QUEUE = 'payment-events'
export const DEAD_LETTERS_PREFIX = 'dead-letters/'
export const UNREADABLE_PREFIX = `${DEAD_LETTERS_PREFIX}unreadable/`
/** By the time of the message, so that a list is in its order, and by its id, so that it is kept once. */
const ID = /^dlt_[0-9]{13}_[0-9a-f]{32}$/
/** The whole key of one, for those who may see all of them. */
const KEY = /^dead-letters\/[^/]+\/(?:(?:TEST|LIVE)\/)?dlt_[0-9]{13}_[0-9a-f]{32}$/
/** The archive is asked again after this long, and a hundred times: hours, in which the object has told the same again. */
const RETRY_DELAY_SECONDS = 60

export const isDeadLetterId = (text: string): boolean => ID.test(text)

export const ownersPrefix = ({ merchantId, mode }: ListOwner): string =>
  `${DEAD_LETTERS_PREFIX}${encodeURIComponent(merchantId)}/${mode}/`

/** Keeps what nobody could project, each under whose it is, until somebody sends it back. Twice is once. */
export async function keepDeadLetters(batch: MessageBatch<unknown>, env: Pick<ApiEnv, 'ARCHIVE'>): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        const key = await keep(env.ARCHIVE, message)
        log('warn', 'a message is dead', { key, messageId: message.id })
        message.ack()
      } catch (error) {
        log('error', 'a dead message was not kept', { messageId: message.id, ...errorFields(error) })
        message.retry({ delaySeconds: RETRY_DELAY_SECONDS })
      }
    }),
  )
}

async function keep(archive: R2Bucket, { id, timestamp, attempts, body }: Message<unknown>): Promise<string> {
  const projection = readProjection(body)
  const prefix = projection === undefined ? UNREADABLE_PREFIX : ownersPrefix(projection)
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 32)
  const key = `${prefix}dlt_${String(timestamp.getTime()).padStart(13, '0')}_${digest}`
  const { contentType, content } = keptBody(body)
  await archive.put(key, content, {
    httpMetadata: { contentType: 'application/octet-stream' },
    customMetadata: {
      queue: QUEUE,
      messageId: id,
      attempts: String(attempts),
      contentType,
      ...(projection === undefined ? {} : { paymentId: projection.paymentId }),
    },
  })
  return key
}

type ContentType = 'text' | 'bytes' | 'json'

/** A body as it came. What is neither text nor bytes was not sent by us, and is kept as JSON. */
function keptBody(body: unknown): { readonly contentType: ContentType; readonly content: string | ArrayBufferView } {
  if (typeof body === 'string') return { contentType: 'text', content: body }
  if (body instanceof ArrayBuffer) return { contentType: 'bytes', content: new Uint8Array(body) }
  if (body instanceof Uint8Array) return { contentType: 'bytes', content: body }
  return { contentType: 'json', content: JSON.stringify(body) ?? 'null' }
}

/** Oldest first below a prefix that holds one owner's. Ids are what follows the prefix; `after` is the last that was seen. */
export async function listDeadLetters(
  archive: R2Bucket,
  prefix: string,
  { first, after }: { readonly first: number; readonly after?: string },
): Promise<DeadLetterPage> {
  const letters: DeadLetter[] = []
  let startAfter = after === undefined ? undefined : prefix + after
  for (;;) {
    // With metadata the platform may answer fewer than asked for.
    const page = await archive.list({
      prefix,
      limit: first + 1 - letters.length,
      include: ['customMetadata'],
      ...(startAfter === undefined ? {} : { startAfter }),
    })
    letters.push(...page.objects.map((object) => letterOf(object, prefix)))
    startAfter = page.objects.at(-1)?.key
    if (!page.truncated || letters.length > first || startAfter === undefined) break
  }
  return { letters: letters.slice(0, first), hasNextPage: letters.length > first }
}

function letterOf({ key, size, uploaded, customMetadata = {} }: R2Object, prefix: string): DeadLetter {
  const [, receivedAtMs] = /dlt_([0-9]{13})_/.exec(key) ?? []
  const { paymentId, queue = QUEUE, attempts = '1' } = customMetadata
  return {
    id: key.slice(prefix.length),
    queue,
    receivedAtMs: receivedAtMs === undefined ? uploaded.getTime() : Number(receivedAtMs),
    attempts: Number(attempts),
    sizeBytes: size,
    ...(paymentId === undefined ? {} : { paymentId }),
  }
}

/** The queue's half that messages are put back with. */
interface RedriveQueue {
  send(body: unknown, options: { readonly contentType: ContentType }): Promise<unknown>
}

/**
 * Sent before it is removed: a crash in between leaves it to be sent once more. Ids are what follows the prefix; without
 * a prefix they are whole keys.
 */
export async function redriveDeadLetters(
  archive: R2Bucket,
  queue: RedriveQueue,
  prefix: string,
  ids: readonly string[],
): Promise<Redriven> {
  const redriven: string[] = []
  const missing: string[] = []
  for (const id of new Set(ids)) {
    const isOne = prefix === '' ? KEY.test(id) : isDeadLetterId(id)
    const kept = isOne ? await archive.get(prefix + id) : null
    if (kept === null) missing.push(id)
    else {
      await queue.send(...(await messageOf(kept)))
      await archive.delete(prefix + id)
      redriven.push(id)
    }
  }
  return { redriven, missing }
}

async function messageOf(kept: R2ObjectBody): Promise<[unknown, { readonly contentType: ContentType }]> {
  switch (kept.customMetadata?.contentType) {
    case 'bytes':
      return [new Uint8Array(await kept.arrayBuffer()), { contentType: 'bytes' }]
    case 'json':
      return [await kept.json(), { contentType: 'json' }]
    default:
      return [await kept.text(), { contentType: 'text' }]
  }
}

export const deadLetterService = ({
  ARCHIVE,
  PAYMENT_EVENTS,
}: Pick<ApiEnv, 'ARCHIVE' | 'PAYMENT_EVENTS'>): DeadLetterService => ({
  list: (owner, page) => listDeadLetters(ARCHIVE, ownersPrefix(owner), page),
  redrive: (owner, ids) => redriveDeadLetters(ARCHIVE, PAYMENT_EVENTS as RedriveQueue, ownersPrefix(owner), ids),
})
