import { failureOf } from '../../gateway/failure.ts'
import type { DisputeStatus, GatewayMessage } from '../../gateway/gateway.ts'
import { parseId } from '../../ids/ids.ts'
import { attemptOf } from '../amounts.ts'
import { type Draft, draftOf, record } from '../draft.ts'
import type { DisputePicture, NewEvent } from '../event.ts'
import type { Attempt, Dispute, PaymentState } from '../state.ts'
import { type Moment, settleAttempt } from './attempt.ts'

/** More messages than any payment's gateways send; the object takes no more into its log. */
const MOST_DISPUTES = 50

type Content<Kind extends GatewayMessage['content']['kind']> = Extract<GatewayMessage['content'], { kind: Kind }>

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
  const parsed = parseId(content.attemptId)
  const attempt =
    parsed?.kind === 'attempt' && parsed.paymentId === state.id ? attemptOf(state, parsed.number) : undefined
  if (attempt === undefined) return ignore(draft, message, 'it names no attempt of this payment', moment.nowMs)
  if (attempt.route.accountId !== accountId) {
    return ignore(draft, message, 'it came from another account than the attempt went to', moment.nowMs)
  }
  if (content.kind === 'attempt') return receiveAttempt(draft, message, content, attempt, moment)
  if (attempt.status !== 'APPROVED') {
    return attempt.endedAtMs === undefined
      ? 'parked'
      : ignore(draft, message, `the attempt is ${attempt.status}`, moment.nowMs)
  }
  return content.kind === 'refund'
    ? receiveRefund(draft, message, content, moment.nowMs)
    : receiveDispute(draft, message, content, moment.nowMs)
}

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
  const { outcome } = content
  const decides = outcome.kind === 'approved' || outcome.kind === 'declined'
  if (!decides) return ignore(draft, message, `${outcome.kind} decides nothing`, nowMs)
  if (attempt.endedAtMs !== undefined && (outcome.kind === 'declined' || attempt.status === 'APPROVED')) {
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

function receiveRefund(draft: Draft, message: GatewayMessage, content: Content<'refund'>, nowMs: number): Draft {
  const { state } = draft
  const parsed = content.refundId === undefined ? undefined : parseId(content.refundId)
  const refund =
    parsed?.kind === 'refund' && parsed.paymentId === state.id
      ? state.refunds[parsed.number - 1]
      : state.refunds.find((other) => other.gatewayReference === content.gatewayReference)
  if (content.currency !== state.currency) return ignore(draft, message, 'its currency is not the payment’s', nowMs)
  if (content.refundId !== undefined && refund === undefined) {
    return ignore(draft, message, 'it is about the return of money that the payment did not want', nowMs)
  }
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
  if (!moves) return ignore(draft, message, `the refund is ${refund.status} already`, nowMs)
  return record(draft, nowMs, ...refundEnd(refund.number, content))
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

const STAGE_RANK = { INQUIRY: 0, CHARGEBACK: 1, PRE_ARBITRATION: 2, ARBITRATION: 3 } as const

/** Within a stage a dispute moves from asking to reviewing to its end. */
const STATUS_RANK: Readonly<Record<DisputeStatus, number>> = {
  NEEDS_RESPONSE: 0,
  UNDER_REVIEW: 1,
  WON: 2,
  LOST: 2,
  ACCEPTED: 2,
  EXPIRED: 2,
  WITHDRAWN: 2,
}

const isEnd = (status: DisputeStatus): boolean => STATUS_RANK[status] === 2

function receiveDispute(draft: Draft, message: GatewayMessage, content: Content<'dispute'>, nowMs: number): Draft {
  const { state } = draft
  if (content.currency !== state.currency) return ignore(draft, message, 'its currency is not the payment’s', nowMs)
  const { kind: _kind, attemptId: _attempt, currency: _currency, ...facts } = content
  const picture: DisputePicture = { ...facts, picturedAtMs: message.occurredAtMs }
  const known = state.disputes.find((dispute) => dispute.gatewayReference === content.gatewayReference)
  if (known !== undefined) {
    return isNewer(known, picture)
      ? record(draft, nowMs, move(known.number, picture))
      : ignore(draft, message, 'a newer picture of the dispute is known', nowMs)
  }
  if (state.disputes.length >= MOST_DISPUTES) return ignore(draft, message, 'the payment has too many disputes', nowMs)
  const number = state.disputes.length + 1
  const opened = record(draft, nowMs, {
    type: 'DISPUTE_OPENED',
    data: { ...picture, dispute: number, origin: 'GATEWAY' },
  })
  return isEnd(picture.status) ? record(opened, nowMs, move(number, picture)) : opened
}

const move = (dispute: number, picture: DisputePicture): NewEvent =>
  isEnd(picture.status)
    ? { type: 'DISPUTE_CLOSED', data: { ...picture, dispute } }
    : { type: 'DISPUTE_UPDATED', data: { ...picture, dispute } }

/** Order of arrival says nothing: the gateway's own time decides, and between equal times what is further along. */
function isNewer(known: Dispute, picture: DisputePicture): boolean {
  const stages = STAGE_RANK[picture.stage] - STAGE_RANK[known.stage]
  if (stages !== 0) return stages > 0
  const statuses = STATUS_RANK[picture.status] - STATUS_RANK[known.status]
  // An end is left only for another end, told later: a chargeback that was reversed after all.
  if (isEnd(known.status))
    return isEnd(picture.status) && picture.status !== known.status && picture.picturedAtMs > known.picturedAtMs
  return statuses !== 0 ? statuses > 0 : picture.picturedAtMs > known.picturedAtMs
}
