import { describe, expect, it } from 'vitest'
import type { PaymentEvent } from '../../src/payment/event.ts'
import { pageOf, stateAt } from '../../src/payment/read.ts'
import { authorized, captured, PAYMENT_ID } from './driver.ts'

const page = (events: readonly PaymentEvent[], after: number, first: number, withViews = true) =>
  pageOf(events, { paymentId: PAYMENT_ID, sealKey: undefined, after, first, withViews })

/** An event that cannot be read: whoever folds it or shows it finds out. */
const unreadable = (seq: number): PaymentEvent =>
  Object.defineProperty({ seq } as PaymentEvent, 'type', {
    get: () => {
      throw new Error('the event was read')
    },
  })

describe('a page of events', () => {
  it('shows the state after each event', () => {
    const { events, hasMore } = page(captured().events(), 0, 100)
    expect(events.map(({ seq, view }) => [seq, view?.status])).toEqual([
      [1, 'REQUIRES_PAYMENT_METHOD'],
      [2, 'PROCESSING'],
      ...events.slice(2).map(({ seq }) => [seq, expect.any(String)]),
    ])
    expect(events.at(-1)?.view?.status).toBe('CAPTURED')
    expect(hasMore).toBe(false)
  })

  it('shows the same states from any place in the log', () => {
    const log = authorized().events()
    const whole = page(log, 0, 100).events
    for (const { seq } of log) {
      expect(page(log, seq, 1)).toEqual({ events: whole.slice(seq, seq + 1), hasMore: seq + 1 < log.length })
    }
  })

  it('HG1 folds no further than the last event that it shows', () => {
    const log = [...captured().events().slice(0, 2), unreadable(3), unreadable(4)]
    expect(page(log, 0, 2).events.map(({ view }) => view?.status)).toEqual(['REQUIRES_PAYMENT_METHOD', 'PROCESSING'])
    expect(page(log, 0, 2).hasMore).toBe(true)
    expect(page([unreadable(1), unreadable(2)], 2, 10)).toEqual({ events: [], hasMore: false })
  })

  it('holds no states where none are asked for', () => {
    expect(page(captured().events(), 1, 1, false).events.map((event) => 'view' in event)).toEqual([false])
  })
})

describe('a payment at a moment', () => {
  const log = captured().events()
  /** Two commits: the creation at 1,000, all the rest at 2,000. */
  const timed = log.map((event) => ({ ...event, occurredAtMs: event.seq === 1 ? 1_000 : 2_000 }))
  const ends = new Set([1, log.length])
  const at = (atMs: number, events: readonly PaymentEvent[] = timed) => stateAt(events, ends, PAYMENT_ID, atMs)

  it('is as the last commit at or before it left it', () => {
    expect(at(999)).toBeUndefined()
    expect(at(1_000)?.status).toBe('REQUIRES_PAYMENT_METHOD')
    expect(at(1_999)).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', attempts: [], seq: 1 })
    expect(at(2_000)).toMatchObject({ status: 'CAPTURED', seq: log.length })
    expect(at(Number.MAX_SAFE_INTEGER)?.seq).toBe(log.length)
  })

  it('is never what was true only within a commit', () => {
    const slow = timed.map((event) => ({ ...event, occurredAtMs: 1_000 * event.seq }))
    expect(at(3_500, slow)?.seq).toBe(1)
  })

  it('TM2 counts commits in the order of the log where a clock went back', () => {
    const back = timed.map((event) => ({ ...event, occurredAtMs: event.seq === 1 ? 5_000 : 4_000 }))
    expect(at(3_999, back)).toBeUndefined()
    expect(at(4_500, back)?.seq).toBe(log.length)
  })
})
