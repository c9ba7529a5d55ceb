import type { Attempt, PaymentState } from './state.ts'

export const withoutCancellation = (state: PaymentState, attempt: number): PaymentState => ({
  ...state,
  cancellations: state.cancellations.filter((other) => other.attempt !== attempt),
})

export const withAttempt = (
  state: PaymentState,
  number: number,
  change: (attempt: Attempt) => Attempt,
): PaymentState => ({
  ...state,
  attempts: replaced(state.attempts, number, change),
})

export const replaced = <Item extends { readonly number: number }>(
  items: readonly Item[],
  number: number,
  change: (item: Item) => Item,
): readonly Item[] => items.map((item) => (item.number === number ? change(item) : item))

/** Leaves out what is not said, so that it does not wipe what is known. */
export const defined = <Data extends object>(data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data
