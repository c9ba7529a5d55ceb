import { jsonAnswer } from '../http/answer.ts'
import type { Book } from './book.ts'
import type { ThreeDSVerdict } from './cards.ts'
import { type Context, type Decision, noSuchPayment, refusal, replay, webhookOf } from './decision.ts'
import { type Authentication, capturedBy, type Payment, type PaymentStatus, type ThreeDS } from './record.ts'
import { paymentView } from './views.ts'

export const PROTOCOL_VERSION = '2.2.0'

/** How long a shopper may take for the issuer's question; EMV 3-D Secure lets issuers end it after ten minutes of silence. */
const CHALLENGE_MS = 10 * 60_000
/** What nobody answers is over after this many moments, so that a test need not wait for it. */
const MOMENTS_OF_SILENCE = 10
/** The device's page has ten seconds by EMV 3-D Secure; a browser that is not there at all has twice that. */
const DEVICE_DATA_MS = 20_000

type Wanted = { readonly windowSize?: string | undefined }

/** Where a card's 3-D Secure begins: what is kept of it, and what the payment waits for. */
export function begun(
  verdict: ThreeDSVerdict,
  { windowSize = '05' }: Wanted,
  context: Context,
): { readonly status: PaymentStatus; readonly threeDS: ThreeDS } {
  const { step, isSilent } = verdict
  const threeDS: ThreeDS = {
    serverTransId: context.newId('3ds'),
    windowSize,
    isSilent,
    ...(verdict.step === 'device_data' ? { next: verdict.next } : {}),
    untilMs: context.nowMs + timeFor(step, isSilent, context.laterMs),
  }
  return { status: STATUS[step], threeDS }
}

const STATUS = {
  device_data: 'device_data_required',
  challenge: 'challenge_required',
  decoupled: 'decoupled_required',
} as const

function timeFor(step: ThreeDSVerdict['step'], isSilent: boolean, laterMs: number): number {
  if (step === 'device_data') return DEVICE_DATA_MS
  return isSilent ? MOMENTS_OF_SILENCE * laterMs : CHALLENGE_MS
}

type TransStatus = Authentication['transStatus']

/** The indicator of the network: Mastercard counts otherwise than the others. */
const eciOf = (brand: string, transStatus: TransStatus): string => {
  const isMastercard = brand === 'mastercard' || brand === 'maestro'
  if (transStatus === 'Y') return isMastercard ? '02' : '05'
  if (transStatus === 'A') return isMastercard ? '01' : '06'
  return isMastercard ? '00' : '07'
}

export const authenticated = (
  brand: string,
  transStatus: TransStatus,
  flow: Authentication['flow'],
  exemption?: string,
): Authentication => ({
  transStatus,
  version: PROTOCOL_VERSION,
  eci: eciOf(brand, transStatus),
  flow,
  ...(exemption === undefined ? {} : { exemption }),
})

/**
 * `POST /payments/{attemptId}/authentication`: the device's data are in, or will not come. The issuer goes on at once; what
 * has gone on already is shown as it stands.
 */
export function continueAfterDevice(book: Book, attemptId: string, body: unknown, context: Context): Decision {
  const payment = book.payments.get(attemptId)
  if (payment?.threeDS === undefined) return noSuchPayment()
  const { threeDSCompInd } = (body ?? {}) as { readonly threeDSCompInd?: unknown }
  if (threeDSCompInd !== 'Y' && threeDSCompInd !== 'N' && threeDSCompInd !== 'U') {
    return refusal(422, 'invalid_request', 'threeDSCompInd is Y, N or U', 'threeDSCompInd')
  }
  if (payment.status !== 'device_data_required') return replay(paymentView(payment, context.challengeUrl))
  const { nowMs } = context
  const known: Payment = { ...payment, threeDS: { ...payment.threeDS, threeDSCompInd }, updatedAtMs: nowMs }
  const continued: Payment =
    payment.threeDS.next === 'challenge'
      ? {
          ...known,
          status: 'challenge_required',
          threeDS: { ...payment.threeDS, threeDSCompInd, untilMs: nowMs + CHALLENGE_MS },
        }
      : {
          ...known,
          status: 'approved',
          authentication: authenticated(payment.card?.brand ?? 'unknown', 'Y', 'FRICTIONLESS'),
          ...capturedBy('approved', payment.capture, payment.amountMinor, nowMs),
        }
  return {
    changes: [{ kind: 'payment', payment: continued }],
    answer: jsonAnswer(200, paymentView(continued, context.challengeUrl)),
  }
}

/** `later` is a bank's word that it does not know yet. */
export type ChallengeAnswer = 'approve' | 'reject' | 'later'

const WAITING: ReadonlySet<PaymentStatus> = new Set(['challenge_required', 'decoupled_required'])

/** The shopper's answer, at a page or on their own device: it decides once, and the webhook tells it. */
export function answerChallenge(payment: Payment, answer: ChallengeAnswer, context: Context): Decision['changes'] {
  // What a bank has put off it decides a moment later.
  const isOpen = WAITING.has(payment.status) || (payment.status === 'pending' && answer !== 'later')
  if (!isOpen) return []
  if (answer === 'later') {
    return [{ kind: 'payment', payment: { ...payment, status: 'pending', updatedAtMs: context.nowMs } }]
  }
  const isApproved = answer === 'approve'
  const status: PaymentStatus = isApproved ? 'approved' : 'declined'
  const flow = payment.status === 'decoupled_required' ? 'DECOUPLED' : 'CHALLENGE'
  const decided: Payment = {
    ...payment,
    status,
    ...(isApproved ? {} : { declineCode: payment.bank === undefined ? 'authentication_failed' : 'payer_canceled' }),
    ...(payment.card === undefined
      ? {}
      : { authentication: authenticated(payment.card.brand, isApproved ? 'Y' : 'N', flow) }),
    ...capturedBy(status, payment.capture, payment.amountMinor, context.nowMs),
    updatedAtMs: context.nowMs,
  }
  const view = paymentView(decided, context.challengeUrl)
  return [
    { kind: 'payment', payment: decided },
    { kind: 'webhook', webhook: webhookOf(context, 'payment.updated', context.nowMs, view) },
  ]
}
