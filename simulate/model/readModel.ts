import type { Evidence, PaymentEvidence, Shown } from '../world/evidence.ts'
import type { Account } from './books.ts'
import type { Judge } from './finding.ts'
import { dataOf, listOf, minorOf, type Told } from './log.ts'
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
  evidence: Evidence,
  archived: ReadonlyMap<number, string> | undefined,
): void {
  const { id, label, seen } = payment
  const { paymentRows, refundRows } = evidence
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
  for (const [index, event] of told.events.entries()) {
    const line = archived?.get(Number(event.seq))
    judge.holds('I4', label, line === told.texts[index], () => `the archive has event ${event.seq} as ${line}`)
  }
  judge.holds(
    'I4',
    label,
    (archived?.size ?? 0) === told.seq,
    () => `the archive has ${archived?.size} events of ${told.seq}`,
  )
  judgeSums(judge, label, told, books, last)
  judgeRows(judge, payment, told, last, evidence)
}

/** What lists are filtered and summed by stands in columns of its own, which have to say what the picture does. */
function judgeRows(
  judge: Judge,
  { id, label }: PaymentEvidence,
  told: Told,
  last: Shown | undefined,
  { paymentRows, refundRows, disputeRows, owner }: Evidence,
): void {
  const row = paymentRows.get(id)
  const made = dataOf(told.events[0])
  const stored = [row?.merchant_id, row?.mode, row?.amount_minor, row?.currency].join()
  const wanted = [owner.merchantId, owner.mode, made.amountMinor, made.currency].join()
  judge.holds('I4', label, stored === wanted, () => `Postgres has ${stored}, and the log ${wanted}`)
  for (const { number, amountMinor } of listOf(last?.refunds)) {
    const refund = refundRows.get(`ref_${id.slice('pay_'.length)}_${String(number)}`)
    const isSame = String(refund?.amount_minor) === String(amountMinor) && refund?.payment_id === id
    judge.holds('I4', label, isSame, () => `refund ${number} of ${amountMinor} is ${refund?.amount_minor} in Postgres`)
  }
  const disputes = listOf(last?.disputes)
  const rows = [...disputeRows.values()].filter((dispute) => dispute.payment_id === id)
  const ofRows = rows.map(({ status, amount_minor }) => `${status} ${amount_minor}`).sort()
  const ofView = disputes.map(({ status, amountMinor }) => `${status} ${amountMinor}`).sort()
  judge.holds('I4', label, ofRows.join() === ofView.join(), () => `disputes in Postgres: ${ofRows}; shown: ${ofView}`)
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
  const opened = told.events.filter(({ type }) => type === 'DISPUTE_OPENED').length
  const disputed = own?.entries.filter(({ what }) => what === 'disputed').length ?? 0
  judge.holds('I4', label, opened === disputed, () => `${opened} disputes in the log, ${disputed} in the books`)
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
