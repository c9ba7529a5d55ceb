import { notFound } from '../http/graphql/follow.ts'
import type { Subscription, Surroundings } from '../http/graphql/subscription.ts'
import { errorFields, log } from '../http/log.ts'
import { followedOf } from './followed.ts'
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
  readonly surroundings: Surroundings
  /** From the client's last event on, where it told one. */
  readonly lastEventId: number | undefined
  readonly errorPayload: (error: Error) => object
}

/** A subscription as GraphQL over SSE, distinct connections. It reads on demand: a slow reader makes nobody hold more. */
export function eventStream(subscription: Subscription, ports: StreamPorts): ReadableStream<Uint8Array> {
  const { surroundings } = ports
  const { follow } = subscription
  const followed = followedOf(subscription, surroundings)
  const endsAtMs = Date.now() + LONGEST_MS
  let sentSeq = follow.kind === 'paymentEvents' ? (ports.lastEventId ?? followed.startsAfter) : undefined
  let hasNews = true
  let isOver = false

  const end = (...texts: readonly string[]): string => {
    isOver = true
    return texts.join('') + COMPLETE
  }
  const gone = (): string => end(nextEvent(ports.errorPayload(notFound(follow))))

  const news = async (): Promise<string> => {
    const pulled = await persistently(() => followed.pull(sentSeq))
    if (pulled === null) return gone()
    const texts: string[] = []
    for (const change of pulled.changes) {
      texts.push(nextEvent(await subscription.execute(change, surroundings), change.seq))
      sentSeq = change.seq ?? sentSeq
      followed.sent(change)
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
      const isThereNews = await persistently(() => followed.wait(sentSeq, waitMs))
      if (isThereNews === null) return gone()
      if (!isThereNews) return COMMENT
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
