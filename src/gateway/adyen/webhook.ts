import { type FailureCode, failureOf } from '../../failure/failure.ts'
import { parseId } from '../../ids/ids.ts'
import { ok, type Result } from '../../result.ts'
import type { AboutAttempt, GatewayMessage } from '../gateway.ts'
import type { AuthorizeOutcome, Lookup } from '../outcome.ts'
import { amountMinorOf } from './currency.ts'
import { disputeContent } from './dispute.ts'
import { refusalFailure } from './failures.ts'
import { EnvelopeShape, type Notification, NotificationShape } from './shapes.ts'

type Content = GatewayMessage['content']

/** The messages of a verified webhook; items about no payment of ours, or not understood, make none. */
export function readWebhook(body: unknown): Result<readonly GatewayMessage[], never> {
  const envelope = EnvelopeShape.safeParse(body)
  if (!envelope.success) return ok([])
  return ok(
    envelope.data.notificationItems.flatMap(({ NotificationRequestItem }) => {
      const item = NotificationShape.safeParse(NotificationRequestItem)
      return item.success ? messagesOf(item.data) : []
    }),
  )
}

/** Money that nobody wants goes back as a refund under its attempt's id, with this behind it. */
const RETURN = /_return(?:_[0-9]{1,4})?$/

/** Which payment is meant is read from signed fields alone: `merchantReference` is the payment's id or a child's of it. */
function messagesOf(item: Notification): readonly GatewayMessage[] {
  const reference = parseId(item.merchantReference.replace(RETURN, ''))
  const amountMinor = amountMinorOf(item.amount)
  if (reference === undefined || amountMinor === undefined) return []
  const { paymentId } = reference
  const content = contentOf(item, { amountMinor, currency: item.amount.currency, paymentId })
  if (content === undefined) return []
  const id = `${item.pspReference}:${item.eventCode}:${item.success}`
  const envelope = { id, paymentId, occurredAtMs: Date.parse(item.eventDate ?? '') || 0 }
  const message = { ...envelope, content }
  if (item.eventCode !== 'TECHNICAL_CANCEL' || item.success === 'false') return [message]
  // Where its AUTHORISATION came first the attempt has ended already, and this is the end of its hold.
  const ending = { kind: 'ending', ...aboutAttempt(item, paymentId), status: 'SUCCEEDED' } as const
  return [message, { ...envelope, id: `${id}_hold`, content: ending }]
}

export interface Facts {
  readonly paymentId: string
  readonly amountMinor: bigint
  readonly currency: string
}

/** Events as "Webhook types" names them; what is not here says nothing about a payment's money. */
function contentOf(item: Notification, facts: Facts): Content | undefined {
  const isSuccess = item.success === 'true'
  const attempt = aboutAttempt(item, facts.paymentId)
  switch (item.eventCode) {
    case 'AUTHORISATION':
      return { kind: 'attempt', ...attempt, attemptReference: item.pspReference, outcome: authorisation(item, facts) }
    case 'TECHNICAL_CANCEL':
      return technicalCancel(item, attempt)
    case 'CANCELLATION':
      return isSuccess
        ? { kind: 'ending', ...attempt, status: 'SUCCEEDED' }
        : { kind: 'ending', ...attempt, status: 'FAILED', failure: failureWith('void_refused', item) }
    case 'CANCEL_OR_REFUND':
      return cancelOrRefund(item, facts, attempt)
    case 'CAPTURE':
      return captureContent(item, facts, attempt, isSuccess ? undefined : 'capture_refused')
    case 'CAPTURE_FAILED':
      return captureContent(item, facts, attempt, 'capture_failed')
    case 'REFUND':
      return refundContent(item, facts, attempt, isSuccess ? undefined : 'refund_refused')
    case 'REFUND_FAILED':
      return refundContent(item, facts, attempt, 'refund_failed')
    case 'REFUNDED_REVERSED':
      return refundContent(item, facts, attempt, 'refund_returned')
    default:
      return disputeContent(item, facts, attempt)
  }
}

