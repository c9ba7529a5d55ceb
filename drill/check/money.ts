import { byKey, type Charge, type Evidence, type ObjectLog, stands } from './evidence.ts'
import { type Finding, type Looking, lookingFor } from './finding.ts'
import { checkKeys } from './keys.ts'
import type { Replayed } from './replay.ts'

/**
 * I1, over the acquirers' own books: at most one charge left standing per payment, of its amount in its currency, and never
 * two captures; what is captured was authorized, what is refunded was captured. And one key is one charge, capture or refund.
 */
export function checkMoney(
  { charges, logs, keyed }: Pick<Evidence, 'charges' | 'logs' | 'keyed'>,
  states: ReadonlyMap<string, Replayed | undefined>,
): Finding {
  const look = lookingFor('I1')
  const byPayment = byKey(charges, ({ reference }) => reference)
  for (const [paymentId, own] of byPayment) {
    const state = states.get(paymentId)
    look.holds(states.has(paymentId), paymentId, () => `${shown(own)} for a payment of which no object knows`)
    const standing = own.filter(stands)
    look.holds(standing.length <= 1, paymentId, () => `${standing.length} charges stand: ${shown(standing)}`)
    const taken = own.filter(({ capturedMinor }) => capturedMinor > 0)
    const givenBack = state?.givenBack ?? 0
    look.holds(
      taken.length - givenBack <= 1,
      paymentId,
      () => `captured at ${taken.length} charges, of which ${givenBack} went back unasked for: ${shown(taken)}`,
    )
    for (const charge of own) {
      look.holds(charge.capturedMinor <= charge.amountMinor, paymentId, () => `captured above: ${shown([charge])}`)
      look.holds(charge.refundedMinor <= charge.capturedMinor, paymentId, () => `refunded above: ${shown([charge])}`)
      if (state === undefined) continue
      look.holds(
        charge.currency === state.currency,
        paymentId,
        () => `in ${charge.currency}, and the payment is in ${state.currency}: ${shown([charge])}`,
      )
      // What a gateway booked otherwise has gone back by now.
      look.holds(
        !stands(charge) || charge.amountMinor === state.amountMinor,
        paymentId,
        () => `the payment is of ${state.amountMinor}, and there stands ${shown([charge])}`,
      )
    }
  }
  for (const log of logs) checkLog(look, log, states.get(log.paymentId))
  checkKeys(look, { logs, keyed })
  return look.finding()
}

/** Nothing above what was asked for in the payment's own log either, whatever the books say. */
function checkLog(look: Looking, { paymentId, events }: ObjectLog, end: Replayed | undefined): void {
  if (end === undefined) return
  const { amountMinor, capturedMinor, refundedMinor } = end
  for (const { type, seq, data } of events) {
    if (type !== 'PAYMENT_AUTHORIZED') continue
    look.holds(
      Number(data.amountMinor) <= amountMinor,
      paymentId,
      () => `event ${seq} says ${data.amountMinor} authorized, and ${amountMinor} was asked for`,
    )
  }
  look.holds(
    capturedMinor <= amountMinor && refundedMinor <= capturedMinor,
    paymentId,
    () => `its log has ${capturedMinor} captured and ${refundedMinor} refunded of ${amountMinor}`,
  )
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
