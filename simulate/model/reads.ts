import { replay } from '../../drill/check/replay.ts'
import type { PaymentEvidence, Seen, Shown } from '../world/evidence.ts'
import type { Judge } from './finding.ts'
import { dataOf, listOf, type Told } from './log.ts'

/** What a payment's status may become, and nothing else. */
const MOVES: Readonly<Record<string, readonly string[]>> = {
  REQUIRES_PAYMENT_METHOD: ['PROCESSING', 'CANCELED', 'EXPIRED', 'FAILED'],
  REQUIRES_ACTION: ['PROCESSING', 'REQUIRES_PAYMENT_METHOD', 'AUTHORIZED', 'CANCELED', 'EXPIRED'],
  PROCESSING: ['REQUIRES_ACTION', 'REQUIRES_PAYMENT_METHOD', 'AUTHORIZED', 'CAPTURED'],
  AUTHORIZED: ['PARTIALLY_CAPTURED', 'CAPTURED', 'CANCELED', 'EXPIRED'],
  PARTIALLY_CAPTURED: ['CAPTURED'],
  CAPTURED: [],
  FAILED: [],
  CANCELED: [],
  EXPIRED: [],
}

/** Everything that a status can become in any number of moves: two looks may have missed what was in between. */
const REACHES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.keys(MOVES).map((from) => {
    const reached = new Set([from])
    for (const status of reached) for (const next of MOVES[status] ?? []) reached.add(next)
    return [from, reached]
  }),
)

/** A capture that bounces, which the books have to say as well, opens again what it had closed. */
const mayBecome = (before: unknown, after: unknown, hasBounced: boolean): boolean => {
  const isOpen = hasBounced && (before === 'CAPTURED' || before === 'PARTIALLY_CAPTURED')
  return REACHES.get(isOpen ? 'AUTHORIZED' : String(before))?.has(String(after)) === true
}

const partOf = (part: Shown): string => `${part.number} ${part.status} ${part.amountMinor}`

/** What everybody who looks has to see alike. */
export const pictureOf = (view: Shown): string =>
  [
    ...[view.seq, view.status, view.currency, view.amountMinor, view.amountAuthorizedMinor, view.amountCapturedMinor],
    ...[view.amountRefundedMinor, view.amountRefundableMinor, view.amountCapturableMinor, view.amountDisputedMinor],
    ...[view.attempts, view.captures, view.refunds, view.disputes].map((parts) => listOf(parts).map(partOf).join(', ')),
  ].join(' | ')

/** I2: every read agrees; states move along the graph; seq grows without a gap. */
export function judgeReads(judge: Judge, { label, seen }: PaymentEvidence, told: Told | undefined): void {
  const pictures = new Map<number, string>()
  for (const { by, view } of seen) {
    const seq = Number(view.seq)
    const picture = pictureOf(view)
    const known = pictures.get(seq)
    judge.holds(
      'I2',
      label,
      known === undefined || known === picture,
      () => `${by} saw seq ${seq} otherwise:\n  ${picture}\n  ${known}`,
    )
    pictures.set(seq, picture)
  }
  judgeOrder(judge, label, seen)
  const bySeq = [...seen].sort((one, other) => Number(one.view.seq) - Number(other.view.seq))
  for (const [index, { view }] of bySeq.entries()) {
    const before = bySeq[index - 1]?.view
    const isReached = before === undefined || mayBecome(before.status, view.status, told?.hasBounced === true)
    judge.holds('I2', label, isReached, () => `${before?.status} became ${view.status} at seq ${view.seq}`)
  }
  told?.events.forEach((event, index) => {
    judge.holds('I2', label, event.seq === index + 1, () => `event ${index + 1} of the log has seq ${event.seq}`)
  })
}

/** Where it stands after a decline, until another card is tried. */
const ASKS_AGAIN: ReadonlySet<unknown> = new Set(['REQUIRES_PAYMENT_METHOD', 'FAILED'])

/** I2: what is seen at a seq is what the log comes to by then, as the drills' checker works it out: by docs/events.md alone. */
export function judgeReplayed(judge: Judge, { id, label, seen }: PaymentEvidence, told: Told): void {
  const events = told.events.map((event) => ({
    ...{ seq: Number(event.seq), type: String(event.type), data: dataOf(event) },
    // What the drills look at besides, and a replay does not.
    ...{ occurredAtMs: 0, sha256: '' },
  }))
  const history = replay({ paymentId: id, events })
  const declinedAt = events.find(({ type }) => type === 'PAYMENT_DECLINED' || type === 'PAYMENT_FAILED')?.seq
  for (const { by, view } of seen) {
    const isDeclined = declinedAt !== undefined && Number(view.seq) >= declinedAt
    const isTold = !isDeclined || !ASKS_AGAIN.has(view.status) || view.failure !== undefined
    judge.holds('I2', label, isTold, () => `${by} at seq ${view.seq}: ${view.status} after a decline, and not why`)
    const then = history[Number(view.seq) - 1]
    const shown = [view.status, view.amountMinor, view.amountCapturedMinor, view.amountRefundedMinor].join()
    const logged = [then?.status, then?.amountMinor, then?.capturedMinor, then?.refundedMinor].join()
    judge.holds('I2', label, shown === logged, () => `${by} at seq ${view.seq} saw ${shown}, and the log has ${logged}`)
  }
}

/** Whoever begins to look after somebody was answered sees at least as much. */
function judgeOrder(judge: Judge, label: string, seen: readonly Seen[]): void {
  let newest = 0
  const byEnd = [...seen].sort((one, other) => one.untilMs - other.untilMs)
  let next = 0
  for (const { fromMs, view, by } of [...seen].sort((one, other) => one.fromMs - other.fromMs)) {
    for (let one = byEnd[next]; one !== undefined && one.untilMs < fromMs; one = byEnd[next]) {
      newest = Math.max(newest, Number(one.view.seq))
      next += 1
    }
    const known = newest
    judge.holds(
      'I2',
      label,
      Number(view.seq) >= known,
      () => `${by} saw seq ${view.seq} after somebody had seen ${known}`,
    )
  }
}
