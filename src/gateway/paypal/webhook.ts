import { ok, type Result, refuse } from '../../result.ts'
import type { Send } from '../forward.ts'
import type { AboutAttempt, GatewayMessage } from '../gateway.ts'
import { ask } from './answers.ts'
import { stateOf } from './dispute.ts'
import { declineFailure } from './failures.ts'
import { referenceOf } from './reference.ts'
import { refundedCapture, refundFailure, refundStatusOf } from './refund.ts'
import { capturePath, get } from './requests.ts'
import {
  AuthorizationShape,
  CaptureShape,
  DisputeShape,
  EventShape,
  type PaypalAuthorization,
  type PaypalCapture,
  type PaypalDispute,
  type PaypalRefund,
  RefundShape,
} from './shapes.ts'

type Messages = Result<readonly GatewayMessage[], 'unavailable'>
type Content = GatewayMessage['content']
const NONE: Messages = ok([])

/**
 * The messages of a verified event: none where it is not about a payment of ours or not understood. An approved order
 * (CHECKOUT.ORDER.APPROVED) decides nothing, for only a charge does; a reversed capture is told by its dispute.
 */
export async function readWebhook(body: unknown, send: Send): Promise<Messages> {
  const parsed = EventShape.safeParse(body)
  if (!parsed.success) return NONE
  const { id, event_type: type, create_time: occurredAtMs, resource } = parsed.data
  const messages = (paymentId: string | undefined, content: Content | undefined): Messages =>
    paymentId === undefined || content === undefined ? NONE : ok([{ id, paymentId, occurredAtMs, content }])
  switch (type) {
    case 'PAYMENT.AUTHORIZATION.CREATED':
    case 'PAYMENT.AUTHORIZATION.VOIDED': {
      const { data } = AuthorizationShape.safeParse(resource)
      return data === undefined ? NONE : messages(data.custom_id, authorizationContent(data))
    }
    case 'PAYMENT.CAPTURE.COMPLETED':
    case 'PAYMENT.CAPTURE.DENIED':
    case 'PAYMENT.CAPTURE.DECLINED': {
      const { data } = CaptureShape.safeParse(resource)
      return data === undefined ? NONE : messages(data.custom_id, captureContent(data))
    }
    case 'PAYMENT.CAPTURE.REFUNDED':
    case 'PAYMENT.REFUND.PENDING':
    case 'PAYMENT.REFUND.COMPLETED':
    case 'PAYMENT.REFUND.FAILED': {
      const { data } = RefundShape.safeParse(resource)
      if (data === undefined) return NONE
      return aboutCapture(send, refundedCapture(data), (capture) =>
        messages(data.custom_id ?? capture.custom_id, refundContent(data, capture)),
      )
    }
    case 'CUSTOMER.DISPUTE.CREATED':
    case 'CUSTOMER.DISPUTE.UPDATED':
    case 'CUSTOMER.DISPUTE.RESOLVED': {
      const { data } = DisputeShape.safeParse(resource)
      if (data === undefined) return NONE
      const [disputed] = data.disputed_transactions ?? []
      return aboutCapture(send, disputed?.seller_transaction_id, (capture) =>
        messages(capture.custom_id, disputeContent(data, capture)),
      )
    }
    default:
      return NONE
  }
}

/** Asks for the capture behind an event. One that PayPal does not have is none of our business. */
async function aboutCapture(
  send: Send,
  captureId: string | undefined,
  messages: (capture: PaypalCapture) => Messages,
): Promise<Messages> {
  if (captureId === undefined) return NONE
  const reading = await ask(send, get(capturePath(captureId)), CaptureShape)
  if (reading.kind === 'object') return messages(reading.value)
  return reading.kind === 'refused' && reading.status === 404 ? NONE : refuse('unavailable')
}

/** Our id of an attempt is the invoice id of the order, which its sale or its hold has as well. */
const attemptIn = (charge: PaypalCapture): string | undefined =>
  charge.invoice_id?.startsWith('att_') ? charge.invoice_id : undefined

