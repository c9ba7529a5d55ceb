import type { Entry } from '../world/book.ts'
import type { PaymentEvidence, Seen, Shown } from '../world/evidence.ts'
import { type Account, stands } from './books.ts'
import type { Judge } from './finding.ts'
import { listOf, minorOf, type Told } from './log.ts'

const NOT_CHARGED: ReadonlySet<unknown> = new Set(['DECLINED', 'UNPROCESSED', 'NOT_SENT'])

const total = (entries: readonly Entry[], what: Entry['what'], untilMs: number): bigint =>
  entries.reduce((sum, entry) => (entry.what === what && entry.atMs <= untilMs ? sum + entry.amountMinor : sum), 0n)

/** I3: what was told stays true: a success is one, a decline never charges later, what is unknown is not called failed. */
export function judgeAnswers(
  judge: Judge,
  payment: PaymentEvidence,
  told: Told | undefined,
  books: readonly Account[],
): void {
  const { label, asked, seen, id } = payment
  for (const { operation, key, answers } of asked) {
    for (const { ok } of answers) {
      judge.holds(
        'I3',
        label,
        !ok || told !== undefined,
        () => `${operation} ${key} was accepted, and the payment is not there`,
      )
    }
  }
  const entries = books.flatMap((account) => account.entries)
  const declined = new Set<number>()
  for (const one of seen) {
    judgeSuccess(judge, label, id, one, entries)
    judgeFailed(judge, label, id, one.view, entries)
    for (const attempt of listOf(one.view.attempts)) {
      const number = Number(attempt.number)
      if (!NOT_CHARGED.has(attempt.status) || declined.has(number)) continue
      declined.add(number)
      judgeDecline(judge, label, number, one, books)
    }
    const last = listOf(one.view.attempts).at(-1)
    const isTold = last?.status !== 'UNKNOWN' || one.view.status === 'PROCESSING'
    judge.holds('I3', label, isTold, () => `${one.by}: the last attempt is unknown, and the payment ${one.view.status}`)
  }
}

function judgeSuccess(
  judge: Judge,
  label: string,
  id: string,
  { view, untilMs, by }: Seen,
  entries: readonly Entry[],
): void {
  const toldMinor = minorOf(view.amountCapturedMinor)
  const takenMinor = total(entries, 'captured', untilMs)
  judge.holds(
    'I3',
    label,
    toldMinor <= takenMinor,
    () => `${by}: ${toldMinor} told as captured, ${takenMinor} in the books`,
  )
  const isHeld = view.status !== 'AUTHORIZED' || total(entries, 'held', untilMs) >= minorOf(view.amountAuthorizedMinor)
  judge.holds('I3', label, isHeld, () => `${by}: told as authorized, and the books hold less`)
  for (const refund of listOf(view.refunds)) {
    if (refund.status !== 'SUCCEEDED' || refund.origin !== 'API') continue
    const refundId = childOf('ref', id, refund)
    const isPaid = entries.some((entry) => entry.id === refundId && entry.what === 'refunded' && entry.atMs <= untilMs)
    judge.holds('I3', label, isPaid, () => `${by}: refund ${refund.number} told as succeeded, and not in the books`)
  }
}

const childOf = (kind: string, id: string, { number }: Shown): string =>
  `${kind}_${id.slice('pay_'.length)}_${String(number)}`

function judgeFailed(judge: Judge, label: string, id: string, view: Shown, entries: readonly Entry[]): void {
  for (const capture of listOf(view.captures)) {
    if (capture.status !== 'FAILED') continue
    const captureId = childOf('cap', id, capture)
    const own = entries.filter((entry) => entry.id === captureId)
    const isTaken = own.some(({ what }) => what === 'captured') && !own.some(({ what }) => what === 'capture failed')
    judge.holds('I3', label, !isTaken, () => `capture ${capture.number} was told as failed, and it was taken`)
  }
  for (const refund of listOf(view.refunds)) {
    if (refund.status !== 'FAILED') continue
    const refundId = childOf('ref', id, refund)
    const own = entries.filter((entry) => entry.id === refundId)
    const isPaid = own.some(({ what }) => what === 'refund asked') && !own.some(({ what }) => what === 'refund failed')
    judge.holds('I3', label, !isPaid, () => `refund ${refund.number} was told as failed, and it was paid`)
  }
}

function judgeDecline(
  judge: Judge,
  label: string,
  number: number,
  { untilMs, by }: Seen,
  books: readonly Account[],
): void {
  const account = books.find(({ attemptId }) => attemptId.endsWith(`_${number}`))
  const isCharged = account !== undefined && stands(account)
  judge.holds('I3', label, !isCharged, () => `attempt ${number} was told as not charged, and its charge stands`)
  const later =
    account?.entries.some(({ what, atMs }) => (what === 'held' || what === 'captured') && atMs > untilMs) ?? false
  judge.holds('I3', label, !later, () => `attempt ${number} was charged after ${by} had told that it was not`)
}
