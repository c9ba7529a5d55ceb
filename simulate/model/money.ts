import type { PaymentEvidence } from '../world/evidence.ts'
import { type Account, stands } from './books.ts'
import type { Judge } from './finding.ts'
import type { Told } from './log.ts'

/** I1: one charge left standing at most, never two captures, and sums that stay below what they are taken from. */
export function judgeMoney(
  judge: Judge,
  payment: PaymentEvidence,
  told: Told | undefined,
  books: readonly Account[],
): void {
  const { label } = payment
  const standing = books.filter(stands)
  judge.holds('I1', label, standing.length <= 1, () => `${standing.length} charges are left standing`)
  judge.holds('I1', label, !wereTwoCaptured(books), () => 'two attempts held captured money at the same time')
  for (const account of books) {
    const { heldMinor, capturedMinor, entries } = account
    judge.holds('I1', label, capturedMinor <= heldMinor, () => `${capturedMinor} captured of ${heldMinor} authorized`)
    const ours = entries.filter(({ id }) => !id.startsWith('dashboard'))
    let refunding = 0n
    let mostRefunding = 0n
    for (const { what, amountMinor } of ours) {
      if (what === 'refund asked') refunding += amountMinor
      if (what === 'refund failed') refunding -= amountMinor
      if (refunding > mostRefunding) mostRefunding = refunding
    }
    judge.holds(
      'I1',
      label,
      mostRefunding <= capturedMinor,
      () => `${mostRefunding} refunded of ${capturedMinor} captured`,
    )
    const held = entries.filter(({ what }) => what === 'held').length
    judge.holds('I1', label, held <= 1, () => `an attempt was charged ${held} times`)
  }
  const wanted = told?.authorizedBy
  for (const account of standing) {
    const number = Number(account.attemptId.split('_').at(-1))
    judge.holds('I1', label, number === wanted, () => `attempt ${number} stands, and the payment stands on ${wanted}`)
  }
  if (told !== undefined) judgeKeys(judge, payment, told)
}

function wereTwoCaptured(books: readonly Account[]): boolean {
  // Money of another amount than was asked for is on its way back from the moment it was told.
  const right = books.filter(({ isWrong, capturedMinor }) => !isWrong && capturedMinor > 0n)
  if (right.length < 2) return false
  const taken = new Map<string, bigint>()
  const entries = right.flatMap((account) => account.entries).sort((one, other) => one.atMs - other.atMs)
  for (const { attemptId, what, amountMinor } of entries) {
    const before = taken.get(attemptId) ?? 0n
    if (what === 'captured') taken.set(attemptId, before + amountMinor)
    if (what === 'refund asked' || what === 'capture failed') taken.set(attemptId, before - amountMinor)
    if ([...taken.values()].filter((amount) => amount > 0n).length > 1) return true
  }
  return false
}

/** A key is one capture or refund, and never another one; another input under it is a conflict. */
function judgeKeys(judge: Judge, { asked, label }: PaymentEvidence, told: Told): void {
  for (const operation of ['capture', 'refund'] as const) {
    const own = asked.filter((one) => one.operation === operation)
    const numbers = own.map(({ key, answers }) => {
      const known = new Set(answers.flatMap(({ ok, number, isOther }) => (ok && !isOther ? [number] : [])))
      judge.holds(
        'I1',
        label,
        known.size <= 1,
        () => `${operation} ${key} was answered with several numbers: ${[...known]}`,
      )
      return [...known][0]
    })
    const known = numbers.filter((number) => number !== undefined)
    judge.holds('I1', label, new Set(known).size === known.length, () => `two keys were answered with one ${operation}`)
    const parts = operation === 'capture' ? told.captures : told.refunds
    const made = [...parts.values()].filter(({ isAsked }) => isAsked).length
    judge.holds('I1', label, made <= own.length, () => `${made} ${operation}s for ${own.length} keys`)
  }
  for (const { operation, key, answers } of asked) {
    for (const answer of answers) {
      if (!answer.isOther) continue
      judge.holds('I1', label, !answer.ok, () => `${operation} ${key} with another amount or card was accepted`)
    }
  }
}
