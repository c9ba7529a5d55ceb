import type { FaultKind } from '../contract/double.ts'
import {
  type Book,
  type BookedIntent,
  type Json,
  newId,
  nowSeconds,
  showCharge,
  showIntent,
  showMethod,
  tell,
} from './book.ts'
import { DISPUTED, isCardNumber, REFUND_PENDING, shownCard, verdictOn } from './cards.ts'
import { fixtureOf } from './reference.ts'

export interface Result {
  readonly status: number
  readonly body: Json
  /** The schema that the answer has to fit. */
  readonly schema: string
}

export interface Context {
  readonly book: Book
  readonly origin: string
  readonly fault: FaultKind | undefined
  /** Whether the charge is to be shown with the intent. */
  readonly isExpanded: boolean
}

export const errorResult = (status: number, type: string, code: string | undefined, more: Json = {}): Result => ({
  status,
  schema: 'error',
  body: { error: { type, ...(code === undefined ? {} : { code }), message: 'told by the double', ...more } },
})

const missing = (): Result => errorResult(404, 'invalid_request_error', 'resource_missing')
const shown = (context: Context, intent: BookedIntent): Json => showIntent(intent, context.origin, context.isExpanded)
const answered = (context: Context, intent: BookedIntent): Result => ({
  status: 200,
  schema: 'payment_intent',
  body: twisted(shown(context, intent), context.fault),
})

/** Faults that only change what is said. */
function twisted(body: Json, fault: FaultKind | undefined): Json {
  if (fault === 'unknown_status') return { ...body, status: 'levitating' }
  return fault === 'unknown_field' ? { ...body, mood: { of: 'the day' }, levitation: true } : body
}

const unexpectedState = (context: Context, intent: BookedIntent): Result =>
  errorResult(400, 'invalid_request_error', 'payment_intent_unexpected_state', {
    payment_intent: showIntent(intent, context.origin, false),
  })

export function createIntent(context: Context, body: Json): Result {
  const { book } = context
  const metadata = (body.metadata ?? {}) as Json
  const intent: BookedIntent = {
    id: newId('pi'),
    paymentId: String(metadata.payment_id),
    attemptId: String(metadata.attempt_id),
    amount: Number(body.amount),
    currency: String(body.currency),
    metadata,
    status: 'requires_payment_method',
    captureMethod: String(body.capture_method ?? 'automatic_async'),
    received: 0,
    refunded: 0,
  }
  book.intents.set(intent.id, intent)
  return answered(context, intent)
}

export function createMethod({ book }: Context, body: Json): Result {
  const { number, exp_month: month, exp_year: year } = body.card as Json
  if (!isCardNumber(String(number))) {
    return errorResult(402, 'card_error', 'incorrect_number', { param: 'number' })
  }
  if (Date.UTC(Number(year), Number(month), 1) <= Date.now()) {
    return errorResult(402, 'card_error', 'invalid_expiry_year', { param: 'exp_year' })
  }
  const { name } = (body.billing_details ?? {}) as Json
  const method = {
    id: newId('pm'),
    number: String(number),
    card: shownCard(String(number), Number(month), Number(year)),
    ...(typeof name === 'string' ? { name } : {}),
  }
  book.methods.set(method.id, method)
  return { status: 200, schema: 'payment_method', body: showMethod(method) }
}

export function readIntent(context: Context, id: string): Result {
  const intent = context.book.intents.get(id)
  return intent === undefined ? missing() : answered(context, intent)
}

export function searchIntents(context: Context, query: string): Result {
  const attemptId = /^metadata\['attempt_id'\]:'([^']+)'$/.exec(query)?.[1]
  const data = [...context.book.intents.values()].filter((intent) => intent.attemptId === attemptId)
  const body = {
    object: 'search_result',
    data: data.map((intent) => shown(context, intent)),
    has_more: false,
    next_page: null,
    url: '/v1/payment_intents/search',
  }
  return { status: 200, schema: '', body }
}

export function confirmIntent(context: Context, id: string, body: Json): Result {
  const { book, fault } = context
  const intent = book.intents.get(id)
  const method = book.methods.get(String(body.payment_method))
  if (intent === undefined || method === undefined) return missing()
  if (intent.status !== 'requires_payment_method' || intent.method !== undefined)
    return unexpectedState(context, intent)
  intent.method = method
  intent.captureMethod = String(body.capture_method ?? intent.captureMethod)
  intent.returnUrl = String(body.return_url)
  // What a gateway that is out of its mind would book.
  if (fault === 'wrong_amount') intent.amount += 100
  if (fault === 'wrong_currency') intent.currency = intent.currency === 'usd' ? 'eur' : 'usd'
  if (fault === 'wrong_reference') intent.metadata = { ...intent.metadata, payment_id: 'pay_another' }
  const verdict = fault === 'declined' ? verdictOn('4000000000000002') : verdictOn(method.number, wantsChallenge(body))
  switch (verdict.kind) {
    case 'challenge':
      intent.status = 'requires_action'
      return answered(context, intent)
    case 'decline': {
      const error = decline(context, intent, verdict.code, verdict.declineCode)
      return errorResult(402, 'card_error', verdict.code, {
        ...error,
        payment_intent: showIntent(intent, context.origin, false),
      })
    }
    case 'approve':
      charge(context, intent)
      return answered(context, intent)
  }
}

const wantsChallenge = ({ payment_method_options: options }: Json): boolean =>
  JSON.stringify(options)?.includes('"request_three_d_secure":"challenge"') === true

