import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { AttemptRequest, CaptureRequest } from '../gateway.ts'
import type { OperationOutcome, Unknown } from '../outcome.ts'
import { ask, isRefusedWith } from './answers.ts'
import { byLeaf, movingTrouble } from './certainty.ts'
import { toPaypalAmount } from './currency.ts'
import { declineFailure } from './failures.ts'
import { CAPTURE_ISSUES } from './issues.ts'
import { paymentsOf } from './order.ts'
import { readReference } from './reference.ts'
import { authorizationPath, get, orderPath, post } from './requests.ts'
import { AuthorizationShape, CaptureShape, OrderShape, type PaypalCapture } from './shapes.ts'

export const ABOUT_ANOTHER: Unknown = { kind: 'unknown', reason: 'the answer is about something else' }
export const NO_REFERENCE: OperationOutcome = { kind: 'unknown', reason: 'what PayPal calls the charge is not known' }
export const NOT_AN_AMOUNT: OperationOutcome = { kind: 'not_sent', reason: 'amount_not_supported' }

/** Refusals that a capture of ours may be the reason for, once its request id is forgotten (45 days). */
const MADE_BEFORE = new Set([
  'DUPLICATE_INVOICE_ID',
  'AUTHORIZATION_ALREADY_CAPTURED',
  'MAX_CAPTURE_AMOUNT_EXCEEDED',
  'MAX_CAPTURE_COUNT_EXCEEDED',
])

/** A part of the hold, or all of it. PayPal recognizes a repetition by its request id, and later we do by our id in it. */
export async function capture(send: Send, request: CaptureRequest): Promise<OperationOutcome> {
  const { captureId, captureAmountMinor, currency, final } = request
  const reference = readReference(request.gatewayReference)
  if (reference?.chargeId === undefined) return NO_REFERENCE
  const amount = toPaypalAmount({ amountMinor: captureAmountMinor, currency })
  if ('refusal' in amount) return NOT_AN_AMOUNT
  const body = { amount, invoice_id: captureId, final_capture: final }
  const reading = await ask(
    send,
    post(`${authorizationPath(reference.chargeId)}/capture`, body, captureId),
    CaptureShape,
  )
  if (reading.kind === 'object') return captureOutcome(reading.value, captureId)
  const outcome = movingTrouble(reading, CAPTURE_ISSUES)
  if (!isRefusedWith(reading, MADE_BEFORE)) return outcome
  const order = await ask(send, get(orderPath(reference.orderId)), OrderShape)
  if (order.kind !== 'object') return { kind: 'unknown', reason: 'the captures could not be looked through' }
  const made = paymentsOf(order.value)?.captures?.find((one) => one.invoice_id === captureId)
  return made === undefined ? outcome : captureOutcome(made, captureId)
}

function captureOutcome(made: PaypalCapture, captureId: string): OperationOutcome {
  if (made.invoice_id !== undefined && made.invoice_id !== captureId) return ABOUT_ANOTHER
  const { id: gatewayReference, status, amount } = made
  switch (status) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return { kind: 'approved', gatewayReference, ...amount }
    case 'PENDING':
      return { kind: 'pending', gatewayReference }
    case 'DECLINED':
    case 'FAILED': {
      const outcome = byLeaf(declineFailure(made.processor_response, made.status_details?.reason ?? status))
      return outcome.kind === 'declined' ? { ...outcome, gatewayReference } : outcome
    }
    default:
      return { kind: 'unknown', reason: `PayPal says ${status}` }
  }
}

const VOIDED_BEFORE = new Set(['PREVIOUSLY_VOIDED'])

/** Voiding twice is voiding: PayPal refuses the second one by saying so. A sale is no hold: it cannot be voided. */
export async function voidHold(send: Send, request: AttemptRequest): Promise<OperationOutcome> {
  const reference = readReference(request.gatewayReference)
  if (reference?.chargeId === undefined) return NO_REFERENCE
  if (request.capture) return { kind: 'declined', failure: failureOf('void_already_captured') }
  const { chargeId: gatewayReference } = reference
  const reading = await ask(send, post(`${authorizationPath(gatewayReference)}/void`, {}), AuthorizationShape)
  if (reading.kind === 'object') {
    const { id, status } = reading.value
    return id === gatewayReference && status === 'VOIDED' ? { kind: 'approved', gatewayReference } : ABOUT_ANOTHER
  }
  return isRefusedWith(reading, VOIDED_BEFORE) ? { kind: 'approved', gatewayReference } : movingTrouble(reading)
}
