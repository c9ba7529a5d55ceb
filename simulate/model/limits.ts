import type { Asked, PaymentEvidence, Shown } from '../world/evidence.ts'
import type { Judge } from './finding.ts'
import { dataOf, minorOf, type Told } from './log.ts'

/** What a payment's log leaves to be captured and refunded, after one of its events. */
interface Left {
  readonly capturableMinor: bigint
  readonly refundableMinor: bigint
}

/** I1: by what the log itself knew when it was begun, nothing is too much; and what is shown as left is what is left. */
export function judgeLimits(judge: Judge, { label, asked, seen }: PaymentEvidence, { events }: Told): void {
  const after = leftAfter(events)
  for (const one of asked) judgeTooLarge(judge, label, one, events, after)
  for (const [index, event] of events.entries()) {
    const { origin, amountMinor } = dataOf(event)
    const left = after[index - 1]
    const isCapture = event.type === 'CAPTURE_STARTED'
    if (left === undefined || (!isCapture && (event.type !== 'REFUND_CREATED' || origin !== 'API'))) continue
    const most = isCapture ? left.capturableMinor : left.refundableMinor
    judge.holds(
      'I1',
      label,
      minorOf(amountMinor) <= most,
      () => `seq ${event.seq} (${event.type}) is of ${amountMinor}, and ${most} were left`,
    )
  }
  for (const { by, view } of seen) {
    const left = after[Number(view.seq) - 1]
    const most = left?.refundableMinor ?? 0n
    const refundable = minorOf(view.amountRefundableMinor)
    judge.holds(
      'I2',
      label,
      refundable === most,
      () => `${by} at seq ${view.seq}: ${refundable} refundable, not ${most}`,
    )
    const capturable = minorOf(view.amountCapturableMinor)
    const isWithin = capturable <= (left?.capturableMinor ?? 0n)
    judge.holds('I2', label, isWithin, () => `${by} at seq ${view.seq}: ${capturable} capturable, which is too much`)
  }
}

/** I3: what is refused as too large was more than there was, at some time since it was first asked: a key keeps its answer. */
function judgeTooLarge(
  judge: Judge,
  label: string,
  { operation, key, amountMinor, sinceMs, answers }: Asked,
  events: readonly Shown[],
  after: readonly Left[],
): void {
  if (amountMinor === undefined || (operation !== 'capture' && operation !== 'refund')) return
  for (const { refusal, isOther, atMs } of answers) {
    if (refusal !== 'amount_too_large' || isOther) continue
    const first = events.findLastIndex(({ occurredAtMs }) => Number(occurredAtMs) < sinceMs)
    const last = events.findLastIndex(({ occurredAtMs }) => Number(occurredAtMs) <= atMs)
    const left = after
      .slice(Math.max(first, 0), last + 1)
      .map(({ capturableMinor, refundableMinor }) => (operation === 'capture' ? capturableMinor : refundableMinor))
    const isTooLarge = left.some((minor) => amountMinor > minor)
    judge.holds(
      'I3',
      label,
      isTooLarge,
      () => `${operation} ${key} of ${amountMinor} was too large, and ${left} were left`,
    )
  }
}

function leftAfter(events: readonly Shown[]): readonly Left[] {
  let authorizedMinor = 0n
  const captures = new Map<number, bigint>()
  const pending = new Map<number, bigint>()
  const refunds = new Map<number, bigint>()
  const disputes = new Map<number, bigint>()
  return events.map((event) => {
    const data = dataOf(event)
    const amountMinor = minorOf(data.amountMinor)
    const [capture, refund] = [Number(data.capture), Number(data.refund)]
    switch (event.type) {
      case 'PAYMENT_AUTHORIZED':
        authorizedMinor = amountMinor
        break
      case 'CAPTURE_STARTED':
        pending.set(capture, amountMinor)
        break
      case 'CAPTURE_SUCCEEDED':
        pending.delete(capture)
        captures.set(capture, amountMinor)
        break
      case 'CAPTURE_FAILED':
        pending.delete(capture)
        captures.delete(capture)
        break
      case 'REFUND_CREATED':
        refunds.set(refund, amountMinor)
        break
      case 'REFUND_FAILED':
        refunds.delete(refund)
        break
      case 'DISPUTE_OPENED':
      case 'DISPUTE_UPDATED':
      case 'DISPUTE_CLOSED':
        disputes.set(Number(data.dispute), takesMoney(data) ? amountMinor : 0n)
        break
    }
    const capturedMinor = sumOf(captures)
    const rest = capturedMinor - sumOf(refunds) - sumOf(disputes)
    return {
      capturableMinor: authorizedMinor - capturedMinor - sumOf(pending),
      refundableMinor: rest > 0n ? rest : 0n,
    }
  })
}

/** An inquiry asks for an answer alone; and what was won or withdrawn came back. */
const takesMoney = ({ stage, status }: Shown): boolean =>
  stage !== 'INQUIRY' && status !== 'WON' && status !== 'WITHDRAWN'

function sumOf(amounts: ReadonlyMap<number, bigint>): bigint {
  let sum = 0n
  for (const amountMinor of amounts.values()) sum += amountMinor
  return sum
}

/** I3: a policy that waits begins no attempt while it is not known what became of another. */
export function judgeRounds(judge: Judge, label: string, { events }: Told, cascades: boolean): void {
  const open = new Set<number>()
  for (const event of events) {
    const attempt = Number(dataOf(event).attempt)
    if (event.type === 'ATTEMPT_STARTED') {
      const isAllowed = cascades || open.size === 0
      judge.holds(
        'I3',
        label,
        isAllowed,
        () => `attempt ${attempt} begins while ${[...open]} is open, and the policy waits`,
      )
      open.add(attempt)
    }
    if (event.type === 'ATTEMPT_ENDED' || event.type === 'COMPENSATED') open.delete(attempt)
  }
}
