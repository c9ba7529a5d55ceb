import type { Caller } from './command.ts'
import type { MessageAccount } from './contract.ts'
import type { PaymentState } from './state.ts'

/** How long the shopper's side may still read a payment after its end. */
const READ_AFTER_END_MS = 30 * 24 * 3_600_000

/** Whether the payment exists for this caller. Where it does not, nothing tells it from one that was never made. */
export function mayRead(state: PaymentState, caller: Caller, nowMs: number): boolean {
  if (state.merchantId !== caller.merchantId || state.mode !== caller.mode) return false
  return caller.kind !== 'client' || !isFinal(state) || nowMs <= state.updatedAtMs + READ_AFTER_END_MS
}

function isFinal({ status }: PaymentState): boolean {
  return status === 'CAPTURED' || status === 'FAILED' || status === 'CANCELED' || status === 'EXPIRED'
}

/** Whether the account that a gateway's message came through belongs to the payment's merchant, in its mode. */
export const isOwnAccount = (state: PaymentState, account: Pick<MessageAccount, 'merchantId' | 'mode'>): boolean =>
  state.merchantId === account.merchantId && state.mode === account.mode
