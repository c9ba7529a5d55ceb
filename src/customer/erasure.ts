import type { PaymentService } from '../payment/contract.ts'
import type { CustomerOwner } from './contract.ts'
import type { CustomerStore } from './store.ts'

/** A request that was on its way when its payment was noted has come by then, or never comes. */
const ON_ITS_WAY_MS = 2 * 60_000
/** Each is an object to be woken; more at once would only queue up behind each other. */
const AT_ONCE = 10
/** What takes longer goes on without the caller. */
const LONGEST_RUN_MS = 15_000

export interface ErasurePorts {
  readonly store: CustomerStore
  readonly payment: (paymentId: string) => Pick<PaymentService, 'erase'>
  /** Deletes what gateways told of a payment and nobody understood. */
  readonly forgetUnmatched: (paymentId: string) => Promise<void>
  readonly nowMs: () => number
}

/**
 * Asks the payments of a customer to forget whom they are about. True when all of them have. A payment that does not
 * exist may still be on its way: it is asked again.
 */
export async function erasePayments(
  owner: CustomerOwner,
  { store, payment, forgetUnmatched, nowMs }: ErasurePorts,
): Promise<boolean> {
  const endMs = nowMs() + LONGEST_RUN_MS
  while (nowMs() < endMs) {
    const left = store.unerased(AT_ONCE)
    if (left.length === 0) return true
    const done = await Promise.all(
      left.map(async ({ id, at }) => {
        const answer = await payment(id).erase(owner)
        const isDone = answer === 'erased' || (answer === 'absent' && nowMs() - at > ON_ITS_WAY_MS)
        if (isDone) {
          await forgetUnmatched(id)
          store.erased(id)
        }
        return isDone
      }),
    )
    // Those that wait stand in front of the others: they are young, so whatever is behind them is as well.
    if (!done.includes(true)) return false
  }
  return false
}
