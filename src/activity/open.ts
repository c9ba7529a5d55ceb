import { errorFields, log } from '../http/log.ts'
import { isTransient } from '../live/persistence.ts'
import type { EventPage } from '../payment/view.ts'
import type { Activity } from './contract.ts'

/** An event as the payment's object has it: sealed parts opened, and with the payment as it stood just after it. */
export type OpenedEvent = EventPage['events'][number]

/** What a document selects that the feed itself cannot show. */
export interface Wanted {
  /** The payment as it stood after the event. */
  readonly views: boolean
  /** The event's data, whose sealed part only the payment's object opens. */
  readonly data: boolean
}

/** Events of one payment that lie closer together than this are read in one call; further apart, the log between them is not worth it. */
const NEAR = 20

interface Range {
  readonly paymentId: string
  readonly first: number
  last: number
}

/** What of an event only its payment opens. */
interface Closed {
  readonly sealed?: string
  readonly returnUrl?: string
}

const needsObject = ({ event }: Activity, { views, data }: Wanted): boolean => {
  const { sealed, returnUrl } = event.data as Closed
  return views || (data && (sealed !== undefined || returnUrl !== undefined))
}

/** Which parts of which logs have to be read for these events: mostly one call for each payment. */
export function rangesOf(activities: readonly Activity[], wanted: Wanted): readonly Range[] {
  const asked = activities
    .filter((activity) => needsObject(activity, wanted))
    .toSorted((one, other) => one.event.seq - other.event.seq)
  const ranges: Range[] = []
  const newest = new Map<string, Range>()
  for (const { paymentId, event } of asked) {
    const range = newest.get(paymentId)
    if (range !== undefined && event.seq - range.last <= NEAR) range.last = event.seq
    else {
      const begun = { paymentId, first: event.seq, last: event.seq }
      newest.set(paymentId, begun)
      ranges.push(begun)
    }
  }
  return ranges
}

/** The same events, with what only their payments' objects know where it is wanted. */
export async function opened(
  activities: readonly Activity[],
  wanted: Wanted,
  readEvents: (paymentId: string, after: number, first: number, withViews: boolean) => Promise<EventPage | null>,
): Promise<readonly OpenedEvent[]> {
  const known = new Map<string, OpenedEvent>()
  const read = async ({ paymentId, first, last }: Range): Promise<void> => {
    try {
      const page = await readEvents(paymentId, first - 1, last - first + 1, wanted.views)
      for (const event of page?.events ?? []) known.set(`${paymentId} ${event.seq}`, event)
    } catch (error) {
      // What passes is asked again. One payment that cannot be read for good must not end what its merchant sees of all.
      if (isTransient(error)) throw error
      log('error', 'an event of the feed cannot be read at its payment', { paymentId, first, ...errorFields(error) })
    }
  }
  await Promise.all(rangesOf(activities, wanted).map(read))
  return activities.map(({ paymentId, event }) => known.get(`${paymentId} ${event.seq}`) ?? withoutSealed(event))
}

/** An event as the feed has it: what only its payment could open is not shown closed. */
function withoutSealed(event: OpenedEvent): OpenedEvent {
  const { sealed: _sealed, returnUrl: _returnUrl, ...data } = event.data as Closed
  return { ...event, data } as OpenedEvent
}
