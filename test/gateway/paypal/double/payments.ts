import { type Charge, minorOf, newId, now, orderWith, sumOf } from './book.ts'
import { type Context, missing, type Result, refused, tell } from './orders.ts'
import { related, showAuthorization, showCapture, showDispute, showRefund } from './show.ts'

// biome-ignore lint/suspicious/noExplicitAny: a parsed request, which PayPal's own schema has judged already.
type Body = any

export function captureAuthorization({ book, origin, fault }: Context, id: string, body: Body): Result {
  const order = orderWith(book, id)
  const authorization = order?.authorizations.find((one) => one.id === id)
  if (order === undefined || authorization === undefined) return missing()
  if (authorization.status === 'VOIDED') return refused(422, 'AUTHORIZATION_VOIDED')
  if (authorization.status === 'CAPTURED') return refused(422, 'AUTHORIZATION_ALREADY_CAPTURED')
  const amount = body.amount ?? authorization.amount
  if (amount.currency_code !== authorization.amount.currency_code) return refused(422, 'AUTH_CAPTURE_CURRENCY_MISMATCH')
  const captured = sumOf(order.captures.map((one) => one.amount)) + minorOf(amount)
  if (captured > minorOf(authorization.amount)) return refused(422, 'MAX_CAPTURE_AMOUNT_EXCEEDED')
  const made: Charge = {
    id: newId(),
    orderId: order.id,
    authorizationId: id,
    invoiceId: body.invoice_id ?? order.attemptId,
    amount,
    createdAt: now(),
    status: 'COMPLETED',
    isFinal: body.final_capture ?? false,
  }
  order.captures.push(made)
  authorization.status = made.isFinal || captured === minorOf(authorization.amount) ? 'CAPTURED' : 'PARTIALLY_CAPTURED'
  const shown = { ...showCapture(order, made, origin), ...related(made) }
  tell(book, order, 'PAYMENT.CAPTURE.COMPLETED', 'capture', shown)
  return { status: 201, body: fault === 'unknown_status' ? { ...shown, status: 'LEVITATING' } : shown }
}

export function voidAuthorization({ book, origin }: Context, id: string): Result {
  const order = orderWith(book, id)
  const authorization = order?.authorizations.find((one) => one.id === id)
  if (order === undefined || authorization === undefined) return missing()
  if (authorization.status === 'VOIDED') return refused(422, 'PREVIOUSLY_VOIDED')
  if (authorization.status === 'CAPTURED') return refused(422, 'PREVIOUSLY_CAPTURED')
  authorization.status = 'VOIDED'
  const shown = { ...showAuthorization(order, authorization, origin), ...related(authorization) }
  tell(book, order, 'PAYMENT.AUTHORIZATION.VOIDED', 'authorization', shown)
  return { status: 200, body: shown }
}

export function readCapture({ book, origin }: Context, id: string): Result {
  const order = orderWith(book, id)
  const capture = order?.captures.find((one) => one.id === id)
  return order === undefined || capture === undefined
    ? missing()
    : { status: 200, body: { ...showCapture(order, capture, origin), ...related(capture) } }
}

export function refundCapture({ book, origin, fault }: Context, id: string, body: Body): Result {
  const order = orderWith(book, id)
  const capture = order?.captures.find((one) => one.id === id)
  if (order === undefined || capture === undefined) return missing()
  const refunds = order.refunds.filter((one) => one.captureId === id).map((one) => one.amount)
  const left = minorOf(capture.amount) - sumOf(refunds)
  const amount = body.amount ?? capture.amount
  if (left === 0n) return refused(422, 'CAPTURE_FULLY_REFUNDED')
  if (amount.currency_code !== capture.amount.currency_code) return refused(422, 'REFUND_CAPTURE_CURRENCY_MISMATCH')
  if (minorOf(amount) > left) return refused(422, 'REFUND_AMOUNT_EXCEEDED')
  const made = {
    id: newId(),
    captureId: id,
    invoiceId: body.invoice_id,
    customId: body.custom_id,
    amount,
    createdAt: now(),
    status: 'COMPLETED',
  }
  order.refunds.push(made)
  capture.status = minorOf(amount) === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  const shown = showRefund(order, made, origin)
  tell(book, order, 'PAYMENT.CAPTURE.REFUNDED', 'refund', shown)
  return { status: 201, body: fault === 'unknown_status' ? { ...shown, status: 'LEVITATING' } : shown }
}

export function openDispute({ book, origin }: Context, captureId: string, stage = 'CHARGEBACK'): string | undefined {
  const order = orderWith(book, captureId)
  const capture = order?.captures.find((one) => one.id === captureId)
  if (order === undefined || capture === undefined) return undefined
  const dispute = {
    id: `PP-D-${Math.floor(Math.random() * 1e6)}`,
    captureId,
    amount: capture.amount,
    notes: [],
    createdAt: now(),
    stage,
    status: 'WAITING_FOR_SELLER_RESPONSE',
  }
  book.disputes.set(dispute.id, dispute)
  tell(book, order, 'CUSTOMER.DISPUTE.CREATED', 'dispute', showDispute(dispute, origin))
  return dispute.id
}

/** `accept-claim` and `provide-supporting-info`; each is taken while PayPal waits for the merchant. */
export function answerDispute({ book, origin }: Context, id: string, verb: string | undefined, body: Body): Result {
  const dispute = book.disputes.get(id)
  if (dispute === undefined) return missing()
  if (verb === undefined) return { status: 200, body: showDispute(dispute, origin) }
  const order = orderWith(book, dispute.captureId)
  if (dispute.status !== 'WAITING_FOR_SELLER_RESPONSE' || order === undefined)
    return refused(422, 'INVALID_DISPUTE_STATE')
  if (verb === 'accept-claim') {
    dispute.status = 'RESOLVED'
    dispute.outcome = 'ACCEPTED'
  } else {
    if (typeof body.notes !== 'string' || dispute.stage === 'INQUIRY') return refused(400, 'INVALID_REQUEST')
    dispute.notes.push(body.notes)
    dispute.status = 'UNDER_REVIEW'
  }
  const type = dispute.status === 'RESOLVED' ? 'CUSTOMER.DISPUTE.RESOLVED' : 'CUSTOMER.DISPUTE.UPDATED'
  tell(book, order, type, 'dispute', showDispute(dispute, origin))
  return {
    status: 200,
    body: { links: [{ rel: 'self', href: `${origin}/v1/customer/disputes/${id}`, method: 'GET' }] },
  }
}
