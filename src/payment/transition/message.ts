import { failureOf } from '../../failure/failure.ts'
import type { GatewayMessage } from '../../gateway/gateway.ts'
import type { AuthorizeOutcome, Lookup } from '../../gateway/outcome.ts'
import { childId, parseId } from '../../ids/ids.ts'
import { unreachable } from '../../result.ts'
import { attemptOf } from '../amounts.ts'
import { type Draft, draftOf, record } from '../draft.ts'
import type { NewEvent } from '../event.ts'
import type { Attempt, PaymentState } from '../state.ts'
import { settleAttempt } from './attempt.ts'
import { receiveDispute } from './disputeMessage.ts'
import { type Content, type Received, receiveCapture, receiveEnding } from './operationMessage.ts'
import type { Moment } from './round.ts'

/**
 * What a gateway's message does: it moves the payment along a listed transition, waits for what it is about (`parked`),
 * or is recorded as ignored. It never moves a payment backwards.
 */
export function receive(
  state: PaymentState,
  message: GatewayMessage,
  accountId: string,
  moment: Moment,
): Draft | 'parked' {
  const draft = draftOf(state)
  const { content } = message
  const { nowMs } = moment
  const named = attemptNamed(state, content, accountId)
  if (named === 'parked') return 'parked'
  if (named === undefined) return ignore(draft, message, 'it names no attempt of this payment', nowMs)
  if (named.route.accountId !== accountId) {
    return ignore(draft, message, 'it came from another account than the attempt went to', nowMs)
  }
  if (content.kind === 'attempt') return receiveAttempt(draft, message, content, named, moment)
  if (named.status !== 'APPROVED' && named.endedAtMs === undefined) return 'parked'
  const received = receiveAfterApproval(draft, message, named, moment)
  if (received === 'parked') return 'parked'
  return typeof received === 'string' ? ignore(draft, message, received, nowMs) : received
}

/** The attempt that is meant; `parked` where it may be one whose answer, and with it the gateway's name for it, is still to come. */
function attemptNamed(
  state: PaymentState,
  content: GatewayMessage['content'],
  accountId: string,
): Attempt | 'parked' | undefined {
  const { attemptId, attemptReference } = content
  // What was ended is what the gateway says was ended, whichever attempt that was meant for.
  const isHit = ({ route, gatewayReference }: Attempt) =>
    content.kind === 'ending' && route.accountId === accountId && gatewayReference === attemptReference
  const hit = attemptReference === undefined ? undefined : state.attempts.find(isHit)
  if (hit !== undefined) return hit
  if (attemptId !== undefined) {
    const parsed = parseId(attemptId)
    return parsed?.kind === 'attempt' && parsed.paymentId === state.id ? attemptOf(state, parsed.number) : undefined
  }
  const there = state.attempts.filter(({ route }) => route.accountId === accountId)
  const known = there.find(({ gatewayReference }) => gatewayReference === attemptReference)
  const isOpen = there.some(
    ({ endedAtMs, gatewayReference }) => endedAtMs === undefined && gatewayReference === undefined,
  )
  // A cancel by the payment's reference names no attempt: it answers for the one that is being fenced at this account.
  const fenced = isFenceEnd(content)
    ? there.find((attempt) => attempt.endedAtMs === undefined && isBeingFenced(state, attempt))
    : undefined
  return known ?? fenced ?? (attemptReference !== undefined && isOpen ? 'parked' : undefined)
}

const isFenceEnd = (content: GatewayMessage['content']): boolean =>
  content.kind === 'attempt' && (content.outcome.kind === 'unprocessed' || content.outcome.kind === 'not_found')

const isBeingFenced = ({ cancellations }: PaymentState, { number }: Attempt): boolean =>
  cancellations.some(({ attempt, means }) => attempt === number && means === 'fence')

function receiveAfterApproval(draft: Draft, message: GatewayMessage, attempt: Attempt, moment: Moment): Received {
  const { content } = message
  const { nowMs } = moment
  // What is told of a charge that nobody wanted is none of the one that the payment stands on.
  const isOther = draft.state.authorizedBy !== attempt.number
  if (isOther && content.kind === 'dispute') return NOT_STANDING
  if (isOther && content.kind === 'refund' && !isReturn(draft.state, content, attempt)) {
    const isAll = content.status === 'SUCCEEDED' && content.amountMinor >= attempt.capturedMinor
    return isAll ? receiveEnding(draft, content, attempt, moment) : NOT_STANDING
  }
  switch (content.kind) {
    case 'attempt':
      return 'it is about an attempt that has ended'
    case 'capture':
      return attempt.status === 'APPROVED'
        ? receiveCapture(draft, content, attempt, nowMs)
        : `the attempt is ${attempt.status}`
    case 'ending':
      return receiveEnding(draft, content, attempt, moment)
    case 'refund':
      return isReturn(draft.state, content, attempt)
        ? receiveEnding(draft, content, attempt, moment)
        : attempt.status === 'APPROVED'
          ? receiveRefund(draft, content, nowMs)
          : `the attempt is ${attempt.status}`
    case 'dispute':
      return attempt.status === 'APPROVED'
        ? receiveDispute(draft, message, content, nowMs)
        : `the attempt is ${attempt.status}`
    default:
      return unreachable(content)
  }
}

