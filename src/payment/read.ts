import type { Announcement } from '../activity/contract.ts'
import type { PaymentEvent } from './event.ts'
import { evolve, evolveAll } from './evolve.ts'
import { keyAt, present, presentEvent, presentOpened } from './present.ts'
import { bodyKeyOf, type SealKey } from './seal.ts'
import type { PaymentState } from './state.ts'
import type { EventPage, PaymentView, ProjectionMessage } from './view.ts'

/** A message of the queue holds at most this many events, so that it stays far below the platform's size limit. */
const MOST_EVENTS_PER_MESSAGE = 40

interface PageRequest {
  readonly paymentId: string
  readonly sealKey: SealKey | undefined
  /** The event that erased what was sealed before it. */
  readonly erasedSeq?: number | undefined
  readonly after: number
  readonly first: number
  readonly withViews: boolean
}

/**
 * A page of the log; with views it is given the whole log, for the state after an event is the fold up to it. Nothing is
 * folded beyond the last event that is shown.
 */
export function pageOf(events: readonly PaymentEvent[], request: PageRequest): EventPage {
  const { paymentId, after, first, withViews } = request
  const beyond = events.filter(({ seq }) => seq > after)
  const page = beyond.slice(0, first)
  const before = withViews && page.length > 0 ? events.filter(({ seq }) => seq <= after) : []
  let state: PaymentState | undefined
  for (const event of before) state = evolve(state, event, paymentId)
  const shown = page.map((event) => {
    const opened = presentEvent(event, keyAt(request, event.seq), paymentId)
    if (!withViews) return opened
    state = evolve(state, event, paymentId)
    return { ...opened, view: presentOpened(state, keyAt(request, state.seq)) }
  })
  const { sealKey } = request
  const keys = sealKey === undefined ? {} : { bodyKey: bodyKeyOf(sealKey) }
  return { events: shown, hasMore: beyond.length > first, ...keys }
}

/** A reader who is this many states behind is told the newest of them: states are pictures, and the log has every event. */
const MOST_STATES = 20

/** The payment after each commit beyond `after`, from its whole log: what is true only within a commit was never true. */
export function statesOf(
  events: readonly PaymentEvent[],
  commitEnds: ReadonlySet<number>,
  { paymentId, after, ...keys }: Pick<PageRequest, 'paymentId' | 'sealKey' | 'erasedSeq' | 'after'>,
): readonly PaymentView[] {
  const states: PaymentState[] = []
  let state: PaymentState | undefined
  for (const event of events) {
    state = evolve(state, event, paymentId)
    const isEnd = commitEnds.has(event.seq) || event === events.at(-1)
    if (isEnd && event.seq > after) states.push(state)
  }
  return states.slice(-MOST_STATES).map((shown) => presentOpened(shown, keyAt(keys, shown.seq)))
}

/** The next part of what the merchant's feed does not have. */
export function announcementOf(state: PaymentState, events: readonly PaymentEvent[]): Announcement {
  const { id: paymentId, merchantId, mode, currency, reference, attempts } = state
  const accountId = attempts.at(-1)?.route.accountId
  return {
    paymentId,
    merchantId,
    mode,
    currency,
    ...(reference === undefined ? {} : { reference }),
    ...(accountId === undefined ? {} : { accountId }),
    events: events.slice(0, MOST_EVENTS_PER_MESSAGE),
  }
}

/**
 * The payment after the last commit at or before a moment, or undefined where it did not exist yet. Commits count in the
 * log's order: where a clock went back, what was committed before counts as before.
 */
export function stateAt(
  events: readonly PaymentEvent[],
  commitEnds: ReadonlySet<number>,
  paymentId: string,
  atMs: number,
): PaymentState | undefined {
  const isEnd = (event: PaymentEvent) => commitEnds.has(event.seq) || event === events.at(-1)
  const last = events.findLast((event) => isEnd(event) && event.occurredAtMs <= atMs)
  return last && evolveAll(undefined, events.slice(0, events.indexOf(last) + 1), paymentId)
}

/** The next part of what is not acknowledged yet, as a message for the queue; the rest follows its acknowledgement. */
export function projectionOf(
  state: PaymentState,
  events: readonly PaymentEvent[],
  redriven: boolean,
): ProjectionMessage {
  const { id: paymentId, merchantId, mode } = state
  const part = events.slice(0, MOST_EVENTS_PER_MESSAGE)
  const view = { ...present(state), seq: part.at(-1)?.seq ?? state.seq }
  return { version: 1, paymentId, merchantId, mode, view, events: part, redriven }
}
