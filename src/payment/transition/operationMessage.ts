import { failureOf } from '../../failure/failure.ts'
import type { GatewayMessage } from '../../gateway/gateway.ts'
import { parseId } from '../../ids/ids.ts'
import { type Draft, record } from '../draft.ts'
import { returnIdOf } from '../parts.ts'
import type { Attempt, Capture, PaymentState } from '../state.ts'
import { giveBack } from './attempt.ts'
import { settleCapture, settleEnding } from './operation.ts'
import type { Moment } from './round.ts'

export type Content<Kind extends GatewayMessage['content']['kind']> = Extract<GatewayMessage['content'], { kind: Kind }>

/** The new draft, or why the message changes nothing; `parked` where that is not known yet. */
export type Received = Draft | string

/** How a capture ended that the gateway had only accepted; or one that somebody made in the gateway's own dashboard. */
export function receiveCapture(draft: Draft, content: Content<'capture'>, attempt: Attempt, nowMs: number): Received {
  const { state } = draft
  if (content.currency !== state.currency) return 'its currency is not the payment’s'
  if (state.authorizedBy !== attempt.number) return 'the payment does not stand on this attempt'
  const { amountMinor, gatewayReference, failure = failureOf('gateway_refused') } = content
  const capture = captureMeant(state, content, attempt)
  if (capture === undefined) {
    if (content.captureId !== undefined) return 'it names no capture of this payment'
    if (content.status === 'FAILED') return 'it names no capture that is known'
    if (state.status !== 'AUTHORIZED' && state.status !== 'PARTIALLY_CAPTURED') return `the payment is ${state.status}`
    const number = state.captures.length + 1
    const final = amountMinor >= state.amountAuthorizedMinor - state.amountCapturedMinor
    return record(draft, nowMs, {
      type: 'CAPTURE_SUCCEEDED',
      data: { capture: number, amountMinor, final, origin: 'GATEWAY', gatewayReference },
    })
  }
  if (capture.status === 'PENDING') {
    const outcome =
      content.status === 'SUCCEEDED'
        ? ({ kind: 'approved', gatewayReference, amountMinor } as const)
        : ({ kind: 'declined', failure } as const)
    return settleCapture(draft, { kind: 'capture', number: capture.number }, outcome, 'found', nowMs)
  }
  // Schemes do send it: what was accepted, and told as taken, fails in the clearing after all.
  return capture.status === 'SUCCEEDED' && content.status === 'FAILED'
    ? record(draft, nowMs, { type: 'CAPTURE_FAILED', data: { capture: capture.number, failure } })
    : `the capture is ${capture.status} already`
}

/**
 * By our id, by the gateway's, or the one that it must be: the sale's own, or the only one that waits. A failure that
 * names no capture of ours is not believed of one that is under way: that one may still take the money.
 */
function captureMeant(
  { id, captures }: PaymentState,
  { captureId, gatewayReference, amountMinor, status }: Content<'capture'>,
  attempt: Attempt,
): Capture | undefined {
  if (captureId !== undefined) {
    const parsed = parseId(captureId)
    return parsed?.kind === 'capture' && parsed.paymentId === id ? captures[parsed.number - 1] : undefined
  }
  const named = captures.find((capture) => capture.gatewayReference === gatewayReference)
  const [only] = attempt.capture && captures.length === 1 ? captures : []
  if (status === 'FAILED') return named ?? (only?.status === 'PENDING' ? undefined : only)
  return (
    named ?? captures.find((capture) => capture.status === 'PENDING' && capture.amountMinor === amountMinor) ?? only
  )
}

/** How a void, or the return of unwanted money, ended that the gateway had only accepted; or a void made in its dashboard. */
export function receiveEnding(
  draft: Draft,
  content: Content<'ending'> | Content<'refund'>,
  attempt: Attempt,
  moment: Moment,
): Received {
  const { state } = draft
  const { status, failure = failureOf('gateway_refused') } = content
  const isEarlier =
    content.kind === 'refund' && content.refundId !== undefined && content.refundId !== returnIdOf(state, attempt)
  if (isEarlier) return 'it is about an earlier return'
  const cancellation = state.cancellations.find((other) => other.attempt === attempt.number && other.means !== 'fence')
  if (status === 'PENDING') return 'it decides nothing'
  if (cancellation !== undefined) {
    const outcome = status === 'SUCCEEDED' ? ({ kind: 'approved' } as const) : ({ kind: 'declined', failure } as const)
    const call = { kind: cancellation.means, number: attempt.number }
    return settleEnding(draft, call, outcome, 'found', moment)
  }
  if (content.kind === 'refund' && status === 'FAILED' && attempt.givenBackMinor !== undefined) {
    const failed = record(draft, moment.nowMs, {
      type: 'COMPENSATION_FAILED',
      data: { attempt: attempt.number, amountMinor: attempt.givenBackMinor, failure },
    })
    return giveBack(failed, attempt.number, 'compensation', moment.nowMs)
  }
  if (state.authorizedBy !== attempt.number || content.kind !== 'ending' || status !== 'SUCCEEDED') {
    return 'nothing is being ended'
  }
  // Beside a capture that is under way only one of the two can be true, and what becomes of the capture tells which.
  if (state.captures.some((capture) => capture.status === 'PENDING')) return 'parked'
  const amountMinor = state.amountAuthorizedMinor - state.amountCapturedMinor
  switch (state.status) {
    case 'AUTHORIZED':
      return record(draft, moment.nowMs, { type: 'PAYMENT_CANCELED', data: {} })
    case 'PARTIALLY_CAPTURED':
      return record(draft, moment.nowMs, {
        type: 'AUTHORIZATION_RELEASED',
        data: { attempt: attempt.number, amountMinor },
      })
    default:
      return 'nothing is being ended'
  }
}
