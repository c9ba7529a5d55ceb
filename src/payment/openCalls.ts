import type { CallReference } from './event.ts'
import type { OpenCall, PaymentState } from './state.ts'

/**
 * How long a call that was begun may stay without an outcome before the object's alarm looks after it: the longest
 * gateway call (20 s) and room for its answer to be committed.
 */
export const CALL_LEASE_MS = 25_000

export const isSame = (one: CallReference, other: CallReference): boolean =>
  one.kind === other.kind && one.number === other.number

export const isAboutAttempt = ({ kind }: CallReference): boolean =>
  kind === 'authorize' || kind === 'complete' || kind === 'void' || kind === 'fence' || kind === 'return'

export const openCall = (state: PaymentState, reference: CallReference): OpenCall | undefined =>
  state.calls.find((open) => isSame(open.reference, reference))

/** With the call's intent in the log: its outcome is waited for from now on. */
export function opened(state: PaymentState, reference: CallReference, at: number): PaymentState {
  const call: OpenCall = { reference, sinceMs: at, certainty: 'calling', checks: 0, nextCheckAtMs: at + CALL_LEASE_MS }
  return { ...state, calls: [...state.calls.filter((open) => !isSame(open.reference, reference)), call] }
}

export const closed = (state: PaymentState, reference: CallReference): PaymentState => ({
  ...state,
  calls: state.calls.filter((open) => !isSame(open.reference, reference)),
})

/** An attempt has one call at a time: ending it takes the place of asking for it. */
export const withoutAttemptCalls = (state: PaymentState, attempt: number): PaymentState => ({
  ...state,
  calls: state.calls.filter(({ reference }) => !(reference.number === attempt && isAboutAttempt(reference))),
})
