import type { Entry } from '../world/book.ts'

/** What an acquirer's entries about one attempt come to. */
export interface Account {
  readonly attemptId: string
  readonly entries: readonly Entry[]
  readonly heldMinor: bigint
  readonly capturedMinor: bigint
  /** Asked for and not failed. */
  readonly refundingMinor: bigint
  readonly refundedMinor: bigint
  readonly isVoided: boolean
  readonly isWrong: boolean
}

const sumOf = (entries: readonly Entry[], what: Entry['what']): bigint =>
  entries.reduce((sum, entry) => (entry.what === what ? sum + entry.amountMinor : sum), 0n)

export function accountOf(attemptId: string, entries: readonly Entry[]): Account {
  const failedMinor = sumOf(entries, 'refund failed')
  return {
    attemptId,
    entries,
    heldMinor: sumOf(entries, 'held'),
    capturedMinor: sumOf(entries, 'captured') - sumOf(entries, 'capture failed'),
    refundingMinor: sumOf(entries, 'refund asked') - failedMinor,
    // A refund that fails had been told as done, or had not: then it was never counted.
    refundedMinor:
      sumOf(entries, 'refunded') -
      sumOf(
        entries.filter((entry) => isTakenBack(entry, entries)),
        'refund failed',
      ),
    isVoided: entries.some(({ what }) => what === 'voided'),
    isWrong: entries.some((entry) => entry.isWrong),
  }
}

const isTakenBack = (entry: Entry, entries: readonly Entry[]): boolean =>
  entry.what === 'refund failed' && entries.some(({ what, id }) => what === 'refunded' && id === entry.id)

/** Whether any of the shopper's money is still held or taken. */
export const stands = ({ heldMinor, capturedMinor, refundingMinor, isVoided }: Account): boolean =>
  capturedMinor > 0n ? capturedMinor > refundingMinor : heldMinor > 0n && !isVoided

/** The books of each payment's attempts. */
export function booksOf(entries: readonly Entry[]): ReadonlyMap<string, ReadonlyMap<string, Account>> {
  const byPayment = new Map<string, Map<string, Entry[]>>()
  for (const entry of entries) {
    // A fence of what never came has no reference; it moves nothing.
    if (entry.reference === '') continue
    const attempts = byPayment.get(entry.reference) ?? new Map<string, Entry[]>()
    byPayment.set(entry.reference, attempts)
    const known = attempts.get(entry.attemptId)
    if (known === undefined) attempts.set(entry.attemptId, [entry])
    else known.push(entry)
  }
  return new Map(
    [...byPayment].map(([reference, attempts]) => [
      reference,
      new Map([...attempts].map(([attemptId, own]) => [attemptId, accountOf(attemptId, own)])),
    ]),
  )
}
