import { paymentIdFor } from '../../src/ids/ids.ts'
import type { PaymentView, ProjectionMessage } from '../../src/payment/view.ts'

export const MERCHANT = 'mer_3f1a6c1e-9d3b-4b7e-8a52-0c1d2e3f4a5b'
export const OTHER_MERCHANT = 'mer_00000000-0000-4000-8000-000000000001'
export const ACCOUNT = 'gwa_0aaaaaaaaaaaaaaaaaaaaaaaaaa'
export const START_MS = Date.UTC(2026, 10, 1, 12)

/** A payment's picture as an object tells it. */
export function samplePayment(key: string, changes: Partial<PaymentView> = {}): PaymentView {
  return {
    id: paymentIdFor(changes.merchantId ?? MERCHANT, changes.mode ?? 'TEST', key),
    merchantId: MERCHANT,
    mode: 'TEST',
    status: 'CAPTURED',
    seq: 5,
    amountMinor: 1000n,
    currency: 'EUR',
    captureMethod: 'AUTOMATIC',
    createdAtMs: START_MS,
    updatedAtMs: START_MS,
    amountAuthorizedMinor: 1000n,
    amountCapturedMinor: 1000n,
    amountRefundedMinor: 0n,
    amountCapturableMinor: 0n,
    amountRefundableMinor: 1000n,
    amountDisputedMinor: 0n,
    allowedActions: ['REFUND'],
    attempts: [
      {
        number: 1,
        status: 'APPROVED',
        gateway: 'a',
        accountId: ACCOUNT,
        candidates: [{ gateway: 'a' }, { gateway: 'b' }],
        reason: 'first enabled account',
        capture: true,
        deadlineMs: START_MS + 30_000,
        amountMinor: 1000n,
        startedAtMs: START_MS,
        authorizedMinor: 1000n,
        capturedMinor: 1000n,
      },
    ],
    captures: [],
    refunds: [],
    disputes: [],
    ...changes,
  }
}

/** The message that brings this picture, with the events that led to it since `after`. */
export function sampleMessage(view: PaymentView, after = 0): ProjectionMessage {
  return {
    version: 1,
    paymentId: view.id,
    merchantId: view.merchantId,
    mode: view.mode,
    view,
    redriven: false,
    events: Array.from({ length: view.seq - after }, (_, index) => ({
      type: 'PAYMENT_EXPIRED',
      data: {},
      version: 1,
      seq: after + index + 1,
      occurredAtMs: START_MS + (after + index + 1) * 1000,
    })),
  }
}

export const sampleRefund = (number: number, createdAtMs = START_MS): PaymentView['refunds'][number] => ({
  number,
  status: 'SUCCEEDED',
  amountMinor: 100n,
  origin: 'API',
  createdAtMs,
  updatedAtMs: createdAtMs,
})

export const sampleDispute = (number: number, createdAtMs = START_MS): PaymentView['disputes'][number] => ({
  number,
  origin: 'GATEWAY',
  gatewayReference: `dp_${number}`,
  stage: 'CHARGEBACK',
  status: 'NEEDS_RESPONSE',
  amountMinor: 1000n,
  reason: 'fraudulent',
  reasonCode: '10.4',
  picturedAtMs: createdAtMs,
  createdAtMs,
  updatedAtMs: createdAtMs,
})