/**
 * Our attempt's id comes back in `metadata`, which is not signed, so it counts only within the payment that is. Adyen's
 * reference of the authorization is `originalReference` of whatever follows it.
 */
function aboutAttempt(
  { originalReference, merchantReference, additionalData }: Notification,
  paymentId: string,
): AboutAttempt {
  const attemptId = [merchantReference.replace(RETURN, ''), additionalData?.['metadata.attemptId']].find((id) => {
    const parsed = parseId(id ?? '')
    return parsed?.kind === 'attempt' && parsed.paymentId === paymentId
  })
  return {
    ...(attemptId === undefined ? {} : { attemptId }),
    ...(originalReference === undefined ? {} : { attemptReference: originalReference }),
  }
}

/** Adyen's words in place of a code: modifications have none. */
const failureWith = (code: FailureCode, { reason }: Notification) => failureOf(code, reason || undefined)

function authorisation(item: Notification, { amountMinor, currency }: Facts): AuthorizeOutcome {
  const { pspReference, merchantReference, reason, additionalData } = item
  if (item.success === 'false') {
    const failure = refusalFailure({ reason, raw: additionalData?.refusalReasonRaw })
    return { kind: 'declined', failure, gatewayReference: pspReference }
  }
  return {
    kind: 'approved',
    gatewayReference: pspReference,
    reference: merchantReference,
    amountMinor,
    currency,
    capturedMinor: isSale(item) ? amountMinor : 0n,
  }
}

/** What the request said of itself; without that, what may still be done with the payment: a sale cannot be captured. */
const isSale = ({ additionalData, operations }: Notification): boolean =>
  additionalData?.['metadata.capture'] === undefined
    ? operations !== undefined && !operations.includes('CAPTURE')
    : additionalData['metadata.capture'] === 'now'

/**
 * The end of a fence. One that failed although Adyen names a payment found one that cannot be canceled any more, and the
 * AUTHORISATION webhook tells what it took; one that names none found nothing, which proves something only in time.
 */
function technicalCancel(item: Notification, attempt: AboutAttempt): Content | undefined {
  if (item.success === 'false' && item.originalReference !== undefined) return undefined
  const outcome: Lookup<AuthorizeOutcome> =
    item.success === 'true' ? { kind: 'unprocessed', failure: failureOf('fenced') } : { kind: 'not_found' }
  return { kind: 'attempt', ...attempt, outcome }
}

/** From the dashboard: we cancel and refund by calls of their own. */
function cancelOrRefund(item: Notification, facts: Facts, attempt: AboutAttempt): Content | undefined {
  if (item.success === 'false') return undefined
  switch (item.additionalData?.['modification.action']) {
    case 'cancel':
      return { kind: 'ending', ...attempt, status: 'SUCCEEDED' }
    case 'refund':
      return refundContent(item, facts, attempt, undefined)
    default:
      return undefined
  }
}

function captureContent(
  item: Notification,
  { amountMinor, currency }: Facts,
  attempt: AboutAttempt,
  failed: FailureCode | undefined,
): Content {
  const { merchantReference, pspReference: gatewayReference } = item
  return {
    kind: 'capture',
    ...attempt,
    ...(parseId(merchantReference)?.kind === 'capture' ? { captureId: merchantReference } : {}),
    gatewayReference,
    amountMinor,
    currency,
    ...(failed === undefined ? { status: 'SUCCEEDED' } : { status: 'FAILED', failure: failureWith(failed, item) }),
  }
}

function refundContent(
  item: Notification,
  { amountMinor, currency }: Facts,
  attempt: AboutAttempt,
  failed: FailureCode | undefined,
): Content {
  const { merchantReference, pspReference: gatewayReference } = item
  return {
    kind: 'refund',
    ...attempt,
    ...(parseId(merchantReference)?.kind === 'refund' || RETURN.test(merchantReference)
      ? { refundId: merchantReference }
      : {}),
    gatewayReference,
    amountMinor,
    currency,
    ...(failed === undefined ? { status: 'SUCCEEDED' } : { status: 'FAILED', failure: failureWith(failed, item) }),
  }
}
