import type { EventPage } from '../../payment/view.ts'
import type { BodyKeys } from './bodies.ts'

/** An event with the payment just after it, as the payment's object has it. */
type Viewed = EventPage['events'][number]

/** With what its body is sealed where it is kept. */
interface Found {
  readonly event: Viewed
  readonly bodyKey: Uint8Array
}

/** What a payment does in one go is not more than this. */
const EVENTS_AT_ONCE = 10
/** As long as a burst lasts. */
const REMEMBERED_MS = 5_000
/** Of so many payments at most: some kilobytes each. */
const MOST_PAYMENTS = 50

export interface EventMemoryPorts {
  readonly read: (paymentId: string, after: number, first: number) => Promise<EventPage | null>
  /** What seals bodies of this payment now, which costs it no folding. */
  readonly keyOf: BodyKeys
  readonly nowMs: () => number
}

interface Remembered {
  readonly firstSeq: number
  readonly atMs: number
  readonly page: Promise<EventPage | null>
}

/**
 * A payment's object folds its whole log to show one of its events, and a payment that is authorized and captured at once
 * has a handful of them: those that follow are read with the first and remembered for moments, so that it is asked once.
 * What is remembered was opened: it counts for as long as the payment's key is the one that opened it, and is never served
 * after an erasure.
 */
export function createEventMemory({ read, keyOf, nowMs }: EventMemoryPorts) {
  /** Oldest first. */
  const pages = new Map<string, Remembered>()

  const forget = (): void => {
    for (const [paymentId, { atMs }] of pages) {
      if (pages.size < MOST_PAYMENTS && nowMs() - atMs < REMEMBERED_MS) return
      pages.delete(paymentId)
    }
  }

  const ask = (paymentId: string, seq: number): Promise<EventPage | null> => {
    pages.delete(paymentId)
    forget()
    const page = read(paymentId, seq - 1, EVENTS_AT_ONCE)
    const remembered = { firstSeq: seq, atMs: nowMs(), page }
    pages.set(paymentId, remembered)
    // What failed is asked again by the next attempt.
    const failed = () => void (pages.get(paymentId) === remembered && pages.delete(paymentId))
    page.catch(failed)
    return page
  }

  const found = async (page: Promise<EventPage | null>, seq: number): Promise<Found | undefined> => {
    const { events, bodyKey } = (await page) ?? {}
    const event = events?.find((one) => one.seq === seq)
    return event === undefined || bodyKey === undefined ? undefined : { event, bodyKey }
  }

  const isStill = async ({ bodyKey }: Found, paymentId: string): Promise<boolean> => {
    const key = await keyOf(paymentId)
    return key !== undefined && Buffer.from(key).equals(bodyKey)
  }

  return async (paymentId: string, seq: number): Promise<Found | undefined> => {
    const known = pages.get(paymentId)
    const isFresh = known !== undefined && nowMs() - known.atMs < REMEMBERED_MS
    const mayHaveIt = isFresh && seq >= known.firstSeq && seq < known.firstSeq + EVENTS_AT_ONCE
    const remembered = mayHaveIt ? await found(known.page, seq) : undefined
    if (remembered !== undefined && (await isStill(remembered, paymentId))) return remembered
    // It may have happened after that was read, or what was read is erased.
    return found(ask(paymentId, seq), seq)
  }
}
