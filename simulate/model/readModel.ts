import type { Evidence, PaymentEvidence, Shown } from '../world/evidence.ts'
import type { Account } from './books.ts'
import type { Judge } from './finding.ts'
import { listOf, minorOf, type Told } from './log.ts'
import { pictureOf } from './reads.ts'

/** The archive's events of each payment, by seq: one text for each, and all where they differ. */
export function archivedOf(lines: readonly string[]): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const archived = new Map<string, Map<number, string>>()
  for (const line of lines) {
    const { paymentId, merchantId: _merchant, mode: _mode, ...event } = JSON.parse(line) as Shown
    const own = archived.get(String(paymentId)) ?? new Map<number, string>()
    archived.set(String(paymentId), own)
    const text = JSON.stringify(event)
    const known = own.get(Number(event.seq))
    own.set(Number(event.seq), known === undefined || known === text ? text : `${known}\n${text}`)
  }
  return archived
}

const plain = (view: Shown): Shown =>
  JSON.parse(
    JSON.stringify(view, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ) as Shown

/** I4: Postgres and the archive are what the log says, and the log is what the acquirers' books say. */
export function judgeReadModel(
  judge: Judge,
  payment: PaymentEvidence,
  told: Told,
  books: readonly Account[],
  { paymentRows, refundRows }: Evidence,
  archived: ReadonlyMap<number, string> | undefined,
): void {
  const { id, label, seen } = payment
  const row = paymentRows.get(id)
  const last = seen.findLast(({ by }) => by === 'the last read')?.view
  judge.holds(
    'I4',
    label,
    Number(row?.seq) === told.seq,
    () => `Postgres is at seq ${row?.seq}, the log at ${told.seq}`,
  )
  if (row !== undefined && last !== undefined) {
    const [stored, read] = [pictureOf(plain(row.view as Shown)), pictureOf(plain(last))]
    judge.holds(
      'I4',
      label,
      stored === read && row.status === last.status,
      () => `Postgres differs:\n  ${stored}\n  ${read}`,
    )
    for (const refund of listOf(last.refunds)) {
      const stored = refundRows.get(`ref_${id.slice('pay_'.length)}_${String(refund.number)}`)
      judge.holds(
        'I4',
        label,
        stored?.status === refund.status,
        () => `refund ${refund.number} is ${stored?.status} in Postgres and ${refund.status}`,
      )
    }
  }
  for (const event of told.events) {
    const line = archived?.get(Number(event.seq))
    judge.holds('I4', label, line === JSON.stringify(event), () => `the archive has event ${event.seq} as ${line}`)
  }
  judge.holds(
    'I4',
    label,
    (archived?.size ?? 0) === told.seq,
    () => `the archive has ${archived?.size} events of ${told.seq}`,
  )
  judgeSums(judge, label, told, books, last)
}

function judgeSums(judge: Judge, label: string, told: Told, books: readonly Account[], last: Shown | undefined): void {
  const own = books.find(({ attemptId }) => attemptId.endsWith(`_${told.authorizedBy}`))
  const inBooks = { captured: own?.capturedMinor ?? 0n, refunded: own?.refundedMinor ?? 0n }
  judge.holds(
    'I4',
    label,
    told.capturedMinor === inBooks.captured,
    () => `the log has ${told.capturedMinor} captured, the books ${inBooks.captured}`,
  )
  judge.holds(
    'I4',
    label,
    told.refundedMinor === inBooks.refunded,
    () => `the log has ${told.refundedMinor} refunded, the books ${inBooks.refunded}`,
  )
  if (last === undefined) return
  const shown = [minorOf(last.amountCapturedMinor), minorOf(last.amountRefundedMinor)]
  const isSame = shown[0] === told.capturedMinor && shown[1] === told.refundedMinor
  judge.holds(
    'I4',
    label,
    isSame,
    () => `shown are ${shown} captured and refunded, the log has ${told.capturedMinor}, ${told.refundedMinor}`,
  )
}

/** What all payments keep, by currency, is what all acquirers do: what nobody wanted is back with the shopper. */
export function judgeTotals(judge: Judge, told: readonly Told[], books: readonly Account[]): void {
  const totals = new Map<string, bigint>()
  const add = (currency: string, minor: bigint) => totals.set(currency, (totals.get(currency) ?? 0n) + minor)
  for (const { currency, capturedMinor, refundedMinor } of told) add(currency, capturedMinor - refundedMinor)
  for (const { entries, capturedMinor, refundedMinor } of books) {
    add(entries[0]?.currency ?? '', refundedMinor - capturedMinor)
  }
  for (const [currency, minor] of totals) {
    judge.holds('I4', 'all payments', minor === 0n, () => `${minor} ${currency} are in the logs and not in the books`)
  }
}
