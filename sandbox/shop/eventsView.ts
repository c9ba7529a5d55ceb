import type { EventFieldsFragment, EventsOfPaymentQuery } from './generated/graphql.ts'

/** What the events page gets of the shop's server, which alone has the operator key. */

export interface ListedEvent {
  readonly cursor: string
  readonly event: EventFieldsFragment
}

/** Newest first. A page that a filter left short may have more all the same: `endCursor` goes on. */
export interface EventPage {
  readonly events: readonly ListedEvent[]
  readonly endCursor: string | null
  readonly hasMore: boolean
  /** Where the live stream goes on after this page, without a gap. */
  readonly resumeAfter: string
}

export interface GatewayChoice {
  readonly id: string
  readonly name: string
}

/** One try to hand an event to one of the merchant's endpoints. */
export interface DeliveryTry {
  readonly id: string
  readonly at: string
  /** Null where nothing answered. */
  readonly httpStatus: number | null
  readonly durationMs: number
  /** The beginning of the answer, or what went wrong, in words. */
  readonly said: string
  readonly isManual: boolean
}

export type DeliveryStatus = 'waiting' | 'delivered' | 'failed'

export interface Delivery {
  readonly id: string
  readonly url: string
  readonly status: DeliveryStatus
  readonly nextTryAt: string | null
  /** Oldest first. */
  readonly tries: readonly DeliveryTry[]
}

export type LogEntry = NonNullable<EventsOfPaymentQuery['payment']>['events']['nodes'][number]

/** How often this shop's own receiver was handed the event. */
export interface Receipt {
  readonly times: number
  readonly lastAt: string
}

export interface EventDetail {
  readonly event: EventFieldsFragment
  /** All events of its payment, oldest first. */
  readonly log: readonly LogEntry[]
  readonly deliveries: readonly Delivery[]
  readonly receipt: Receipt | null
}
