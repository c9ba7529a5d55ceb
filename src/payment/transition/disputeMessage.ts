import type { DisputeStatus, GatewayMessage } from '../../gateway/gateway.ts'
import { type Draft, record } from '../draft.ts'
import type { DisputePicture, NewEvent } from '../event.ts'
import type { Dispute } from '../state.ts'
import type { Content, Received } from './operationMessage.ts'

/** More disputes than any payment has; beyond it the log would only grow. */
const MOST_DISPUTES = 50

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

export function receiveDispute(
  draft: Draft,
  message: GatewayMessage,
  content: Content<'dispute'>,
  nowMs: number,
): Received {
  const { state } = draft
  if (content.currency !== state.currency) return 'its currency is not the payment’s'
  const { kind: _kind, attemptId: _attempt, attemptReference: _reference, currency: _currency, ...facts } = content
  const picture: DisputePicture = { ...facts, picturedAtMs: message.occurredAtMs }
  const known = state.disputes.find((dispute) => dispute.gatewayReference === content.gatewayReference)
  if (known !== undefined) {
    return isNewer(known, picture)
      ? record(draft, nowMs, move(known.number, picture))
      : 'a newer picture of the dispute is known'
  }
  if (state.disputes.length >= MOST_DISPUTES) return 'the payment has too many disputes'
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
