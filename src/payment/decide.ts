import { decideReplay } from '../idempotency/replay.ts'
import { answerKeyOf, boundedRefusal, firstSentMs, isStored, numberOf, stepOf } from './asked.ts'
import type { Command, Refusal } from './command.ts'
import { placed } from './draft.ts'
import type { Actor, NewEvent, PaymentEvent } from './event.ts'
import { type Commit, type Log, withCommit } from './log.ts'
import { mayRead } from './permission.ts'
import { fingerprintOf, type SealKey } from './seal.ts'
import type { Effect } from './step.ts'
import { transition } from './transition/transition.ts'

/** What a caller's command comes to, before anything is written. */
export type Decided =
  /** With an answer where the refusal is the key's for good. */
  | {
      readonly kind: 'refused'
      readonly refusal: Refusal
      readonly replayed: boolean
      readonly answer?: Commit['answer']
    }
  | { readonly kind: 'replayed'; readonly number?: number; readonly firstSeenAtMs: number }
  | {
      readonly kind: 'accepted'
      readonly events: readonly NewEvent[]
      readonly effects: readonly Effect[]
      readonly answer: NonNullable<Commit['answer']>
    }

/** The caller's right, then the key, then the core: in this order, so that a repetition is never decided on again. */
export function decide(command: Command, log: Log, sealKey: SealKey, nowMs: number): Decided {
  const { state } = log
  if (state === undefined ? command.kind !== 'create' : !mayRead(state, command.caller, nowMs)) {
    return { kind: 'refused', refusal: { kind: 'not_found' }, replayed: false }
  }
  const key = answerKeyOf(command, state)
  const fingerprint = fingerprintOf(sealKey, command.fields)
  const stored = log.answers.get(key)
  const replay = decideReplay(stored, fingerprint)
  if (replay.kind === 'conflict') {
    const { differingField } = replay
    return { kind: 'refused', refusal: { kind: 'idempotency_conflict', differingField }, replayed: false }
  }
  if (stored?.refusal !== undefined) return { kind: 'refused', refusal: stored.refusal, replayed: true }
  const firstSeenAtMs = stored?.atMs ?? firstSentMs(command, state)
  if (firstSeenAtMs !== undefined) return { kind: 'replayed', number: stored?.number, firstSeenAtMs }

  const step = stepOf(command, state, sealKey, nowMs)
  const decision = step.ok ? transition(state, step.value, nowMs, command.paymentId) : step
  if (!decision.ok) {
    const isKept = isStored(command, decision.error)
    const refusal = isKept ? boundedRefusal(decision.error, log.answers) : decision.error
    const answer = refusal.kind !== 'rate_limited' && isKept ? { key, fingerprint, atMs: nowMs, refusal } : undefined
    return { kind: 'refused', refusal, replayed: false, answer }
  }
  const { events, effects } = decision.value
  const after = withCommit(log, { events: placedAfter(log, events, nowMs) }).state
  const number = after === undefined ? undefined : numberOf(command, after)
  return { kind: 'accepted', events, effects, answer: { key, fingerprint, atMs: nowMs, number } }
}

/** New events with their places behind the log. */
export const placedAfter = (
  log: Log,
  events: readonly NewEvent[],
  nowMs: number,
  by?: Actor,
): readonly PaymentEvent[] => events.map((event, index) => placed(event, (log.state?.seq ?? 0) + 1 + index, nowMs, by))
