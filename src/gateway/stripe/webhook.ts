import { ok, type Result, refuse } from '../../result.ts'
import type { Send } from '../forward.ts'
import type { GatewayMessage } from '../gateway.ts'
import { ask } from './answers.ts'
import { fromStripeAmount } from './currency.ts'
import { stateOf } from './dispute.ts'
import { outcomeOf } from './intent.ts'
import { refundFailure, refundStatusOf } from './operations.ts'
import { get, readIntent } from './requests.ts'
import {
  ChargeEventShape,
  DisputeShape,
  EventShape,
  type Intent,
  IntentShape,
  type Refund,
  RefundShape,
  RefundsShape,
  type StripeDispute,
} from './shapes.ts'

type Messages = Result<readonly GatewayMessage[], 'unavailable'>
const NONE: Messages = ok([])

/** What every message of an event has. */
interface Envelope {
  readonly id: string
  readonly occurredAtMs: number
}

/**
 * The messages of a verified event: none where it is not about a payment of ours or not understood. Refunds made in
 * Stripe's dashboard and disputes do not carry our ids, so their intent is asked for.
 */
export async function readWebhook(body: unknown, send: Send): Promise<Messages> {
  const parsed = EventShape.safeParse(body)
  if (!parsed.success) return NONE
  const { id, type, created, data } = parsed.data
  const envelope = { id, occurredAtMs: created }
  switch (type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return ok(readIntentEvent(envelope, data.object))
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated': {
      const refund = RefundShape.safeParse(data.object)
      if (!refund.success) return NONE
      return aboutIntent(send, refund.data.payment_intent, (intent) => refundMessages(envelope, refund.data, intent))
    }
    case 'charge.refunded':
      return readRefunds(envelope, data.object, send)
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated': {
      const dispute = DisputeShape.safeParse(data.object)
      if (!dispute.success) return NONE
      return aboutIntent(send, dispute.data.payment_intent, (intent) => disputeMessages(envelope, dispute.data, intent))
    }
    default:
      return NONE
  }
}

function readIntentEvent(envelope: Envelope, data: unknown): readonly GatewayMessage[] {
  const { data: intent } = IntentShape.safeParse(data)
  const { attempt_id: attemptId, payment_id: paymentId, capture_id: captureId } = intent?.metadata ?? {}
  if (intent === undefined || attemptId === undefined || paymentId === undefined) return []
  const about = { attemptId, attemptReference: intent.id }
  if (intent.status === 'succeeded' && intent.capture_method === 'manual') {
    // The hold was captured: the attempt itself ended when it was held.
    const amountMinor = fromStripeAmount(intent.amount_received, intent.currency)
    if (amountMinor === undefined) return []
    const content = {
      kind: 'capture',
      ...about,
      ...(captureId === undefined ? {} : { captureId }),
      gatewayReference: intent.latest_charge?.id ?? intent.id,
      amountMinor,
      currency: intent.currency,
      status: 'SUCCEEDED',
    } as const
    return [{ ...envelope, paymentId, content }]
  }
  const outcome = outcomeOf(intent, attemptId)
  const isEnd = outcome.kind === 'approved' || outcome.kind === 'declined' || outcome.kind === 'unprocessed'
  if (!isEnd) return []
  const ended: GatewayMessage = { ...envelope, paymentId, content: { kind: 'attempt', ...about, outcome } }
  if (!isReleasedHold(intent)) return [ended]
  // By us, in the dashboard, or by time: for an attempt that stood it is the end of its hold.
  const content = { kind: 'ending', ...about, status: 'SUCCEEDED' } as const
  return [ended, { ...envelope, id: `${envelope.id}_hold`, paymentId, content }]
}

const isReleasedHold = ({ status, latest_charge: charge, last_payment_error: error }: Intent): boolean =>
  status === 'canceled' && charge != null && error == null

/** Asks for the intent behind an object. One that Stripe does not have, or that is not ours, is none of our business. */
async function aboutIntent(
  send: Send,
  intentId: string | null | undefined,
  messages: (intent: Intent) => readonly GatewayMessage[],
): Promise<Messages> {
  if (intentId == null) return NONE
  const reading = await ask(send, readIntent(intentId), IntentShape)
  if (reading.kind === 'object') return ok(messages(reading.value))
  return reading.kind === 'refused' && reading.status === 404 ? NONE : refuse('unavailable')
}

/** Older versions tell of the charge alone, so what was refunded of it is asked for. */
async function readRefunds(envelope: Envelope, data: unknown, send: Send): Promise<Messages> {
  const intentId = ChargeEventShape.safeParse(data).data?.payment_intent
  if (intentId == null) return NONE
  const path = `/v1/refunds?payment_intent=${encodeURIComponent(intentId)}&limit=100`
  const refunds = await ask(send, get(path), RefundsShape)
  if (refunds.kind !== 'object') return refuse('unavailable')
  return aboutIntent(send, intentId, (intent) =>
    refunds.value.data.flatMap((refund) =>
      refundMessages({ ...envelope, id: `${envelope.id}_${refund.id}` }, refund, intent),
    ),
  )
}

function refundMessages(envelope: Envelope, refund: Refund, intent: Intent): readonly GatewayMessage[] {
  const { attempt_id: attemptId, payment_id: paymentId } = intent.metadata
  const status = refundStatusOf(refund)
  const amountMinor = fromStripeAmount(refund.amount, refund.currency)
  if (paymentId === undefined || status === undefined || amountMinor === undefined) return []
  const { refund_id: refundId } = refund.metadata
  const content = {
    kind: 'refund',
    ...(attemptId === undefined ? {} : { attemptId }),
    attemptReference: intent.id,
    ...(refundId === undefined ? {} : { refundId }),
    gatewayReference: refund.id,
    amountMinor,
    currency: refund.currency,
    status,
    ...(status === 'FAILED' ? { failure: refundFailure(refund) } : {}),
  } as const
  return [{ ...envelope, paymentId, content }]
}

function disputeMessages(envelope: Envelope, dispute: StripeDispute, intent: Intent): readonly GatewayMessage[] {
  const { attempt_id: attemptId, payment_id: paymentId } = intent.metadata
  const state = stateOf(dispute)
  const amountMinor = fromStripeAmount(dispute.amount, dispute.currency)
  if (paymentId === undefined || state === undefined || amountMinor === undefined) return []
  const respondByMs = dispute.evidence_details?.due_by
  const content = {
    kind: 'dispute',
    ...(attemptId === undefined ? {} : { attemptId }),
    attemptReference: intent.id,
    gatewayReference: dispute.id,
    ...state,
    amountMinor,
    currency: dispute.currency,
    reason: dispute.reason,
    reasonCode: dispute.payment_method_details?.card.network_reason_code ?? dispute.reason,
    ...(respondByMs == null ? {} : { respondByMs }),
  } as const
  return [{ ...envelope, paymentId, content }]
}
