import { failureOf } from '../../failure/failure.ts'
import { ok, type Result } from '../../result.ts'
import type { GatewayMessage } from '../gateway.ts'
import { outcomeOf } from './answers.ts'
import { DisputeShape, PaymentShape, RefundShape, WebhookShape } from './shapes.ts'

/** The message of a verified webhook: none where it is not about a payment or not understood. */
export async function readWebhook(body: unknown): Promise<Result<readonly GatewayMessage[], 'unavailable'>> {
  const message = messageOf(body)
  return ok(message === undefined ? [] : [message])
}

/** The same of one envelope, which holds one message at most. */
export function messageOf(body: unknown): GatewayMessage | undefined {
  const parsed = WebhookShape.safeParse(body)
  if (!parsed.success) return undefined
  const { id, type, createdAt, data } = parsed.data
  switch (type) {
    case 'payment.updated':
      return readPayment(id, createdAt, data)
    case 'refund.updated':
      return readRefund(id, createdAt, data)
    case 'dispute.opened':
    case 'dispute.updated':
    case 'dispute.closed':
      return readDispute(id, data)
    default:
      return undefined
  }
}

/** Only how an attempt ended: that it waits, or was fenced by us, is no news. */
function readPayment(id: string, occurredAtMs: number, data: unknown): GatewayMessage | undefined {
  const { data: payment } = PaymentShape.safeParse(data)
  if (payment?.status !== 'approved' && payment?.status !== 'declined') return undefined
  const { attemptId, reference } = payment
  const content = { kind: 'attempt', attemptId, outcome: outcomeOf(payment, { attemptId }) } as const
  return { id, paymentId: reference, occurredAtMs, content }
}

function readRefund(id: string, occurredAtMs: number, data: unknown): GatewayMessage | undefined {
  const { data: refund } = RefundShape.safeParse(data)
  if (refund === undefined) return undefined
  const { attemptId, refundId, amountMinor, currency } = refund
  return {
    id,
    paymentId: refund.reference,
    occurredAtMs,
    content: {
      kind: 'refund',
      attemptId,
      ...(refundId == null ? {} : { refundId }),
      gatewayReference: refund.id,
      amountMinor,
      currency,
      status: REFUND_STATUS[refund.status],
      ...(refund.status === 'failed' ? { failure: failureOf('refund_failed', refund.failureCode ?? undefined) } : {}),
    },
  }
}

const REFUND_STATUS = { pending: 'PENDING', succeeded: 'SUCCEEDED', failed: 'FAILED' } as const

function readDispute(id: string, data: unknown): GatewayMessage | undefined {
  const { data: dispute } = DisputeShape.safeParse(data)
  if (dispute === undefined) return undefined
  const { attemptId, stage, status, amountMinor, currency, reason, reasonCode, respondBy } = dispute
  return {
    id,
    paymentId: dispute.reference,
    occurredAtMs: dispute.updatedAt,
    content: {
      kind: 'dispute',
      attemptId,
      gatewayReference: dispute.id,
      stage,
      status,
      amountMinor,
      currency,
      reason,
      reasonCode,
      ...(respondBy == null ? {} : { respondByMs: respondBy }),
    },
  }
}
