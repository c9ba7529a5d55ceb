import { childId } from '../ids/ids.ts'
import { attemptOf } from './amounts.ts'
import type { CallReference } from './event.ts'
import type { Attempt, Dispute, PaymentState } from './state.ts'

/**
 * The id under which unwanted money of an attempt is asked back: stable over repetitions, and another one once the gateway
 * has refused, or taken back, what it was asked under the last.
 */
export const returnIdOf = ({ id }: PaymentState, { number, refusedEndings = 0 }: Attempt): string =>
  `${childId('attempt', id, number)}_return${refusedEndings === 0 ? '' : `_${refusedEndings + 1}`}`

/** A dispute's response, of which there may be several after each other. */
export const responseIdOf = ({ id }: PaymentState, { number, responses }: Dispute): string =>
  `${childId('dispute', id, number)}_${responses}`

/**
 * Under which name the gateway is asked, where one call may be asked under several after each other. What was asked under
 * an earlier one may still be under way, and what comes of it is no answer to what is asked now.
 */
export function askedAs(state: PaymentState, { kind, number }: CallReference): string | undefined {
  switch (kind) {
    case 'void':
    case 'return': {
      const attempt = attemptOf(state, number)
      return attempt && returnIdOf(state, attempt)
    }
    case 'respond': {
      const dispute = state.disputes[number - 1]
      return dispute && responseIdOf(state, dispute)
    }
    case 'authorize':
    case 'complete':
    case 'fence':
    case 'capture':
    case 'refund':
      return undefined
  }
}

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

/** Without anything that was sealed: the key to it is gone. */
export function forgotten(state: PaymentState, erasedSeq: number): PaymentState {
  const bare = <Item extends { readonly sealed?: string }>({ sealed: _sealed, ...item }: Item) => item
  const { sealed: _sealed, cancelSealed: _cancelSealed, returnUrl: _returnUrl, ...rest } = state
  return {
    ...rest,
    erasedSeq,
    attempts: state.attempts.map(forgottenAttempt),
    refunds: state.refunds.map(bare),
    disputes: state.disputes.map(bare),
    cancellations: state.cancellations.map(({ next, ...cancellation }) => {
      if (next === undefined) return bare(cancellation)
      const { browserSealed: _browser, returnUrl: _url, ...request } = next
      return { ...bare(cancellation), next: request }
    }),
  }
}

const forgottenAttempt = ({
  browserSealed: _browser,
  returned: _returned,
  returnUrl: _url,
  cardFingerprint: _fingerprint,
  ...attempt
}: Attempt): Attempt => attempt
