import type { Subscription, Surroundings } from '../http/graphql/subscription.ts'
import { paymentNotFound } from '../http/graphql/subscription.ts'
import { errorFields, log } from '../http/log.ts'
import type { PaymentService } from '../payment/contract.ts'
import { pull, startOf } from './follow.ts'
import { persistently } from './persistence.ts'

/** Then the client reconnects with the id of the last event it saw: no connection outlives a deploy or a revoked key. */
const LONGEST_MS = 60_000
/** Shorter than the patience of any proxy under way. */
const COMMENT_EVERY_MS = 15_000

export const COMMENT = ':\n\n'

const eventOf = (name: 'next' | 'complete', data: string, id?: number): string =>
  `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`

export const nextEvent = (payload: object, id?: number): string => eventOf('next', JSON.stringify(payload), id)
export const COMPLETE = eventOf('complete', '')

export interface StreamPorts {
  /** The payment's object, asked for anew with each call: what leads to an object that was lost stays broken. */
  readonly payment: () => PaymentService
  readonly surroundings: Surroundings
  /** From the client's last event on, where it told one. */
  readonly lastEventId: number | undefined
  readonly errorPayload: (error: Error) => object
}

/** A subscription as GraphQL over SSE, distinct connections. It reads on demand: a slow reader makes nobody hold more. */
export function eventStream(subscription: Subscription, ports: StreamPorts): ReadableStream<Uint8Array> {
  const { payment, surroundings } = ports
  const { caller, follow } = subscription
  const endsAtMs = Date.now() + LONGEST_MS
  let sentSeq = follow.kind === 'paymentEvents' ? (ports.lastEventId ?? startOf(subscription)) : undefined
  let hasNews = true
  let isOver = false

  const end = (...texts: readonly string[]): string => {
    isOver = true
    return texts.join('') + COMPLETE
  }
  const notFound = (): string => end(nextEvent(ports.errorPayload(paymentNotFound())))

  const news = async (): Promise<string> => {
    const pulled = await persistently(() => pull(payment(), subscription, sentSeq))
    if (pulled === null) return notFound()
    const texts: string[] = []
    for (const change of pulled.changes) {
      texts.push(nextEvent(await subscription.execute(change, surroundings), change.seq))
      sentSeq = change.seq
    }
    hasNews = pulled.hasMore
    return pulled.ends ? end(...texts) : texts.join('')
  }

  /** What is to be sent next; undefined when the time is over. */
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const leftMs = endsAtMs - Date.now()
      if (isOver || leftMs <= 0) return undefined
      const text = hasNews ? await news() : ''
      if (text !== '') return text
      const waitMs = Math.min(COMMENT_EVERY_MS, leftMs)
      const knownSeq = sentSeq ?? 0
      const seq = await persistently(() => payment().waitBeyond(caller, knownSeq, waitMs))
      if (seq === null) return notFound()
      if (seq <= knownSeq) return COMMENT
      hasNews = true
    }
  }

  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(COMMENT)),
    async pull(controller) {
      try {
        const text = await next()
        if (text === undefined) controller.close()
        else controller.enqueue(encoder.encode(text))
      } catch (error) {
        // Without `complete`: the client comes back, and goes on where it was.
        log('error', 'an event stream failed', { requestId: surroundings.requestId, ...errorFields(error) })
        controller.close()
      }
    },
    cancel() {
      isOver = true
    },
  })
}
