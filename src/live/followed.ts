import type { Change, Subscription, Surroundings } from '../http/graphql/subscription.ts'
import { followedHealth } from './followedHealth.ts'
import { followedPayment } from './followedPayment.ts'

/** One change as it is sent, and the seq that it leads to where what is followed counts its changes without gaps. */
export type News = Change & { readonly seq?: number }

/** What comes next of a subscription, in order. */
export interface Pulled {
  readonly changes: readonly News[]
  readonly hasMore: boolean
  /** Nothing comes after these. */
  readonly ends: boolean
}

/**
 * What one subscription follows: how it is told of changes, and how it asks for what it has not sent. Every call asks
 * anew whether the subject is there for this caller (any more).
 */
export interface Followed {
  /** Where it begins when nothing has been sent; undefined for what has no before. */
  readonly startsAfter: number | undefined
  /** Has a live connection poked from now on. */
  begin(connectionId: string): Promise<'begun' | 'not_found' | 'too_many'>
  /** What a poke means here: `foreign` where another subject is meant, `known` where it was sent already. */
  heed(subjectId: string, seq: number, sentSeq: number | undefined): 'foreign' | 'known' | 'news'
  /** What lies beyond what was sent; null where there is no such subject for this caller. */
  pull(sentSeq: number | undefined): Promise<Pulled | null>
  /** This change has been sent. */
  sent(news: News): void
  /** Whether there is something to pull, as soon as there is or after the time; null as with `pull`. */
  wait(sentSeq: number | undefined, timeoutMs: number): Promise<boolean | null>
}

/** The services lead to objects, and are asked anew with each call: what leads to an object that was lost stays broken. */
export function followedOf({ caller, follow }: Subscription, { services }: Surroundings): Followed {
  return follow.kind === 'gatewayHealth'
    ? followedHealth(caller, follow, services)
    : followedPayment(caller, follow, services)
}
