import type { DeliveriesOfQuery, EventFieldsFragment, EventsOfPaymentQuery } from './generated/graphql.ts'

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

type WebhookDelivery = DeliveriesOfQuery['webhookDeliveriesOf'][number]

/** One event on its way to one of the merchant's endpoints. */
export interface Delivery extends Omit<WebhookDelivery, 'endpointId'> {
  readonly url: string
  readonly isEnabled: boolean
  /** Set while the receiver counts as down: when it is asked again. */
  readonly probeAt: string | null
}

export type DeliveryAttempt = WebhookDelivery['attempts'][number]

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
