import type { FollowRefusal } from '../http/graphql/follow.ts'
import type { Change, Subscription, Surroundings } from '../http/graphql/subscription.ts'
import type { Result } from '../result.ts'
import { followedActivity } from './followedActivity.ts'
import { followedHealth } from './followedHealth.ts'
import { followedPayment } from './followedPayment.ts'
import type { Place } from './session.ts'

/** One change as it is sent, and the place that it leads to where what is followed has places. */
export type News = Change & { readonly place?: Place }

/** What comes next of a subscription, in order. */
export interface Pulled {
  readonly changes: readonly News[]
  /** Where to go on, where that is not told by the last change: also past what a filter kept back. */
  readonly place?: Place
  readonly hasMore: boolean
  /** Nothing comes after these. */
  readonly ends: boolean
}

/**
 * What one subscription follows: how it is told of changes, and how it asks for what it has not sent. Every call asks
 * anew whether the subject is there for this caller (any more).
 */
export interface Followed {
  /** Has a live connection poked from now on. A place is where it begins, and holds from this moment. */
  begin(connectionId: string): Promise<Result<Place | undefined, FollowRefusal>>
  /** What a poke means here: `foreign` where another subject is meant, `known` where it was sent already. */
  heed(subjectId: string, seq: number, place: Place | undefined): 'foreign' | 'known' | 'news'
  /** What lies beyond a place; without one from where the subscription says. */
  pull(place: Place | undefined): Promise<Result<Pulled, FollowRefusal>>
  /** This change has been sent. */
  sent(news: News): void
  /** Whether there is something to pull, as soon as there is or after the time. What is gone says so when it is pulled. */
  wait(place: Place | undefined, timeoutMs: number): Promise<boolean>
  /** The place that the id of an event of a stream stands for; undefined where it is none of ours to read. */
  placeOf(eventId: string): Result<Place | undefined, FollowRefusal>
  /** A place as the id of an event. */
  eventIdOf(place: Place): string
}

/** The services lead to objects, and are asked anew with each call: what leads to an object that was lost stays broken. */
export function followedOf({ caller, follow }: Subscription, { services }: Surroundings): Followed {
  switch (follow.kind) {
    case 'gatewayHealth':
      return followedHealth(caller, follow, services)
    case 'paymentActivity':
      return followedActivity(caller, follow, services)
    case 'payment':
    case 'paymentEvents':
      return followedPayment(caller, follow, services)
  }
}
