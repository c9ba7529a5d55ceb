import { type Failure, failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { AttemptRequest, CaptureRequest, RefundRequest } from '../gateway.ts'
import type { OperationOutcome, Unknown } from '../outcome.ts'
import { ask, type Reading } from './answers.ts'
import { movingTrouble } from './certainty.ts'
import { fromStripeAmount, toStripeAmount } from './currency.ts'
import { refundFailureOf, refusalFailure } from './failures.ts'
import { get, intentPath, post } from './requests.ts'
import { keysLive } from './resolve.ts'
import { type Intent, IntentShape, type Refund, RefundShape, RefundsShape } from './shapes.ts'

const ABOUT_ANOTHER: Unknown = { kind: 'unknown', reason: 'the answer is about something else' }
const NO_REFERENCE: OperationOutcome = { kind: 'unknown', reason: 'the intent is not known' }
const NOT_AN_AMOUNT: OperationOutcome = { kind: 'not_sent', reason: 'amount_not_supported' }

/**
 * One capture, the final one. It has no idempotency key: an intent is captured once, so a repetition is refused with the
 * intent as it is, which tells what a stored answer could no longer.
 */
export async function capture(send: Send, request: CaptureRequest): Promise<OperationOutcome> {
  const { gatewayReference, attemptId, captureId, captureAmountMinor, currency } = request
  const converted = toStripeAmount(captureAmountMinor, currency)
  if (gatewayReference === undefined) return NO_REFERENCE
  if ('refusal' in converted) return NOT_AN_AMOUNT
  const body = { amount_to_capture: converted.amount, metadata: { capture_id: captureId } }
  const reading = await ask(send, post(intentPath(gatewayReference, 'capture'), body), IntentShape)
  const intent = intentOf(reading)
  if (intent === undefined) return troubleOf(reading)
  if (intent.metadata.attempt_id !== attemptId) return ABOUT_ANOTHER
  if (intent.status === 'succeeded') return capturedOutcome(intent, captureId)
  return reading.kind === 'object' ? ABOUT_ANOTHER : refusedIn(reading, intent)
}

function capturedOutcome(intent: Intent, captureId: string): OperationOutcome {
  const amountMinor = fromStripeAmount(intent.amount_received, intent.currency)
  if (amountMinor === undefined) return ABOUT_ANOTHER
  return intent.metadata.capture_id === captureId
    ? {
        kind: 'approved',
        gatewayReference: intent.latest_charge?.id ?? intent.id,
        amountMinor,
        currency: intent.currency,
      }
    : { kind: 'declined', failure: failureOf('capture_already_made'), gatewayReference: intent.id }
}

/** Without a key for the same reason as a capture: an intent is canceled once and stays canceled. */
export async function voidHold(send: Send, request: AttemptRequest): Promise<OperationOutcome> {
  const { gatewayReference, attemptId } = request
  if (gatewayReference === undefined) return NO_REFERENCE
  const reading = await ask(send, post(intentPath(gatewayReference, 'cancel'), {}), IntentShape)
  const intent = intentOf(reading)
  if (intent === undefined) return troubleOf(reading)
  if (intent.metadata.attempt_id !== attemptId) return ABOUT_ANOTHER
  if (intent.status === 'canceled') return { kind: 'approved', gatewayReference: intent.id }
  return reading.kind === 'object' ? ABOUT_ANOTHER : refusedIn(reading, intent)
}

/** Of the answer itself, or of the refusal that repeats it. */
const intentOf = (reading: Reading<Intent>): Intent | undefined => {
  if (reading.kind === 'object') return reading.value
  return reading.kind === 'refused' ? reading.error.payment_intent : undefined
}

const troubleOf = (reading: Reading<unknown>): OperationOutcome =>
  reading.kind === 'object' ? ABOUT_ANOTHER : movingTrouble(reading)

/** States that an intent never leaves, so that what it refused it refuses for good. */
const FINAL = new Set(['succeeded', 'canceled'])

function refusedIn(reading: Exclude<Reading<Intent>, { kind: 'object' }>, intent: Intent): OperationOutcome {
  return reading.kind === 'refused' && reading.status < 500 && FINAL.has(intent.status)
    ? { kind: 'declined', failure: refusalFailure(reading.error), gatewayReference: intent.id }
    : movingTrouble(reading)
}

/**
 * A repetition is recognized by its key while keys live; later, and where Stripe stored nothing but an error, by the
 * refund's id among those that were made.
 */
export async function refund(send: Send, request: RefundRequest): Promise<OperationOutcome> {
  const { gatewayReference, paymentId, refundId, refundAmountMinor, currency } = request
  const converted = toStripeAmount(refundAmountMinor, currency)
  if (gatewayReference === undefined) return NO_REFERENCE
  if ('refusal' in converted) return NOT_AN_AMOUNT
  if (!keysLive(request)) {
    const made = await refundMade(send, gatewayReference, refundId)
    if (made !== 'none') return made
  }
  const body = {
    payment_intent: gatewayReference,
    amount: converted.amount,
    metadata: { payment_id: paymentId, refund_id: refundId },
  }
  const reading = await ask(send, post('/v1/refunds', body, refundId), RefundShape)
  if (reading.kind === 'object') return refundOutcome(reading.value, refundId)
  const outcome = movingTrouble(reading)
  if (outcome.kind !== 'unknown' || reading.kind !== 'refused') return outcome
  const made = await refundMade(send, gatewayReference, refundId)
  return made === 'none' ? outcome : made
}

/** All that one page holds; a payment with more refunds than that is not looked through. */
const REFUNDS_A_PAGE = 100

async function refundMade(send: Send, intentId: string, refundId: string): Promise<OperationOutcome | 'none'> {
  const path = `/v1/refunds?payment_intent=${encodeURIComponent(intentId)}&limit=${REFUNDS_A_PAGE}`
  const reading = await ask(send, get(path), RefundsShape)
  if (reading.kind !== 'object') return { kind: 'unknown', reason: 'the refunds could not be looked through' }
  const made = reading.value.data.find(({ metadata }) => metadata.refund_id === refundId)
  if (made !== undefined) return refundOutcome(made, refundId)
  return reading.value.has_more ? { kind: 'unknown', reason: 'there are too many refunds to look through' } : 'none'
}

function refundOutcome(made: Refund, refundId: string): OperationOutcome {
  const amountMinor = fromStripeAmount(made.amount, made.currency)
  if (made.metadata.refund_id !== refundId || amountMinor === undefined) return ABOUT_ANOTHER
  const { id: gatewayReference, currency } = made
  switch (refundStatusOf(made)) {
    case 'SUCCEEDED':
      return { kind: 'approved', gatewayReference, amountMinor, currency }
    case 'PENDING':
      return { kind: 'pending', gatewayReference }
    case 'FAILED':
      return { kind: 'declined', failure: refundFailure(made), gatewayReference }
    case undefined:
      return { kind: 'unknown', reason: `Stripe says ${made.status}` }
  }
}

export function refundStatusOf({ status }: Refund): 'PENDING' | 'SUCCEEDED' | 'FAILED' | undefined {
  switch (status) {
    case 'succeeded':
      return 'SUCCEEDED'
    case 'pending':
    // The shopper has to tell where the money goes: it is on its way as long as nobody says otherwise.
    case 'requires_action':
      return 'PENDING'
    case 'failed':
    case 'canceled':
      return 'FAILED'
    default:
      return undefined
  }
}

export const refundFailure = (made: Refund): Failure => refundFailureOf(made.failure_reason ?? made.status)
