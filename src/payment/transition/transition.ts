import type { AuthorizeOutcome, OperationOutcome } from '../../gateway/outcome.ts'
import { ok, refuse, unreachable } from '../../result.ts'
import { attemptOf, expiryDueMs } from '../amounts.ts'
import { type Draft, draftOf, placed, record } from '../draft.ts'
import type { CallReference, NewEvent } from '../event.ts'
import { evolve } from '../evolve.ts'
import { isSame, openCall } from '../openCalls.ts'
import { askedAs } from '../parts.ts'
import type { OpenCall, PaymentState } from '../state.ts'
import type { Effect, Step, Transition } from '../step.ts'
import { later, settleAttempt } from './attempt.ts'
import { receive } from './message.ts'
import { settleCapture, settleEnding, settleRefund, settleResponse } from './operation.ts'
import { cancel, capture, confirm, endAttempt, type Requested, refund, respondToDispute } from './request.ts'
import { type Moment, startRound } from './round.ts'
import { unknownAtOnce } from './schedule.ts'
import { returned, timeOut } from './step.ts'

/** An unpaid payment waits this long for a card. */
const UNPAID_MS = 24 * 3_600_000

/**
 * The heart: what one more happening means for a payment. Pure: no I/O, no clock, no chance. Answers the events to commit
 * and the effects to run after that, or why it is refused.
 */
export function transition(state: PaymentState | undefined, step: Step, nowMs: number, paymentId: string): Transition {
  if (step.kind === 'create') {
    return state === undefined ? decided(create(step, nowMs, paymentId)) : refuse({ kind: 'not_found' })
  }
  if (state === undefined) return refuse({ kind: 'not_found' })
  switch (step.kind) {
    case 'confirm':
      return requested(confirm(state, step.confirm, nowMs))
    case 'capture':
      return requested(capture(state, step, nowMs))
    case 'cancel':
      return requested(cancel(state, step.sealed, nowMs))
    case 'refund':
      return requested(refund(state, step, nowMs))
    case 'acceptDispute':
      return requested(respondToDispute(state, step.dispute, { kind: 'accept' }, nowMs))
    case 'submitEvidence': {
      const { sealed, submit } = step
      return requested(respondToDispute(state, step.dispute, { kind: 'evidence', sealed, submit }, nowMs))
    }
    case 'outcome':
      return decided(settle(state, step, nowMs))
    case 'message': {
      const received = receive(state, step.message, step.accountId, { nowMs, cards: step.cards })
      return received === 'parked' ? ok({ events: [], effects: [], parked: true }) : decided(received)
    }
    case 'returned':
      return decided(returned(state, step, nowMs))
    case 'check':
      return check(state, step, nowMs)
    default:
      return unreachable(step)
  }
}

function create(step: Extract<Step, { kind: 'create' }>, nowMs: number, paymentId: string): Draft {
  const event: NewEvent = { type: 'PAYMENT_CREATED', data: { ...step.created, expiresAtMs: nowMs + UNPAID_MS } }
  const draft: Draft = { state: evolve(undefined, placed(event, 1, nowMs), paymentId), events: [event] }
  return step.confirm === undefined ? draft : startRound(draft, step.confirm, nowMs)
}

const requested = (result: Requested): Transition => (result.ok ? decided(result.value) : result)

const decided = ({ state, events }: Draft): Transition => ok({ events, effects: effectsOf(state, events) })

/** Intents are sent, and what just became unknown is found out at once; what was settled again in the same step is not. */
function effectsOf(state: PaymentState, events: readonly NewEvent[]): readonly Effect[] {
  return events.flatMap((event): readonly Effect[] => {
    const effect = effectOf(event)
    return effect !== undefined && openCall(state, effect.call) !== undefined ? [effect] : []
  })
}

function effectOf(event: NewEvent): Effect | undefined {
  switch (event.type) {
    case 'ATTEMPT_STARTED':
      return {
        kind: 'call',
        call: { kind: 'authorize', number: event.data.attempt },
        ...(event.data.backoffMs === undefined ? {} : { delayMs: event.data.backoffMs }),
      }
    case 'ACTION_COMPLETED':
      return { kind: 'call', call: { kind: 'complete', number: event.data.attempt } }
    case 'CAPTURE_STARTED':
      return { kind: 'call', call: { kind: 'capture', number: event.data.capture } }
    case 'CANCEL_STARTED':
      return { kind: 'call', call: { kind: event.data.means, number: event.data.attempt } }
    case 'REFUND_CREATED':
      return { kind: 'call', call: { kind: 'refund', number: event.data.refund } }
    case 'DISPUTE_RESPONSE_STARTED':
      return { kind: 'call', call: { kind: 'respond', number: event.data.dispute } }
    case 'OUTCOME_UNKNOWN':
      return event.data.checks === 0 ? { kind: 'resolve', call: event.data.call } : undefined
    default:
      return undefined
  }
}

/**
 * A call's outcome. One that is no longer waited for, because a message told it first, changes nothing; and neither does
 * the late answer to a request that the gateway has taken back since: it repeats what it said at first.
 */
