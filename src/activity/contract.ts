import type { Mode } from '../ids/ids.ts'
import type { PaymentEvent } from '../payment/event.ts'
import type { Result } from '../result.ts'

/** Whose activity it is: nothing of one merchant or mode is ever in the feed of another. */
export interface ActivityOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** What a payment is known by besides its events, so that a feed can be narrowed without asking each payment. */
export interface PaymentFacts {
  readonly paymentId: string
  readonly currency: string
  readonly reference?: string
  /** The account of the newest attempt. */
  readonly accountId?: string
}

/** What a payment's object tells its merchant's feed: the events beyond what the feed has said that it has. */
export interface Announcement extends ActivityOwner, PaymentFacts {
  /** In order and without gaps. What was sealed stays sealed. */
  readonly events: readonly PaymentEvent[]
}

/** One event in a merchant's feed, and its place in its shard. */
export interface Activity extends PaymentFacts {
  readonly position: number
  readonly event: PaymentEvent
}

export interface ActivityPage {
  readonly activities: readonly Activity[]
  /** The place of the newest event that there is; 0 where there is none. */
  readonly head: number
  /** The place of the oldest event that is still kept; beyond `head` where none is. */
  readonly oldest: number
  readonly hasMore: boolean
}

/** Who may follow a feed: each kind is an object of its own, and is found by its id. */
export type FollowerKind = 'connection' | 'audit' | 'webhook'

/**
 * One shard of a merchant's feed: the events of some of its payments, each payment's in their order, under places 1, 2,
 * 3 … without gaps. It keeps them for 30 days. Followers are poked with the place of the newest and pull the rest.
 */
export interface ActivityService {
  /** Takes what it does not have. Answers the seq of that payment up to which it has everything. */
  announce(announcement: Announcement): Promise<number>
  /** Oldest first, beyond the place `after`. */
  readOn(after: number, first: number): Promise<ActivityPage>
  /** Newest first, before the place `before`; from the newest where it is absent. */
  readBack(before: number | undefined, first: number): Promise<ActivityPage>
  /** Pokes this follower from now on, until it says that it is gone. */
  follow(kind: FollowerKind, id: string): Promise<Result<{ readonly head: number }, 'too_many'>>
  /** Resolves with the newest place once it is beyond this one, or when the time is over, at most 20 s. */
  waitBeyond(position: number, timeoutMs: number): Promise<number>
}
