import { byKey, type Charge, type Evidence, stands } from './evidence.ts'
import { type Finding, lookingFor } from './finding.ts'
import type { Replayed } from './replay.ts'

/**
 * I1, over the acquirers' own books: at most one charge left standing per payment, and never two captures; what is
 * captured was authorized, what is refunded was captured.
 */
export function checkMoney(
  { charges }: Pick<Evidence, 'charges'>,
  states: ReadonlyMap<string, Replayed | undefined>,
): Finding {
  const look = lookingFor('I1')
  const byPayment = byKey(charges, ({ reference }) => reference)
  for (const [paymentId, own] of byPayment) {
    look.holds(states.has(paymentId), paymentId, () => `${shown(own)} for a payment of which no object knows`)
    const standing = own.filter(stands)
    look.holds(standing.length <= 1, paymentId, () => `${standing.length} charges stand: ${shown(standing)}`)
    const taken = own.filter(({ capturedMinor }) => capturedMinor > 0)
    const givenBack = states.get(paymentId)?.givenBack ?? 0
    look.holds(
      taken.length - givenBack <= 1,
      paymentId,
      () => `captured at ${taken.length} charges, of which ${givenBack} went back unasked for: ${shown(taken)}`,
    )
    for (const charge of own) {
      look.holds(charge.capturedMinor <= charge.amountMinor, paymentId, () => `captured above: ${shown([charge])}`)
      look.holds(charge.refundedMinor <= charge.capturedMinor, paymentId, () => `refunded above: ${shown([charge])}`)
    }
  }
  return look.finding()
}

export const shown = (charges: readonly Charge[]): string =>
  charges.length === 0
    ? 'no charge'
    : charges
        .map(
          ({ acquirer, id, status, amountMinor, capturedMinor, refundedMinor }) =>
            `${acquirer} ${id} ${status} ${amountMinor}, captured ${capturedMinor}, refunded ${refundedMinor}`,
        )
        .join('; ')
