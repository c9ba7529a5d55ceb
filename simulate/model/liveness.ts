import type { Evidence, PaymentEvidence } from '../world/evidence.ts'
import type { Judge } from './finding.ts'
import { listOf, type Told } from './log.ts'

const ENDED: ReadonlySet<unknown> = new Set(['CAPTURED', 'CANCELED', 'EXPIRED', 'FAILED'])
const OPEN_ATTEMPT: ReadonlySet<unknown> = new Set(['STARTED', 'UNKNOWN', 'PENDING'])

/** I5: once faults stop, nothing stays unknown, everybody has been told, and no alarm is set for ever. */
export function judgeLiveness(judge: Judge, payment: PaymentEvidence, told: Told): void {
  const { label, kept, alarmMs, seen } = payment
  const last = seen.findLast(({ by }) => by === 'the last read')?.view
  judge.holds('I5', label, last !== undefined, () => 'it cannot be read in the end')
  judge.holds('I5', label, ENDED.has(last?.status), () => `it is ${last?.status} in the end`)
  for (const attempt of listOf(last?.attempts)) {
    judge.holds(
      'I5',
      label,
      !OPEN_ATTEMPT.has(attempt.status),
      () => `attempt ${attempt.number} stays ${attempt.status}`,
    )
  }
  for (const part of [...listOf(last?.captures), ...listOf(last?.refunds)]) {
    judge.holds('I5', label, part.status !== 'PENDING', () => `a capture or refund (${part.number}) stays PENDING`)
  }
  judge.holds(
    'I5',
    label,
    kept?.projectedSeq === told.seq,
    () => `seq ${told.seq} is projected up to ${kept?.projectedSeq}`,
  )
  judge.holds(
    'I5',
    label,
    kept?.announcedSeq === told.seq,
    () => `seq ${told.seq} is announced up to ${kept?.announcedSeq}`,
  )
  judge.holds('I5', label, alarmMs === null, () => `an alarm stays set for ${alarmMs}`)
}

/** I6: every event that is wanted reaches a healthy endpoint at least once, under one id and with the same bytes, in order where that is asked for. */
export function judgeWebhooks(
  judge: Judge,
  { endpoints, payments }: Evidence,
  toldOf: ReadonlyMap<string, Told>,
): void {
  for (const { id, types, received, ordered } of endpoints) {
    const bodies = new Map<string, string>()
    const accepted = new Set<string>()
    for (const one of received) {
      const known = bodies.get(one.id)
      judge.holds('I6', id, known === undefined || known === one.body, () => `${one.id} came with other bytes`)
      bodies.set(one.id, one.body)
      if (one.isAccepted) accepted.add(one.id)
    }
    const wanted = new Set<string>()
    for (const payment of payments) {
      for (const event of toldOf.get(payment.id)?.events ?? []) {
        if (types !== undefined && !types.includes(String(event.type))) continue
        const eventId = `evt_${payment.id.slice('pay_'.length)}_${String(event.seq)}`
        wanted.add(eventId)
        judge.holds(
          'I6',
          payment.label,
          accepted.has(eventId),
          () => `event ${event.seq} (${event.type}) never reached ${id}`,
        )
      }
    }
    for (const one of bodies.keys()) {
      judge.holds('I6', id, wanted.has(one), () => `${one} was sent, and nobody had asked for it`)
    }
    if (ordered) judgeOrdered(judge, id, accepted)
  }
}

/** Each payment's events were taken one after the other. What had been taken comes again, and is not looked at twice. */
function judgeOrdered(judge: Judge, id: string, accepted: ReadonlySet<string>): void {
  const newest = new Map<string, number>()
  for (const one of accepted) {
    const [, payment = '', seq] = one.split('_')
    const before = newest.get(payment) ?? 0
    judge.holds('I6', id, Number(seq) > before, () => `${one} was taken after seq ${before}`)
    newest.set(payment, Number(seq))
  }
}

/** I7, as far as there are cards here: what opens a token is in nothing that is kept or sent. */
export function judgeSecrets(judge: Judge, { payments, archive, paymentRows, endpoints, secrets }: Evidence): void {
  if (secrets.length === 0) return
  // All of them have this in common; the rest is a number.
  const canary = 'canarycanary'
  const isClean = (text: string) => !text.includes(canary)
  for (const { label, kept } of payments) {
    for (const commit of kept?.commits ?? [])
      judge.holds('I7', label, isClean(commit), () => 'the log has a token’s key')
  }
  for (const line of archive) judge.holds('I7', 'the archive', isClean(line), () => 'the archive has a token’s key')
  for (const [id, { view }] of paymentRows) {
    judge.holds('I7', id, isClean(JSON.stringify(view)), () => 'Postgres has a token’s key')
  }
  for (const { id, received } of endpoints) {
    for (const { body } of received) judge.holds('I7', id, isClean(body), () => 'a webhook has a token’s key')
  }
}
