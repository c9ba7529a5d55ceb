import type { Asked, PaymentEvidence } from '../world/evidence.ts'
import type { Account } from './books.ts'
import type { Judge } from './finding.ts'
import { dataOf, minorOf, type Part, type Told } from './log.ts'

/** I1: what was asked for is what was done, in the amount and the currency in which it was, and nothing that nobody asked for. */
export function judgeAsked(judge: Judge, payment: PaymentEvidence, told: Told, books: readonly Account[]): void {
  const { label, asked } = payment
  const created = asked.find(({ operation }) => operation === 'create')
  const made = dataOf(told.events[0])
  const wish = `${created?.amountMinor} ${created?.currency}`
  const log = `${minorOf(made.amountMinor)} ${made.currency}`
  judge.holds('I1', label, log === wish, () => `asked for ${wish}, made ${log}`)
  for (const { attemptId, heldMinor, isWrong, entries } of books) {
    // Acquirers that take another amount are an accident of their own: that has to be given back.
    if (isWrong || heldMinor === 0n) continue
    const inBooks = `${heldMinor} ${entries[0]?.currency}`
    judge.holds(
      'I1',
      label,
      inBooks === wish,
      () => `attempt ${attemptId.slice(-1)} holds ${inBooks}, asked was ${wish}`,
    )
  }
  const stood = books.find(({ attemptId }) => attemptId.endsWith(`_${told.authorizedBy}`))
  judge.holds('I1', label, stood?.isWrong !== true, () => 'it stands on an attempt of another amount')
  const isManual = created?.captureMethod === 'MANUAL'
  judgeParts(judge, label, asked, 'capture', told.captures, isManual)
  judgeParts(judge, label, asked, 'refund', told.refunds, false)
  for (const one of asked) judgeRefusals(judge, label, one)
}

/** Each capture or refund has the amount of its key; and there are no more of them than keys that were not refused. */
function judgeParts(
  judge: Judge,
  label: string,
  asked: readonly Asked[],
  operation: 'capture' | 'refund',
  parts: ReadonlyMap<number, Part>,
  isManual: boolean,
): void {
  const own = asked.filter((one) => one.operation === operation)
  for (const { key, amountMinor, answers } of own) {
    for (const { ok, isOther, number } of answers) {
      if (!ok || isOther || amountMinor === undefined) continue
      const made = parts.get(Number(number))?.amountMinor
      judge.holds('I1', label, made === amountMinor, () => `${operation} ${key} of ${amountMinor} was made as ${made}`)
    }
  }
  // What nobody answered may have been done all the same.
  const wanted = own.filter(
    ({ answers }) => answers.length === 0 || answers.some(({ ok, isOther }) => ok && !isOther),
  ).length
  const made = [...parts.values()].filter(({ isAsked }) => isAsked).length
  judge.holds('I1', label, made <= wanted, () => `${made} ${operation}s, and ${wanted} keys that were not refused`)
  if (isManual) {
    judge.holds('I1', label, parts.size <= wanted, () => `MANUAL, and ${parts.size} captures for ${wanted} keys`)
  }
}

/** I3: what was accepted once is not refused when it comes again. */
function judgeRefusals(judge: Judge, label: string, { operation, key, answers }: Asked): void {
  let isAccepted = false
  for (const { ok, isOther, refusal } of answers) {
    if (isOther) continue
    judge.holds(
      'I3',
      label,
      ok || !isAccepted,
      () => `${operation} ${key} was accepted, and refused (${refusal}) later`,
    )
    isAccepted ||= ok
  }
}
