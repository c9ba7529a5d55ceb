import { byKey, type Charge, type Evidence, type Part, type Picture, stands, type Told } from './evidence.ts'
import { type Finding, type Looking, lookingFor } from './finding.ts'
import { shown } from './money.ts'
import type { Replayed } from './replay.ts'

/** What may have become in the end of a payment that was told to be so. What is not here promises nothing. */
const BECOMES: Readonly<Record<string, readonly string[]>> = {
  AUTHORIZED: ['AUTHORIZED', 'PARTIALLY_CAPTURED', 'CAPTURED', 'CANCELED', 'EXPIRED'],
  PARTIALLY_CAPTURED: ['PARTIALLY_CAPTURED', 'CAPTURED'],
  CAPTURED: ['CAPTURED'],
  FAILED: ['FAILED'],
  CANCELED: ['CANCELED'],
  EXPIRED: ['EXPIRED'],
}
/** Statuses that say for good what became of an attempt, a capture or a refund. */
const CERTAIN = new Set(['APPROVED', 'DECLINED', 'SUCCEEDED', 'FAILED'])
const OVER = ['CANCELED', 'EXPIRED']

/**
 * I3: what was told stays true. A success told is a success in the acquirer's book; a decline told never charges later;
 * an unknown attempt is told as PROCESSING, an unknown capture or refund as PENDING.
 */
export function checkAnswersStayTrue(
  { told, charges }: Pick<Evidence, 'told' | 'charges'>,
  states: ReadonlyMap<string, Replayed | undefined>,
): Finding {
  const look = lookingFor('I3')
  for (const [paymentId, answers] of byKey(told, ({ picture }) => picture.paymentId)) {
    const end = states.get(paymentId)
    if (end === undefined) continue
    for (const answer of answers) checkAnswer(look, answer, end)
  }
  const books = byKey(charges, ({ reference }) => reference)
  for (const [paymentId, end] of states) {
    if (end !== undefined) checkBook(look, end, books.get(paymentId) ?? [])
  }
  return look.finding()
}

function checkAnswer(look: Looking, { by, picture }: Told, end: Replayed): void {
  const { paymentId, status } = picture
  const ends = BECOMES[status]
  if (ends !== undefined) {
    look.holds(ends.includes(end.status), paymentId, () => `${by} told ${status}, and it ended ${end.status}`)
  }
  checkParts(look, by, 'attempt', picture, picture.attempts, end.attempts)
  checkParts(look, by, 'capture', picture, picture.captures, end.captures)
  checkParts(look, by, 'refund', picture, picture.refunds, end.refunds)
  const last = picture.attempts.at(-1)
  if (last?.status === 'UNKNOWN') {
    look.holds(
      status === 'PROCESSING' || OVER.includes(status),
      paymentId,
      () => `${by} told ${status} while the outcome of attempt ${last.number} was unknown`,
    )
  }
}

function checkParts(
  look: Looking,
  by: string,
  name: string,
  { paymentId }: Picture,
  told: readonly Part[],
  ended: ReadonlyMap<number, Part>,
): void {
  for (const { number, status, amountMinor } of told) {
    if (!CERTAIN.has(status)) continue
    const end = ended.get(number)
    look.holds(
      end?.status === status && (name === 'attempt' || end.amountMinor === amountMinor),
      paymentId,
      () =>
        `${by} told ${name} ${number} ${status} ${amountMinor}, and it ended ${end?.status ?? 'nowhere'} ${end?.amountMinor ?? ''}`,
    )
  }
}

/** In the end the book says of a payment what the payment says of itself, to the minor unit. */
function checkBook(look: Looking, end: Replayed, own: readonly Charge[]): void {
  const { paymentId, status, capturedMinor, refundedMinor } = end
  const standing = own.filter(stands)
  if (status === 'CAPTURED' || status === 'PARTIALLY_CAPTURED') {
    const kept = own.filter(
      (charge) => charge.capturedMinor === capturedMinor && charge.refundedMinor === refundedMinor,
    )
    look.holds(
      kept.length > 0,
      paymentId,
      () => `${status} with ${capturedMinor} captured and ${refundedMinor} refunded; the books: ${shown(own)}`,
    )
    // Nothing but what the payment keeps is left; a charge that was refunded in whole no longer stands.
    const others = standing.filter((charge) => charge.capturedMinor !== capturedMinor)
    look.holds(others.length === 0, paymentId, () => `${status} with ${capturedMinor}, and besides ${shown(others)}`)
  } else if (status === 'AUTHORIZED') {
    const held = standing.filter(({ capturedMinor: taken }) => taken === 0)
    look.holds(held.length === 1, paymentId, () => `AUTHORIZED; the books: ${shown(own)}`)
  } else if (status !== 'PROCESSING') {
    look.holds(standing.length === 0, paymentId, () => `${status}, and yet ${shown(standing)}`)
  }
}