function decline(context: Context, intent: BookedIntent, code: string, declineCode?: string): Json {
  intent.chargeId ??= newId('ch')
  intent.status = 'requires_payment_method'
  intent.error = {
    type: 'card_error',
    code,
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    charge: intent.chargeId,
    message: 'Your card was declined.',
    ...(intent.method === undefined ? {} : { payment_method: showMethod(intent.method) }),
  }
  tell(context.book, intent.paymentId, 'payment_intent.payment_failed', showIntent(intent, context.origin, false))
  return intent.error
}

function charge(context: Context, intent: BookedIntent): void {
  const { book, origin } = context
  intent.chargeId = newId('ch')
  const isHold = intent.captureMethod === 'manual'
  intent.status = isHold ? 'requires_capture' : 'succeeded'
  intent.received = isHold ? 0 : intent.amount
  const type = isHold ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded'
  tell(book, intent.paymentId, type, showIntent(intent, origin, false))
  if (!isHold && intent.method?.number === DISPUTED) openDispute(context, intent)
}

/** What the shopper answers on the bank's page. Answering again changes nothing. */
export function answerChallenge(context: Context, id: string, isApproved: boolean): BookedIntent | undefined {
  const intent = context.book.intents.get(id)
  if (intent?.status === 'requires_action') {
    if (isApproved) charge(context, intent)
    else decline(context, intent, 'payment_intent_authentication_failure')
  }
  return intent
}

export function captureIntent(context: Context, id: string, body: Json): Result {
  const intent = context.book.intents.get(id)
  if (intent === undefined) return missing()
  if (intent.status !== 'requires_capture') return unexpectedState(context, intent)
  const amount = Number(body.amount_to_capture ?? intent.amount)
  if (!(amount > 0 && amount <= intent.amount)) return errorResult(400, 'invalid_request_error', 'amount_too_large')
  intent.received = context.fault === 'wrong_amount' ? amount - 1 : amount
  intent.status = 'succeeded'
  intent.metadata = { ...intent.metadata, ...(body.metadata as Json | undefined) }
  tell(context.book, intent.paymentId, 'payment_intent.succeeded', showIntent(intent, context.origin, false))
  return answered(context, intent)
}

export function cancelIntent(context: Context, id: string): Result {
  const intent = context.book.intents.get(id)
  if (intent === undefined) return missing()
  if (intent.status === 'succeeded' || intent.status === 'canceled') return unexpectedState(context, intent)
  intent.status = 'canceled'
  tell(context.book, intent.paymentId, 'payment_intent.canceled', showIntent(intent, context.origin, false))
  return answered(context, intent)
}

export function createRefund(context: Context, body: Json): Result {
  const { book } = context
  const intent = book.intents.get(String(body.payment_intent))
  if (intent === undefined) return missing()
  const left = intent.received - intent.refunded
  const amount = Number(body.amount ?? left)
  if (left === 0) return errorResult(400, 'invalid_request_error', 'charge_already_refunded')
  if (!(amount > 0 && amount <= left)) return errorResult(400, 'invalid_request_error', 'amount_too_large')
  const isPending = intent.method?.number === REFUND_PENDING
  intent.refunded += amount
  const refund = {
    ...fixtureOf('refund'),
    id: newId('re'),
    amount,
    charge: intent.chargeId ?? null,
    created: nowSeconds(),
    currency: intent.currency,
    metadata: (body.metadata ?? {}) as Json,
    payment_intent: intent.id,
    status: isPending ? 'pending' : 'succeeded',
  }
  book.refunds.set(refund.id, refund)
  tell(book, intent.paymentId, 'refund.created', structuredClone(refund))
  tell(book, intent.paymentId, 'charge.refunded', showCharge(intent))
  return { status: 200, schema: 'refund', body: twisted(refund, context.fault) }
}

export function listRefunds({ book }: Context, intentId: string): Result {
  const data = [...book.refunds.values()].filter((refund) => refund.payment_intent === intentId)
  return { status: 200, schema: '', body: { object: 'list', data, has_more: false, url: '/v1/refunds' } }
}

const DAY_SECONDS = 24 * 3600

export function openDispute({ book }: Context, intent: BookedIntent): void {
  const fixture = fixtureOf('dispute')
  const dispute = {
    ...fixture,
    id: newId('dp'),
    amount: intent.received,
    charge: intent.chargeId,
    created: nowSeconds(),
    currency: intent.currency,
    evidence_details: {
      due_by: nowSeconds() + 7 * DAY_SECONDS,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    payment_intent: intent.id,
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' },
    },
    reason: 'fraudulent',
    status: 'needs_response',
  }
  book.disputes.set(dispute.id, dispute)
  tell(book, intent.paymentId, 'charge.dispute.created', structuredClone(dispute))
}

export function readDispute({ book }: Context, id: string): Result {
  const dispute = book.disputes.get(id)
  return dispute === undefined ? missing() : { status: 200, schema: 'dispute', body: dispute }
}

export function updateDispute(context: Context, id: string, body: Json | 'close'): Result {
  const { book } = context
  const dispute = book.disputes.get(id)
  if (dispute === undefined) return missing()
  if (dispute.status !== 'needs_response' && dispute.status !== 'warning_needs_response') {
    return errorResult(400, 'invalid_request_error', undefined, { param: 'dispute' })
  }
  const isClosing = body === 'close'
  if (isClosing) dispute.status = 'lost'
  else {
    Object.assign(dispute.evidence as Json, body.evidence)
    const details = dispute.evidence_details as { has_evidence: boolean; submission_count: number }
    details.has_evidence = true
    if (String(body.submit) === 'true') {
      details.submission_count += 1
      dispute.status = 'under_review'
    }
  }
  const paymentId = book.intents.get(String(dispute.payment_intent))?.paymentId ?? ''
  tell(book, paymentId, isClosing ? 'charge.dispute.closed' : 'charge.dispute.updated', structuredClone(dispute))
  return { status: 200, schema: 'dispute', body: dispute }
}
