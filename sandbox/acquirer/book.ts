import { fromJson, toJson } from '../../src/money/json.ts'
import { openJournal } from './journal.ts'
import { type Change, type Dispute, type Payment, refundedMinor, type Webhook } from './record.ts'

/** Everything an acquirer knows, in memory and on disk alike. */
export interface Book {
  readonly payments: ReadonlyMap<string, Payment>
  readonly fences: ReadonlySet<string>
  readonly disputes: ReadonlyMap<string, Dispute>
  /** The webhooks that still have to be delivered. */
  readonly webhooks: ReadonlyMap<string, Webhook>
  byChallenge(challengeId: string): Payment | undefined
  byReference(reference: string): readonly Payment[]
  /** Applies the changes at once and resolves when they are on disk, all of them or none. */
  record(changes: readonly Change[]): Promise<void>
  settled(): Promise<void>
  close(): Promise<void>
}

export async function openBook(path: string): Promise<Book> {
  const payments = new Map<string, Payment>()
  const fences = new Set<string>()
  const disputes = new Map<string, Dispute>()
  const webhooks = new Map<string, Webhook>()
  const attemptOfChallenge = new Map<string, string>()
  const attemptsOfReference = new Map<string, Set<string>>()

  function apply(change: Change): void {
    switch (change.kind) {
      case 'payment':
        applyPayment(change.payment)
        return
      case 'fence':
        fences.add(change.attemptId)
        return
      case 'dispute':
        disputes.set(change.dispute.id, change.dispute)
        return
      case 'webhook':
        webhooks.set(change.webhook.id, change.webhook)
        return
      case 'webhook_ended':
        webhooks.delete(change.id)
        return
    }
  }

  function applyPayment(payment: Payment): void {
    const isNew = !payments.has(payment.attemptId)
    payments.set(payment.attemptId, payment)
    if (!isNew) return
    if (payment.challengeId !== undefined) attemptOfChallenge.set(payment.challengeId, payment.attemptId)
    const attempts = attemptsOfReference.get(payment.reference)
    if (attempts === undefined) attemptsOfReference.set(payment.reference, new Set([payment.attemptId]))
    else attempts.add(payment.attemptId)
  }

  // One line holds all changes of one step, so a kill between two of them is impossible.
  const journal = await openJournal(path, (line) => {
    for (const change of fromJson<Change[]>(line)) apply(change)
  })

  return {
    payments,
    fences,
    disputes,
    webhooks,
    byChallenge: (challengeId) => payments.get(attemptOfChallenge.get(challengeId) ?? ''),
    byReference: (reference) =>
      [...(attemptsOfReference.get(reference) ?? [])].flatMap((attemptId) => payments.get(attemptId) ?? []),
    record(changes) {
      if (changes.length === 0) return journal.settled()
      for (const change of changes) apply(change)
      return journal.append(toJson(changes))
    },
    settled: () => journal.settled(),
    close: () => journal.close(),
  }
}

/** One row of the book as checkers read it: what the acquirer really did. */
export interface ChargeRow {
  readonly id: string
  readonly reference: string
  /** Numbers, for readers with ordinary tools: no amount that is accepted comes near 2^53. */
  readonly amountMinor: number
  readonly amountCapturedMinor: number
  readonly amountRefundedMinor: number
  readonly currency: string
  readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
  readonly createdAt: string
}

/** A row for each approved charge; declines, challenges that wait, refunds and fences add none. */
export function chargeRows(book: Book, reference: string | undefined): readonly ChargeRow[] {
  const payments = reference === undefined ? [...book.payments.values()] : book.byReference(reference)
  return payments.filter((payment) => payment.status === 'approved').map(chargeRow)
}

const chargeRow = (payment: Payment): ChargeRow => ({
  id: payment.id,
  reference: payment.reference,
  amountMinor: Number(payment.amountMinor),
  amountCapturedMinor: Number(payment.capturedMinor),
  amountRefundedMinor: Number(refundedMinor(payment)),
  currency: payment.currency,
  status: chargeStatus(payment),
  createdAt: new Date(payment.createdAtMs).toISOString(),
})

function chargeStatus(payment: Payment): ChargeRow['status'] {
  if (payment.capturedMinor === 0n) return payment.voided ? 'voided' : 'authorized'
  return refundedMinor(payment) === payment.capturedMinor ? 'refunded' : 'captured'
}