function settle(state: PaymentState, step: Extract<Step, { kind: 'outcome' }>, nowMs: number): Draft {
  const { call, cards } = step
  const outcome = believable(state, step)
  const draft = draftOf(state)
  if (openCall(state, call) === undefined || step.askedAs !== askedAs(state, call)) return draft
  const unavailable = new Set(step.unavailable ?? [])
  const moment: Moment = { nowMs, cards, unavailable, cardFingerprint: step.cardFingerprint }
  const by = step.by === 'call' ? 'call' : 'found'
  if (outcome.kind === 'not_found') {
    // "Not found" settles nothing while the first request may still be accepted: only a fence binds the future.
    return call.kind === 'authorize' || call.kind === 'complete'
      ? record(draft, nowMs, { type: 'CANCEL_STARTED', data: { attempt: call.number, why: 'unknown', means: 'fence' } })
      : later(draft, call, 'not found', nowMs)
  }
  const found = isCertain(call, outcome) ? resolved(draft, { ...step, outcome }, nowMs) : draft
  switch (call.kind) {
    case 'authorize':
    case 'complete':
    case 'fence':
      return settleAttempt(found, call, outcome as AuthorizeOutcome, by, moment)
    case 'capture':
      return settleCapture(found, call, outcome as OperationOutcome, by, nowMs)
    case 'void':
    case 'return':
      return settleEnding(found, call, outcome as OperationOutcome, by, moment)
    case 'refund':
      return settleRefund(found, call, outcome as OperationOutcome, by, nowMs)
    case 'respond':
      return settleResponse(found, call, outcome as OperationOutcome, by, nowMs)
    default:
      return unreachable(call.kind)
  }
}

type Outcome = Extract<Step, { kind: 'outcome' }>

/** An operation's answer in another currency is about something else: what became of ours is not known from it. */
function believable(state: PaymentState, { call, outcome }: Outcome): Outcome['outcome'] {
  // What is not wanted goes back in the currency that it was charged in.
  const charged = call.kind === 'return' ? attemptOf(state, call.number)?.chargedCurrency : undefined
  const currency = charged ?? state.currency
  const isAuthorization = call.kind === 'authorize' || call.kind === 'complete' || call.kind === 'fence'
  const isForeign = outcome.kind === 'approved' && outcome.currency !== undefined && outcome.currency !== currency
  return isForeign && !isAuthorization ? { kind: 'unknown', reason: 'the answer is in another currency' } : outcome
}

/** Only a fence proves that nothing was processed; from any other later answer that speaks of the later request alone. */
const isCertain = (call: CallReference, { kind }: { readonly kind: string }): boolean =>
  kind === 'approved' ||
  // A refused ending goes on: its call stays open.
  (kind === 'declined' && call.kind !== 'void' && call.kind !== 'return') ||
  kind === 'action_required' ||
  (kind === 'unprocessed' && call.kind === 'fence')

/** Says how an outcome that had been unknown was found; an answer to the call itself needs no such word. */
function resolved(draft: Draft, step: Extract<Step, { kind: 'outcome' }>, nowMs: number): Draft {
  const { call, outcome, by } = step
  const settlesUnknown = draft.state.cancellations.some(
    ({ attempt, why }) => attempt === call.number && (why === 'unknown' || why === 'cascaded'),
  )
  if (call.kind === 'fence' && settlesUnknown) {
    const authorization: CallReference = { kind: 'authorize', number: call.number }
    return record(draft, nowMs, {
      type: 'OUTCOME_RESOLVED',
      data: { call: authorization, outcome: outcome.kind, by: 'fence' },
    })
  }
  return by === 'call'
    ? draft
    : record(draft, nowMs, { type: 'OUTCOME_RESOLVED', data: { call, outcome: outcome.kind, by } })
}

/**
 * What is due by itself. A call whose intent is in the log while nobody waits for it was interrupted: its outcome is
 * found out at once, whatever its old due time. Then the end of the present state, when its time has come.
 */
function check(state: PaymentState, { running, woken }: Extract<Step, { kind: 'check' }>, nowMs: number): Transition {
  const isRunning = (call: OpenCall) => running.some((reference) => isSame(reference, call.reference))
  const idle = state.calls.filter((call) => !isRunning(call))
  const interrupted = idle.filter((call) => call.certainty === 'calling')
  const due = idle.filter(
    ({ certainty, checks, nextCheckAtMs }) =>
      certainty !== 'calling' &&
      (checks === 0 || (woken && certainty === 'unknown') || (nextCheckAtMs !== undefined && nextCheckAtMs <= nowMs)),
  )
  const draft = record(
    draftOf(state),
    nowMs,
    ...interrupted.map(({ reference }) => unknownAtOnce(reference, 'interrupted', nowMs)),
  )
  const expiryMs = expiryDueMs(state)
  const ended = expiryMs !== undefined && expiryMs <= nowMs ? expire(draft, nowMs) : draft
  // The end of the present state may have taken the place of a call that was due.
  const isOpen = ({ reference }: OpenCall) => openCall(ended.state, reference) !== undefined
  const looks = due.filter(isOpen).map(({ reference }): Effect => ({ kind: 'resolve', call: reference }))
  return ok({ events: ended.events, effects: [...effectsOf(ended.state, ended.events), ...looks] })
}

function expire(draft: Draft, nowMs: number): Draft {
  switch (draft.state.status) {
    case 'REQUIRES_ACTION':
      return draft.state.unpaidUntilMs <= nowMs ? endAttempt(draft, 'expiry', 'fence', nowMs) : timeOut(draft, nowMs)
    case 'AUTHORIZED':
    case 'PARTIALLY_CAPTURED':
      return endAttempt(draft, 'expiry', 'void', nowMs)
    default:
      return record(draft, nowMs, { type: 'PAYMENT_EXPIRED', data: {} })
  }
}
