import { type Capture, type Dispute, type Payment, type Refund, refundedMinor } from './record.ts'

const isoTime = (timeMs: number): string => new Date(timeMs).toISOString()

/** The link to a challenge's page, by its id. */
export type ChallengeUrl = (challengeId: string) => string

export const paymentView = (payment: Payment, challengeUrl: ChallengeUrl) => ({
  object: 'payment',
  id: payment.id,
  attemptId: payment.attemptId,
  reference: payment.reference,
  status: payment.status,
  declineCode: payment.declineCode ?? null,
  amountMinor: payment.amountMinor.toString(),
  amountCapturedMinor: payment.capturedMinor.toString(),
  amountRefundedMinor: refundedMinor(payment).toString(),
  currency: payment.currency,
  voided: payment.voided,
  card: payment.card,
  networkTransactionId: payment.status === 'approved' ? (payment.networkTransactionId ?? null) : null,
  bank: payment.bank,
  challenge:
    payment.status === 'challenge_required' && payment.challengeId !== undefined && payment.threeDS === undefined
      ? { url: challengeUrl(payment.challengeId) }
      : null,
  threeDS: threeDSView(payment, challengeUrl),
  authentication: payment.authentication ?? null,
  createdAt: isoTime(payment.createdAtMs),
  expiresAt: isoTime(payment.expiresAtMs),
})

/** The step of 3-D Secure that the payment waits for, with the issuer's addresses for it. */
function threeDSView({ status, threeDS, challengeId }: Payment, challengeUrl: ChallengeUrl) {
  if (threeDS === undefined || challengeId === undefined) return null
  const { serverTransId, untilMs } = threeDS
  const step = { serverTransId, until: isoTime(untilMs) }
  switch (status) {
    case 'device_data_required':
      return { ...step, methodUrl: `${challengeUrl(challengeId)}/method` }
    case 'challenge_required':
      return { ...step, acsUrl: `${challengeUrl(challengeId)}/acs`, acsTransId: challengeId, version: '2.2.0' }
    case 'decoupled_required':
      return step
    default:
      return null
  }
}

/** The payment as the first answer showed it, whatever has become of it since. */
export function firstPaymentView(payment: Payment, challengeUrl: ChallengeUrl) {
  const approved = payment.firstStatus === 'approved'
  const { declineCode, authentication, ...rest } = payment
  const first: Payment = {
    ...rest,
    ...(authentication !== undefined && payment.firstStatus === payment.status ? { authentication } : {}),
    ...(payment.firstStatus === 'declined' && declineCode !== undefined ? { declineCode } : {}),
    status: payment.firstStatus,
    capturedMinor: approved && payment.capture ? payment.amountMinor : 0n,
    voided: false,
    refunds: [],
  }
  return paymentView(first, challengeUrl)
}

/** An attempt that was ended before it ever arrived. */
export const fenceView = (attemptId: string) => ({ object: 'payment', attemptId, status: 'fenced' })

export const captureView = (payment: Payment, capture: Capture) => ({
  object: 'capture',
  id: capture.id,
  captureId: capture.captureId,
  attemptId: payment.attemptId,
  reference: payment.reference,
  status: 'succeeded',
  amountMinor: capture.amountMinor.toString(),
  currency: payment.currency,
  final: capture.final,
})

export const refundView = (payment: Payment, refund: Refund) => ({
  object: 'refund',
  id: refund.id,
  refundId: refund.refundId,
  attemptId: payment.attemptId,
  reference: payment.reference,
  status: refund.status,
  failureCode: refund.failureCode ?? null,
  amountMinor: refund.amountMinor.toString(),
  currency: payment.currency,
  createdAt: isoTime(refund.createdAtMs),
})

export const disputeView = (dispute: Dispute) => ({
  object: 'dispute',
  id: dispute.id,
  attemptId: dispute.attemptId,
  reference: dispute.reference,
  stage: 'CHARGEBACK',
  status: dispute.status,
  amountMinor: dispute.amountMinor.toString(),
  currency: dispute.currency,
  reason: 'FRAUDULENT',
  /** Visa's code for fraud with the card absent. */
  reasonCode: '10.4',
  respondBy: isoTime(dispute.respondByMs),
  createdAt: isoTime(dispute.createdAtMs),
  updatedAt: isoTime(dispute.updatedAtMs),
})
