import type { EventDetail, EventPage, GatewayChoice } from '../../eventsView.ts'
import { ask } from '../ask.ts'
import { askedOf, type Filter } from './filter.ts'

/** What the shop's server is asked for: it has the operator key, the page never. */

/** A screen and a half: enough to read, and little enough for Turnpike to look up how each payment stood. */
const PAGE_SIZE = 40

export function readEvents(filter: Filter, after: string | null): Promise<EventPage> {
  const asked = askedOf(filter)
  asked.set('first', String(PAGE_SIZE))
  if (after !== null) asked.set('after', after)
  return ask('GET', `/events/list?${asked}`)
}

export const streamAddress = (filter: Filter, after: string): string => {
  const asked = askedOf(filter)
  asked.set('after', after)
  return `/events/stream?${asked}`
}

export const readGateways = (): Promise<readonly GatewayChoice[]> => ask('GET', '/events/gateways')

export const readEvent = (id: string): Promise<EventDetail> => ask('GET', `/events/${id}/state`)

export const resend = (deliveryId: string): Promise<void> => ask('POST', `/deliveries/${deliveryId}/resend`, {})
