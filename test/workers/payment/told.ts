import type { DisputeStatus, GatewayMessage } from '../../../src/gateway/gateway.ts'
import { childId } from '../../../src/ids/ids.ts'
import type { Receipt } from '../../../src/payment/contract.ts'
import { type Payment, through } from './support.ts'

interface DisputeChange {
  readonly id?: string
  readonly attemptId?: string
  readonly status?: DisputeStatus
  readonly occurredAtMs?: number
  readonly amountMinor?: bigint
}

let lastMessage = 0

/** A dispute as the acquirer's webhook tells it. */
export function disputeMessage(payment: Payment, change: DisputeChange = {}): GatewayMessage {
  lastMessage += 1
  return {
    id: change.id ?? `evt_${lastMessage}`,
    paymentId: payment.id,
    occurredAtMs: change.occurredAtMs ?? Date.now(),
    content: {
      kind: 'dispute',
      attemptId: change.attemptId ?? childId('attempt', payment.id, 1),
      gatewayReference: 'dp_1',
      stage: 'CHARGEBACK',
      status: change.status ?? 'NEEDS_RESPONSE',
      amountMinor: change.amountMinor ?? 1000n,
      currency: 'EUR',
      reason: 'FRAUDULENT',
      reasonCode: '10.4',
    },
  }
}

/** Tells the payment of a dispute, or that its first attempt was approved and captured, as acquirer `a`. */
export function tell(
  payment: Payment,
  news: { readonly kind: 'dispute'; readonly amountMinor: bigint } | { readonly kind: 'approved' },
): Promise<Receipt> {
  if (news.kind === 'dispute') return payment.service.receive(disputeMessage(payment, news), through('a'))
  lastMessage += 1
  const attemptId = childId('attempt', payment.id, 1)
  const outcome = {
    kind: 'approved',
    gatewayReference: 'ch_told',
    reference: payment.id,
    amountMinor: 1000n,
    currency: 'EUR',
    capturedMinor: 1000n,
  } as const
  const content = { kind: 'attempt', attemptId, outcome } as const
  const message = { id: `evt_${lastMessage}`, paymentId: payment.id, occurredAtMs: Date.now(), content }
  return payment.service.receive(message, through('a'))
}
