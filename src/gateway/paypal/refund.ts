import { type Failure, failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { RefundRequest } from '../gateway.ts'
import type { OperationOutcome } from '../outcome.ts'
import { ask, isRefusedWith } from './answers.ts'
import { movingTrouble } from './certainty.ts'
import { toPaypalAmount } from './currency.ts'
import { REFUND_ISSUES } from './issues.ts'
import { ABOUT_ANOTHER, NO_REFERENCE, NOT_AN_AMOUNT } from './operations.ts'
import { paymentsOf, TAKEN } from './order.ts'
import { type Reference, readReference } from './reference.ts'
import { capturePath, get, orderPath, post } from './requests.ts'
import { linkIn, type Order, OrderShape, type PaypalCapture, type PaypalRefund, RefundShape } from './shapes.ts'

/** Refusals that a refund of ours may be the reason for, once its request id is forgotten (45 days). */
const MADE_BEFORE = new Set([
  'DUPLICATE_INVOICE_ID',
  'CAPTURE_FULLY_REFUNDED',
  'REFUND_AMOUNT_EXCEEDED',
  'MAX_NUMBER_OF_REFUNDS_EXCEEDED',
])

/** PayPal keeps the request ids of refunds for 45 days (Payments v2, PayPal-Request-Id); one is for clocks. */
const KEY_LIFETIME_MS = 44 * 24 * 3_600_000

/** Whether no refund of the charge can be so old that PayPal has forgotten its request. */
const keysLive = ({ startedAtMs }: RefundRequest): boolean => Date.now() - startedAtMs < KEY_LIFETIME_MS

/**
 * PayPal refunds a capture. A sale has one; of the captures of a hold it is the first that has enough left, for one refund
 * cannot be of two. PayPal recognizes a repetition by its request id, and we do by our id in the refunds of the order: those
 * are looked at first where the charge is older than the request ids live.
 */
export async function refund(send: Send, request: RefundRequest): Promise<OperationOutcome> {
  const { paymentId, refundId, refundAmountMinor, currency } = request
  const reference = readReference(request.gatewayReference)
  const amount = toPaypalAmount({ amountMinor: refundAmountMinor, currency })
  if (reference?.chargeId === undefined) return NO_REFERENCE
  if ('refusal' in amount) return NOT_AN_AMOUNT
  const chosen =
    request.capture && keysLive(request)
      ? { kind: 'capture' as const, id: reference.chargeId }
      : await choose(send, reference, request)
  if (chosen.kind !== 'capture') return chosen
  const body = { amount, custom_id: paymentId, invoice_id: refundId }
  const reading = await ask(send, post(`${capturePath(chosen.id)}/refund`, body, refundId), RefundShape)
  if (reading.kind === 'object') return refundOutcome(reading.value, refundId)
  const outcome = movingTrouble(reading, REFUND_ISSUES)
  if (!isRefusedWith(reading, MADE_BEFORE)) return outcome
  const order = await ask(send, get(orderPath(reference.orderId)), OrderShape)
  if (order.kind !== 'object') return { kind: 'unknown', reason: 'the refunds could not be looked through' }
  const made = refundMade(order.value, refundId)
  return made === undefined ? outcome : refundOutcome(made, refundId)
}

type Chosen = { readonly kind: 'capture'; readonly id: string } | OperationOutcome

async function choose(send: Send, { orderId }: Reference, request: RefundRequest): Promise<Chosen> {
  const order = await ask(send, get(orderPath(orderId)), OrderShape)
  // Looking moves nothing: whatever became of it, nothing was refunded.
  if (order.kind !== 'object') {
    return order.kind === 'unanswered' && order.answer.kind === 'not_sent'
      ? { kind: 'not_sent', reason: order.answer.reason }
      : { kind: 'unknown', reason: 'the captures could not be looked through' }
  }
  const made = refundMade(order.value, request.refundId)
  if (made !== undefined) return refundOutcome(made, request.refundId)
  const captures = (paymentsOf(order.value)?.captures ?? []).filter(({ status }) => TAKEN.has(status))
  const fitting = captures.find((capture) => leftOf(order.value, capture) >= request.refundAmountMinor)
  return fitting === undefined
    ? { kind: 'declined', failure: failureOf('refund_exceeds_captured', 'NO_CAPTURE_HAS_ENOUGH_LEFT') }
    : { kind: 'capture', id: fitting.id }
}

const refundMade = (order: Order, refundId: string): PaypalRefund | undefined =>
  paymentsOf(order)?.refunds?.find((one) => one.invoice_id === refundId)

/** The capture that a refund is of: PayPal names it in the link "up". */
export const refundedCapture = ({ links }: Pick<PaypalRefund, 'links'>): string | undefined =>
  /\/v2\/payments\/captures\/([A-Z0-9]{1,36})$/.exec(linkIn(links, 'up') ?? '')?.[1]

function leftOf(order: Order, capture: PaypalCapture): bigint {
  const refunds = (paymentsOf(order)?.refunds ?? []).filter(
    (one) => refundedCapture(one) === capture.id && refundStatusOf(one) !== 'FAILED',
  )
  return refunds.reduce((left, { amount }) => left - amount.amountMinor, capture.amount.amountMinor)
}

function refundOutcome(made: PaypalRefund, refundId: string): OperationOutcome {
  if (made.invoice_id !== undefined && made.invoice_id !== refundId) return ABOUT_ANOTHER
  const { id: gatewayReference, status, amount } = made
  switch (refundStatusOf(made)) {
    case 'SUCCEEDED':
      return { kind: 'approved', gatewayReference, ...amount }
    case 'PENDING':
      return { kind: 'pending', gatewayReference }
    case 'FAILED':
      return { kind: 'declined', failure: refundFailure(made), gatewayReference }
    case undefined:
      return { kind: 'unknown', reason: `PayPal says ${status}` }
  }
}

export function refundStatusOf({ status }: PaypalRefund): 'PENDING' | 'SUCCEEDED' | 'FAILED' | undefined {
  switch (status) {
    case 'COMPLETED':
      return 'SUCCEEDED'
    case 'PENDING':
      return 'PENDING'
    case 'FAILED':
    case 'CANCELLED':
      return 'FAILED'
    default:
      return undefined
  }
}

export const refundFailure = ({ status, status_details: details }: PaypalRefund): Failure =>
  failureOf(status === 'CANCELLED' ? 'refund_canceled' : 'refund_failed', details?.reason ?? status)
