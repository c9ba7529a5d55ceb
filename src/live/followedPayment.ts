import type { PaymentFollow } from '../http/graphql/follow.ts'
import type { Surroundings } from '../http/graphql/subscription.ts'
import type { Caller } from '../payment/command.ts'
import type { PaymentStatus } from '../payment/state.ts'
import type { Followed, Pulled } from './followed.ts'

/** A log longer than this is replayed in parts, so that nothing holds more than a part of it. */
const PAGE = 50

/** After these a payment's state is its last. CAPTURED is not among them: what is captured can be refunded. */
const LAST: ReadonlySet<PaymentStatus> = new Set(['FAILED', 'CANCELED', 'EXPIRED'])

/** A payment's states or events. What was sent is told by the seq alone, so it survives without this memory. */
export function followedPayment(
  caller: Caller,
  follow: PaymentFollow,
  services: Pick<Surroundings['services'], 'payment'>,
): Followed {
  const { paymentId } = follow
  const payment = () => services.payment(paymentId)

  const events = async (sentSeq: number | undefined): Promise<Pulled | null> => {
    const page = await payment().readEvents(caller, sentSeq ?? 0, PAGE, true)
    if (page === null) return null
    const changes = page.events.flatMap(({ view, ...event }) =>
      view === undefined ? [] : [{ kind: 'payment' as const, seq: event.seq, view, event }],
    )
    return { changes, hasMore: page.hasMore, ends: false }
  }

  const states = async (sentSeq: number | undefined): Promise<Pulled | null> => {
    const views = await payment().readStates(caller, sentSeq)
    if (views === null) return null
    const last = views.at(-1)
    return {
      changes: views.map((view) => ({ kind: 'payment', seq: view.seq, view })),
      hasMore: false,
      ends: last !== undefined && LAST.has(last.status),
    }
  }

  return {
    // `paymentEvents` says so itself; a state has no before.
    startsAfter: follow.kind === 'payment' ? undefined : follow.after,

    async begin(connectionId) {
      const subscribed = await payment().subscribe(caller, connectionId)
      return subscribed.ok ? 'begun' : subscribed.error
    },

    heed(subjectId, seq, sentSeq) {
      if (subjectId !== paymentId) return 'foreign'
      return (sentSeq ?? -1) < seq ? 'news' : 'known'
    },

    pull: follow.kind === 'payment' ? states : events,
    sent: () => undefined,

    async wait(sentSeq, timeoutMs) {
      const knownSeq = sentSeq ?? 0
      const seq = await payment().waitBeyond(caller, knownSeq, timeoutMs)
      return seq === null ? null : seq > knownSeq
    },
  }
}