const NOT_STANDING = 'the payment does not stand on this attempt'

/** The return of money that the payment did not want goes by its attempt's id. */
const isReturn = ({ id }: PaymentState, { refundId }: Content<'refund'>, { number }: Attempt): boolean =>
  refundId?.startsWith(`${childId('attempt', id, number)}_return`) === true

const ignore = (draft: Draft, message: GatewayMessage, reason: string, nowMs: number): Draft =>
  record(draft, nowMs, {
    type: 'GATEWAY_MESSAGE_IGNORED',
    data: { messageId: message.id, about: message.content.kind, reason },
  })

function receiveAttempt(
  draft: Draft,
  message: GatewayMessage,
  content: Content<'attempt'>,
  attempt: Attempt,
  moment: Moment,
) {
  const { nowMs } = moment
  // What was looked for before the attempt began, or soon after, proves nothing however late it is told.
  const outcome = decided(draft.state, content.outcome, attempt, Math.min(nowMs, message.occurredAtMs))
  if (outcome === undefined) return ignore(draft, message, `${content.outcome.kind} decides nothing`, nowMs)
  if (attempt.endedAtMs !== undefined && (outcome.kind !== 'approved' || attempt.status === 'APPROVED')) {
    return ignore(draft, message, `the attempt is ${attempt.status} already`, nowMs)
  }
  if (outcome.kind === 'approved' && attempt.failure?.code === 'gateway_answer_mismatch') {
    return ignore(draft, message, 'the charge is refused for its amount and being given back', nowMs)
  }
  const call = { kind: 'authorize', number: attempt.number } as const
  const resolved = record(draft, nowMs, {
    type: 'OUTCOME_RESOLVED',
    data: { call, outcome: outcome.kind, by: 'webhook' },
  })
  return settleAttempt(resolved, call, outcome, 'found', moment)
}

/** A request that is this old is not on its way any more: no connection of ours, and no gateway's queue, lives as long. */
const ARRIVED_BY_NOW_MS = 5 * 60_000

/** What of a message ends an attempt. That nothing was processed is believed only where the attempt is being fenced. */
function decided(
  state: PaymentState,
  outcome: Lookup<AuthorizeOutcome>,
  attempt: Attempt,
  lookedAtMs: number,
): AuthorizeOutcome | undefined {
  const isFenced = isBeingFenced(state, attempt)
  switch (outcome.kind) {
    case 'approved':
    case 'declined':
      return outcome
    case 'unprocessed':
      return isFenced ? outcome : undefined
    case 'not_found':
      return isFenced && lookedAtMs - attempt.startedAtMs >= ARRIVED_BY_NOW_MS
        ? { kind: 'unprocessed', failure: failureOf('gateway_unavailable', 'not_found') }
        : undefined
    case 'action_required':
    case 'pending':
    case 'not_sent':
    case 'unknown':
      return undefined
  }
}

function receiveRefund(draft: Draft, content: Content<'refund'>, nowMs: number): Received {
  const { state } = draft
  const parsed = content.refundId === undefined ? undefined : parseId(content.refundId)
  const refund =
    parsed?.kind === 'refund' && parsed.paymentId === state.id
      ? state.refunds[parsed.number - 1]
      : state.refunds.find((other) => other.gatewayReference === content.gatewayReference)
  if (content.currency !== state.currency) return 'its currency is not the payment’s'
  if (content.refundId !== undefined && refund === undefined) return 'it names no refund of this payment'
  if (refund === undefined) {
    const number = state.refunds.length + 1
    const { amountMinor, gatewayReference } = content
    const created = record(draft, nowMs, {
      type: 'REFUND_CREATED',
      data: { refund: number, amountMinor, origin: 'GATEWAY', gatewayReference },
    })
    return record(created, nowMs, ...refundEnd(number, content))
  }
  // SUCCEEDED → FAILED is what banks really send when a refund bounces; the way back does not exist.
  const moves =
    (refund.status === 'PENDING' && content.status !== 'PENDING') ||
    (refund.status === 'SUCCEEDED' && content.status === 'FAILED')
  return moves ? record(draft, nowMs, ...refundEnd(refund.number, content)) : `the refund is ${refund.status} already`
}

function refundEnd(refund: number, content: Content<'refund'>): readonly NewEvent[] {
  switch (content.status) {
    case 'PENDING':
      return []
    case 'SUCCEEDED':
      return [{ type: 'REFUND_SUCCEEDED', data: { refund, gatewayReference: content.gatewayReference } }]
    case 'FAILED':
      return [{ type: 'REFUND_FAILED', data: { refund, failure: content.failure ?? failureOf('refund_failed') } }]
  }
}
