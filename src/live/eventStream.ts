import { type FollowRefusal, refusalError } from '../http/graphql/follow.ts'
import type { Subscription, Surroundings } from '../http/graphql/subscription.ts'
import { errorFields, log } from '../http/log.ts'
import { followedOf, type News } from './followed.ts'
import { persistently } from './persistence.ts'
import type { Place } from './session.ts'

/** Then the client reconnects with the id of the last event it saw: no connection outlives a deploy or a revoked key. */
const LONGEST_MS = 60_000
/** Shorter than the patience of any proxy under way. */
const COMMENT_EVERY_MS = 15_000

export const COMMENT = ':\n\n'

const eventOf = (name: 'next' | 'complete', data: string, id?: string): string =>
  `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`

export const nextEvent = (payload: object, id?: string): string => eventOf('next', JSON.stringify(payload), id)
export const COMPLETE = eventOf('complete', '')
/** No event, but where to go on after what was not told: readers of event streams remember the id all the same. */
const idAlone = (id: string): string => `id: ${id}\n\n`

export interface StreamPorts {
  readonly surroundings: Surroundings
  /** From the client's last event on, where it told one. */
  readonly lastEventId: string | undefined
  readonly errorPayload: (error: Error) => object
}

/** A subscription as GraphQL over SSE, distinct connections. It reads on demand: a slow reader makes nobody hold more. */
export function eventStream(subscription: Subscription, ports: StreamPorts): ReadableStream<Uint8Array> {
  const { surroundings } = ports
  const { follow } = subscription
  const followed = followedOf(subscription, surroundings)
  const endsAtMs = Date.now() + LONGEST_MS
  let place: Place | undefined
  let hasBegun = ports.lastEventId === undefined
  let hasNews = true
  let isOver = false

  const end = (...texts: readonly string[]): string => {
    isOver = true
    return texts.join('') + COMPLETE
  }
  const idOf = (news: News): string | undefined => {
    if (news.kind === 'activity') return news.cursor
    return news.place === undefined ? undefined : followed.eventIdOf(news.place)
  }
  const refused = (refusal: FollowRefusal): string => end(nextEvent(ports.errorPayload(refusalError(follow, refusal))))

  const news = async (): Promise<string> => {
    const pulled = await persistently(() => followed.pull(place))
    if (!pulled.ok) return refused(pulled.error)
    const { changes, hasMore, ends } = pulled.value
    const texts: string[] = []
    for (const change of changes) {
      texts.push(nextEvent(await subscription.execute(change, surroundings), idOf(change)))
      place = change.place ?? place
      followed.sent(change)
    }
    if (pulled.value.place !== undefined) {
      if (changes.length === 0) texts.push(idAlone(followed.eventIdOf(pulled.value.place)))
      place = pulled.value.place
    }
    hasNews = hasMore
    return ends ? end(...texts) : texts.join('')
  }

  /** What is to be sent next; undefined when the time is over. */
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const leftMs = endsAtMs - Date.now()
      if (isOver || leftMs <= 0) return undefined
      if (!hasBegun) {
        const begun = followed.placeOf(ports.lastEventId ?? '')
        if (!begun.ok) return refused(begun.error)
        place = begun.value
        hasBegun = true
      }
      const text = hasNews ? await news() : ''
      if (text !== '') return text
      const waitMs = Math.min(COMMENT_EVERY_MS, leftMs)
      hasNews = await persistently(() => followed.wait(place, waitMs))
      if (!hasNews) return COMMENT
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
