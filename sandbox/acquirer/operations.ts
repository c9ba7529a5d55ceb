import * as z from 'zod'
import { jsonAnswer } from '../http/answer.ts'
import { AMOUNT, IDENTIFIER, invalidField } from './authorize.ts'
import type { Book } from './book.ts'
import { type Context, conflict, type Decision, noSuchPayment, refusal, replay, webhookOf } from './decision.ts'
import { type Capture, type Payment, type Refund, type RefundStatus, refundedOrPendingMinor } from './record.ts'
import { captureView, paymentView, refundView } from './views.ts'

const CaptureBody = z.object({ captureId: IDENTIFIER, amountMinor: AMOUNT, final: z.boolean() })
const RefundBody = z.object({ refundId: IDENTIFIER, amountMinor: AMOUNT })

/** A fault's wrong amount is one unit short where it can be: never more than there is. */
const bookedAmount = (amountMinor: bigint, context: Context): bigint =>
  context.wrongAmount && amountMinor > 1n ? amountMinor - 1n : amountMinor

/** `POST /payments/{attemptId}/captures`: any number of them, never more than was authorized. */
export function capture(book: Book, attemptId: string, body: unknown, context: Context): Decision {
  const parsed = CaptureBody.safeParse(body)
  if (!parsed.success) return invalidField(parsed.error)
  const { captureId, final } = parsed.data
  const payment = book.payments.get(attemptId)
  if (payment === undefined) return noSuchPayment()
  const fingerprint = context.fingerprint(body)
  const existing = payment.captures.find((made) => made.captureId === captureId)
  if (existing !== undefined) {
    return existing.fingerprint === fingerprint ? replay(captureView(payment, existing)) : conflict(captureId)
  }
  const askedMinor = BigInt(parsed.data.amountMinor)
  if (payment.status !== 'approved' || payment.closed) {
    return refusal(422, 'invalid_state', 'nothing of this payment can be captured')
  }
  if (context.nowMs >= payment.expiresAtMs) return refusal(422, 'authorization_expired', 'the hold has ended')
  if (payment.capturedMinor + askedMinor > payment.amountMinor) {
    return refusal(422, 'amount_too_large', 'more than is still held', 'amountMinor')
  }
  const amountMinor = bookedAmount(askedMinor, context)
  const made: Capture = { id: context.newId('cp'), captureId, amountMinor, final, fingerprint }
  const capturedMinor = payment.capturedMinor + amountMinor
  const captured: Payment = {
    ...payment,
    capturedMinor,
    closed: final || capturedMinor === payment.amountMinor,
    captures: [...payment.captures, made],
    capturedAtMs: context.nowMs,
    updatedAtMs: context.nowMs,
  }
  return {
    changes: [{ kind: 'payment', payment: captured }],
    answer: jsonAnswer(201, captureView(captured, made)),
  }
}

/** `POST /payments/{attemptId}/void`: releases what is held and not captured. Doing it twice is doing it once. */
export function voidPayment(book: Book, attemptId: string, context: Context): Decision {
  const payment = book.payments.get(attemptId)
  if (payment === undefined) return noSuchPayment()
  if (payment.voided) return replay(paymentView(payment, context.challengeUrl))
  if (payment.status !== 'approved' || payment.closed) {
    return refusal(422, 'invalid_state', 'nothing of this payment is held')
  }
  const voided: Payment = { ...payment, voided: true, closed: true, updatedAtMs: context.nowMs }
  return {
    changes: [{ kind: 'payment', payment: voided }],
    answer: jsonAnswer(200, paymentView(voided, context.challengeUrl)),
  }
}

/** `POST /payments/{attemptId}/refunds`: never more than was captured, those that are pending included. */
export function refund(book: Book, attemptId: string, body: unknown, context: Context): Decision {
  const parsed = RefundBody.safeParse(body)
  if (!parsed.success) return invalidField(parsed.error)
  const { refundId } = parsed.data
  const payment = book.payments.get(attemptId)
  if (payment === undefined) return noSuchPayment()
  const fingerprint = context.fingerprint(body)
  const existing = payment.refunds.find((made) => made.refundId === refundId)
  if (existing !== undefined) {
    return existing.fingerprint === fingerprint
      ? replay(refundView(payment, asFirstAnswered(existing)))
      : conflict(refundId)
  }
  const askedMinor = BigInt(parsed.data.amountMinor)
  if (payment.status !== 'approved') return refusal(422, 'invalid_state', 'nothing of this payment was captured')
  if (refundedOrPendingMinor(payment) + askedMinor > payment.capturedMinor) {
    return refusal(422, 'amount_too_large', 'more than is left to refund', 'amountMinor')
  }
  const status: RefundStatus = payment.later === 'refund_pending' ? 'pending' : 'succeeded'
  const made: Refund = {
    id: context.newId('rf'),
    refundId,
    amountMinor: bookedAmount(askedMinor, context),
    status,
    firstStatus: status,
    ...becomesLater(payment),
    fingerprint,
    createdAtMs: context.nowMs,
  }
  const refunded: Payment = { ...payment, refunds: [...payment.refunds, made], updatedAtMs: context.nowMs }
  return {
    changes: [{ kind: 'payment', payment: refunded }],
    answer: jsonAnswer(201, refundView(refunded, made)),
  }
}

function becomesLater(payment: Payment): { readonly becomes?: RefundStatus } {
  switch (payment.later) {
    case 'refund_pending':
      return { becomes: 'succeeded' }
    case 'refund_fails':
      return { becomes: 'failed' }
    case 'dispute':
    case undefined:
      return {}
  }
}

function asFirstAnswered(refund: Refund): Refund {
  const { failureCode: _later, ...rest } = refund
  return { ...rest, status: refund.firstStatus }
}

/** What a refund turns into a moment after it was answered, told by webhook. */
export function settleRefund(payment: Payment, refundId: string, context: Context): Decision['changes'] {
  const due = payment.refunds.find((made) => made.refundId === refundId)
  if (due?.becomes === undefined) return []
  const { becomes, ...rest } = due
  const settled: Refund = {
    ...rest,
    status: becomes,
    ...(becomes === 'failed' ? { failureCode: 'account_closed' } : {}),
  }
  const refunds = payment.refunds.map((made) => (made === due ? settled : made))
  const changed: Payment = { ...payment, refunds, updatedAtMs: context.nowMs }
  return [
    { kind: 'payment', payment: changed },
    {
      kind: 'webhook',
      webhook: webhookOf(context, 'refund.updated', context.nowMs, refundView(changed, settled)),
    },
  ]
}