/** Which attempt a charge is of: by our id, or by what PayPal calls it, the order and its sale or hold. */
function aboutAttempt(charge: PaypalCapture, chargeId: string): AboutAttempt {
  const attemptId = attemptIn(charge)
  const orderId = charge.supplementary_data?.related_ids?.order_id
  return {
    ...(attemptId === undefined ? {} : { attemptId }),
    ...(orderId === undefined ? {} : { attemptReference: referenceOf(orderId, chargeId) }),
  }
}

/** A capture is a sale of its own, or of a hold that it then names. */
const aboutCaptured = (capture: PaypalCapture): AboutAttempt =>
  aboutAttempt(capture, capture.supplementary_data?.related_ids?.authorization_id ?? capture.id)

function authorizationContent(authorization: PaypalAuthorization): Content | undefined {
  const attempt = aboutAttempt(authorization, authorization.id)
  const { attemptReference: gatewayReference } = attempt
  // One that does not name its order could not be found again.
  if (gatewayReference === undefined) return undefined
  const { status, amount, custom_id: reference = '', expiration_time: expiresAtMs } = authorization
  switch (status) {
    case 'CREATED':
      return {
        kind: 'attempt',
        ...attempt,
        outcome: {
          kind: 'approved',
          gatewayReference,
          reference,
          ...amount,
          capturedMinor: 0n,
          ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        },
      }
    case 'DENIED':
      return {
        kind: 'attempt',
        ...attempt,
        outcome: {
          kind: 'declined',
          failure: declineFailure(authorization.processor_response, status),
          gatewayReference,
        },
      }
    case 'VOIDED':
      return { kind: 'ending', ...attempt, status: 'SUCCEEDED' }
    default:
      return undefined
  }
}

function captureContent(capture: PaypalCapture): Content | undefined {
  const attempt = aboutCaptured(capture)
  const { id, status, amount, custom_id: reference = '', invoice_id: invoice } = capture
  const isTaken = status === 'COMPLETED' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED'
  if (!isTaken && status !== 'DECLINED' && status !== 'DENIED' && status !== 'FAILED') return undefined
  const failure = declineFailure(capture.processor_response, capture.status_details?.reason ?? status)
  const isSale =
    attempt.attemptId !== undefined && capture.supplementary_data?.related_ids?.authorization_id === undefined
  if (isSale) {
    const { attemptReference: gatewayReference } = attempt
    if (gatewayReference === undefined) return undefined
    return {
      kind: 'attempt',
      ...attempt,
      outcome: isTaken
        ? { kind: 'approved', gatewayReference, reference, ...amount, capturedMinor: amount.amountMinor }
        : { kind: 'declined', failure, gatewayReference },
    }
  }
  return {
    kind: 'capture',
    ...attempt,
    ...(invoice?.startsWith('cap_') ? { captureId: invoice } : {}),
    gatewayReference: id,
    ...amount,
    ...(isTaken ? { status: 'SUCCEEDED' } : { status: 'FAILED', failure }),
  }
}

function refundContent(refund: PaypalRefund, capture: PaypalCapture): Content | undefined {
  const status = refundStatusOf(refund)
  if (status === undefined) return undefined
  const { id: gatewayReference, amount, invoice_id: invoice } = refund
  // The return of an unwanted charge has an id of its own: the attempt's, and what it is.
  const isOurs = invoice !== undefined && (invoice.startsWith('ref_') || invoice.endsWith('_return'))
  return {
    kind: 'refund',
    ...aboutCaptured(capture),
    ...(isOurs ? { refundId: invoice } : {}),
    gatewayReference,
    ...amount,
    status,
    ...(status === 'FAILED' ? { failure: refundFailure(refund) } : {}),
  }
}

function disputeContent(dispute: PaypalDispute, capture: PaypalCapture): Content | undefined {
  const state = stateOf(dispute)
  if (state === undefined) return undefined
  const { dispute_id: gatewayReference, reason, dispute_amount: amount, seller_response_due_date: due } = dispute
  return {
    kind: 'dispute',
    ...aboutCaptured(capture),
    gatewayReference,
    ...state,
    ...amount,
    reason,
    reasonCode: dispute.external_reason_code ?? reason,
    ...(due === undefined || state.status !== 'NEEDS_RESPONSE' ? {} : { respondByMs: due }),
  }
}
