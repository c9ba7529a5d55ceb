import type { Change, Subscription } from '../http/graphql/subscription.ts'
import type { PaymentService } from '../payment/contract.ts'
import type { PaymentStatus } from '../payment/state.ts'

/** A log longer than this is replayed in parts, so that nothing holds more than a part of it. */
const PAGE = 50

/** What comes next of a subscription, in order. */
export interface Pulled {
  readonly changes: readonly (Change & { readonly seq: number })[]
  readonly hasMore: boolean
  /** Nothing comes after these. */
  readonly ends: boolean
}

/** After these a payment's state is its last. CAPTURED is not among them: what is captured can be refunded. */
const LAST: ReadonlySet<PaymentStatus> = new Set(['FAILED', 'CANCELED', 'EXPIRED'])

/** Where a subscription begins: `paymentEvents` says so itself, a state has no before. */
export const startOf = ({ follow }: Subscription): number | undefined =>
  follow.kind === 'payment' ? undefined : follow.after

/**
 * Asks the payment's object for what lies beyond the seq sent last. Null where the payment is not there for this caller
 * (any more): every pull asks anew.
 */
export async function pull(
  payment: PaymentService,
  { caller, follow }: Subscription,
  sentSeq: number | undefined,
): Promise<Pulled | null> {
  if (follow.kind === 'paymentEvents') {
    const page = await payment.readEvents(caller, sentSeq ?? 0, PAGE, true)
    if (page === null) return null
    const changes = page.events.flatMap(({ view, ...event }) =>
      view === undefined ? [] : [{ seq: event.seq, view, event }],
    )
    return { changes, hasMore: page.hasMore, ends: false }
  }
  const views = await payment.readStates(caller, sentSeq)
  if (views === null) return null
  const last = views.at(-1)
  return {
    changes: views.map((view) => ({ seq: view.seq, view })),
    hasMore: false,
    ends: last !== undefined && LAST.has(last.status),
  }
}
