import { byKey, type Evidence, type Picture, type Told } from './evidence.ts'
import { type Finding, type Looking, lookingFor } from './finding.ts'
import type { Replayed } from './replay.ts'

/** Where a payment may go from each status: the states of docs/events.md, drawn a second time. */
const MOVES: Readonly<Record<string, readonly string[]>> = {
  REQUIRES_PAYMENT_METHOD: ['PROCESSING', 'CANCELED', 'EXPIRED', 'FAILED'],
  PROCESSING: [
    'REQUIRES_PAYMENT_METHOD',
    'REQUIRES_ACTION',
    'AUTHORIZED',
    'PARTIALLY_CAPTURED',
    'CAPTURED',
    'FAILED',
    'CANCELED',
    'EXPIRED',
  ],
  // A message may tell the end of a challenge from which nobody came back.
  REQUIRES_ACTION: ['PROCESSING', 'AUTHORIZED', 'REQUIRES_PAYMENT_METHOD', 'FAILED', 'CANCELED', 'EXPIRED'],
  AUTHORIZED: ['PARTIALLY_CAPTURED', 'CAPTURED', 'CANCELED', 'EXPIRED', 'REQUIRES_PAYMENT_METHOD'],
  PARTIALLY_CAPTURED: ['CAPTURED', 'AUTHORIZED'],
  CAPTURED: ['PARTIALLY_CAPTURED', 'AUTHORIZED'],
  FAILED: [],
  CANCELED: [],
  EXPIRED: [],
}

/**
 * I2: seq is 1, 2, 3 …; states move only along the allowed graph; and every read shows the payment as its log had it at
 * that seq, never an older one than a read that ended before it began; every answer to a mutation, as it had it at some seq.
 */
export function checkReads(
  { logs, told, finals }: Pick<Evidence, 'logs' | 'told' | 'finals'>,
  histories: ReadonlyMap<string, readonly Replayed[]>,
): Finding {
  const look = lookingFor('I2')
  for (const { paymentId, events } of logs) {
    const gap = events.findIndex(({ seq }, index) => seq !== index + 1)
    look.holds(gap < 0, paymentId, () => `seq ${events[gap]?.seq} stands where ${gap + 1} belongs`)
    checkMoves(look, paymentId, histories.get(paymentId) ?? [])
  }
  for (const [paymentId, answers] of byKey(told, ({ picture }) => picture.paymentId)) {
    const history = histories.get(paymentId)
    look.holds(history !== undefined, paymentId, () => 'a client was told of it, and no object knows of it')
    if (history !== undefined) checkAnswers(look, answers, history)
  }
  for (const final of finals) {
    const last = histories.get(final.paymentId)?.at(-1)
    look.holds(last !== undefined && sameAs(final, last), final.paymentId, () => differ('the last read', final, last))
  }
  return look.finding()
}

function checkMoves(look: Looking, paymentId: string, history: readonly Replayed[]): void {
  history.forEach(({ status, seq }, index) => {
    const before = history[index - 1]?.status
    if (before === undefined || before === status) return
    // A capture that had been told as taken may be taken back by the gateway; nothing else goes backwards.
    look.holds((MOVES[before] ?? []).includes(status), paymentId, () => `seq ${seq}: from ${before} to ${status}`)
  })
}

function checkAnswers(look: Looking, answers: readonly Told[], history: readonly Replayed[]): void {
  for (const { by, picture, seq } of answers) {
    if (seq !== undefined) continue
    // An answer does not say at which event it is; at one of them it is.
    look.holds(
      history.some((then) => sameAs(picture, then)),
      picture.paymentId,
      () => `${differ(`the answer to ${by}`, picture, history.at(-1))}, and had that at no time`,
    )
  }
  const reads = answers.filter(({ seq }) => seq !== undefined)
  for (const { picture, seq = 0, askedAtMs } of reads) {
    const then = history[seq - 1]
    look.holds(then !== undefined && sameAs(picture, then), picture.paymentId, () =>
      differ(`a read at seq ${seq}`, picture, then),
    )
    const newer = reads.find((other) => other.toldAtMs < askedAtMs && (other.seq ?? 0) > seq)
    look.holds(
      newer === undefined,
      picture.paymentId,
      () => `a read shows seq ${seq} after another had shown ${newer?.seq}`,
    )
  }
}

const sameAs = (picture: Picture, then: Replayed): boolean =>
  picture.status === then.status &&
  picture.amountMinor === then.amountMinor &&
  picture.capturedMinor === then.capturedMinor &&
  picture.refundedMinor === then.refundedMinor

const differ = (what: string, picture: Picture, then: Replayed | undefined): string =>
  `${what} shows ${picture.status} ${picture.amountMinor}/${picture.capturedMinor}/${picture.refundedMinor}, the log ${
    then === undefined
      ? 'has no such event'
      : `${then.status} ${then.amountMinor}/${then.capturedMinor}/${then.refundedMinor}`
  }`
