import { type Actor, EVENT_VERSION, type NewEvent, type PaymentEvent } from './event.ts'
import { evolve } from './evolve.ts'
import type { PaymentState } from './state.ts'

/** Events as they are being decided, with the state after them: a later decision of the same step sees the earlier ones. */
export interface Draft {
  readonly state: PaymentState
  readonly events: readonly NewEvent[]
}

export const draftOf = (state: PaymentState): Draft => ({ state, events: [] })

export function record(draft: Draft, nowMs: number, ...events: readonly NewEvent[]): Draft {
  return events.reduce<Draft>(
    ({ state, events: before }, event) => ({
      state: evolve(state, placed(event, state.seq + 1, nowMs), state.id),
      events: [...before, event],
    }),
    draft,
  )
}

/** An event with its place in the log. */
export const placed = (event: NewEvent, seq: number, occurredAtMs: number, by?: Actor): PaymentEvent => ({
  ...event,
  seq,
  version: EVENT_VERSION,
  occurredAtMs,
  ...(by === undefined ? {} : { by }),
})
