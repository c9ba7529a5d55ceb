import type { FollowRefusal, PaymentFollow } from '../http/graphql/follow.ts'
import type { Surroundings } from '../http/graphql/subscription.ts'
import type { Caller } from '../payment/command.ts'
import type { PaymentStatus } from '../payment/state.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Followed, Pulled } from './followed.ts'
import type { Place } from './session.ts'

/** A log longer than this is replayed in parts, so that nothing holds more than a part of it. */
const PAGE = 50

/** After these a payment's state is its last. CAPTURED is not among them: what is captured can be refunded. */
const LAST: ReadonlySet<PaymentStatus> = new Set(['FAILED', 'CANCELED', 'EXPIRED'])

const SEQ = /^[0-9]{1,9}$/

/** A payment's states or events. What was sent is told by the seq alone, so it survives without this memory. */
export function followedPayment(
  caller: Caller,
  follow: PaymentFollow,
  services: Pick<Surroundings['services'], 'payment'>,
): Followed {
  const { paymentId } = follow
  const payment = () => services.payment(paymentId)
  // `paymentEvents` says where it begins; a state has no before.
  const first = follow.kind === 'payment' ? undefined : follow.after
  const seqOf = (place: Place | undefined): number | undefined => (typeof place === 'number' ? place : first)

  const events = async (place: Place | undefined): Promise<Result<Pulled, FollowRefusal>> => {
    const page = await payment().readEvents(caller, seqOf(place) ?? 0, PAGE, true)
    if (page === null) return refuse('not_found')
    const changes = page.events.flatMap(({ view, ...event }) =>
      view === undefined ? [] : [{ kind: 'payment' as const, place: event.seq, view, event }],
    )
    return ok({ changes, hasMore: page.hasMore, ends: false })
  }

  const states = async (place: Place | undefined): Promise<Result<Pulled, FollowRefusal>> => {
    const views = await payment().readStates(caller, seqOf(place))
    if (views === null) return refuse('not_found')
    const last = views.at(-1)
    return ok({
      changes: views.map((view) => ({ kind: 'payment', place: view.seq, view })),
      hasMore: false,
      ends: last !== undefined && LAST.has(last.status),
    })
  }

  return {
    async begin(connectionId) {
      const subscribed = await payment().subscribe(caller, connectionId)
      return subscribed.ok ? ok(undefined) : subscribed
    },

    heed(subjectId, seq, place) {
      if (subjectId !== paymentId) return 'foreign'
      return (seqOf(place) ?? -1) < seq ? 'news' : 'known'
    },

    pull: follow.kind === 'payment' ? states : events,
    sent: () => undefined,

    async wait(place, timeoutMs) {
      const knownSeq = seqOf(place) ?? 0
      const seq = await payment().waitBeyond(caller, knownSeq, timeoutMs)
      return seq === null || seq > knownSeq
    },

    placeOf: (eventId) => ok(follow.kind === 'paymentEvents' && SEQ.test(eventId) ? Number(eventId) : undefined),
    eventIdOf: String,
  }
}
