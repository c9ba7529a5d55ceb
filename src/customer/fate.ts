import type { PaymentView } from '../payment/view.ts'

/** What becomes of a method that waits for its payment. */
export type Fate =
  | { readonly kind: 'keep'; readonly networkTransactionId?: string }
  | { readonly kind: 'wipe' }
  | { readonly kind: 'wait' }

/** A request that was on its way when the method was staged has come by then, or never comes. */
const ON_ITS_WAY_MS = 2 * 60_000
/** An unpaid payment ends after a day; whatever waits longer waits for nothing. */
const LONGEST_WAIT_MS = 47 * 3_600_000

/**
 * A card is stored once an attempt that carried it is approved: then the issuer has agreed to it. Where every such attempt
 * has ended otherwise, or the payment is over, it is not.
 */
export function fateOf(
  method: { readonly id: string; readonly stagedAtMs: number },
  payment: Pick<PaymentView, 'status' | 'attempts'> | null,
  nowMs: number,
): Fate {
  const carried = payment?.attempts.filter(({ saves }) => saves === method.id) ?? []
  const approved = carried.find(({ status }) => status === 'APPROVED')
  if (approved !== undefined) {
    const { networkTransactionId } = approved
    return { kind: 'keep', ...(networkTransactionId === undefined ? {} : { networkTransactionId }) }
  }
  const ageMs = nowMs - method.stagedAtMs
  if (ageMs > LONGEST_WAIT_MS) return { kind: 'wipe' }
  // A confirmation that makes room for itself first has no attempt yet.
  const isUnderWay = payment?.status === 'PROCESSING' || carried.some(({ endedAtMs }) => endedAtMs === undefined)
  if (isUnderWay) return { kind: 'wait' }
  return carried.length > 0 || ageMs > ON_ITS_WAY_MS ? { kind: 'wipe' } : { kind: 'wait' }
}

/** When a method that waits is looked at next: soon at first, for most are decided in a minute, then ever more rarely. */
export const nextLookMs = (stagedAtMs: number, nowMs: number): number =>
  nowMs + Math.min(3_600_000, Math.max(60_000, (nowMs - stagedAtMs) / 2))
