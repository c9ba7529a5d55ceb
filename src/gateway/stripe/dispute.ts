import type { Send } from '../forward.ts'
import type { DisputeEvidence, DisputeResponseRequest, DisputeStage, DisputeStatus } from '../gateway.ts'
import type { OperationOutcome } from '../outcome.ts'
import { ask } from './answers.ts'
import { movingTrouble } from './certainty.ts'
import { get, post } from './requests.ts'
import { DisputeShape, type StripeDispute } from './shapes.ts'

/** Stripe's bound for each field of text. */
const LONGEST_EVIDENCE = 20_000

/**
 * Both are safe to repeat without a key: closing twice is closing, and the same evidence replaces itself. Where Stripe
 * refuses a repetition because the dispute has moved on, the dispute itself tells whether the response had arrived.
 */
export async function respondToDispute(send: Send, request: DisputeResponseRequest): Promise<OperationOutcome> {
  const { disputeReference, response } = request
  const path = `/v1/disputes/${encodeURIComponent(disputeReference)}`
  const call =
    response.kind === 'accept'
      ? post(`${path}/close`, {})
      : post(path, { evidence: evidenceOf(response.evidence), submit: true })
  const reading = await ask(send, call, DisputeShape)
  if (reading.kind === 'object') return responded(reading.value, request) ?? ABOUT_ANOTHER
  const trouble = movingTrouble(reading)
  if (trouble.kind !== 'declined') return trouble
  const now = await ask(send, get(path), DisputeShape)
  return (now.kind === 'object' ? responded(now.value, request) : undefined) ?? trouble
}

const ABOUT_ANOTHER: OperationOutcome = { kind: 'unknown', reason: 'the answer is about something else' }

function responded(dispute: StripeDispute, request: DisputeResponseRequest): OperationOutcome | undefined {
  const hasArrived =
    request.response.kind === 'accept'
      ? dispute.status === 'lost' || dispute.status === 'warning_closed'
      : (dispute.evidence_details?.submission_count ?? 0) > 0 || dispute.status.endsWith('under_review')
  return dispute.id === request.disputeReference && hasArrived
    ? { kind: 'approved', gatewayReference: dispute.id }
    : undefined
}

/** Stripe takes letters and policies as uploaded files; what is only text goes where text may go. */
function evidenceOf(evidence: DisputeEvidence): Readonly<Record<string, string>> {
  const fields: Readonly<Record<string, string | undefined>> = {
    product_description: evidence.productDescription,
    customer_name: evidence.customerName,
    customer_email_address: evidence.customerEmail,
    shipping_carrier: evidence.shippingCarrier,
    shipping_tracking_number: evidence.shippingTrackingNumber,
    shipping_date: evidence.shippedAt,
    refund_policy_disclosure: evidence.refundPolicy,
    uncategorized_text: joined(evidence.explanation, evidence.customerCommunication),
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) =>
      text === undefined || text === '' ? [] : [[name, text.slice(0, LONGEST_EVIDENCE)]],
    ),
  )
}

const joined = (explanation: string | undefined, communication: string | undefined): string =>
  [explanation, communication === undefined ? undefined : `Communication with the customer:\n${communication}`]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n')

/** Stage and status of a dispute in our words, or undefined where the status is new. */
export function stateOf(
  dispute: StripeDispute,
): { readonly stage: DisputeStage; readonly status: DisputeStatus } | undefined {
  switch (dispute.status) {
    case 'warning_needs_response':
      return { stage: 'INQUIRY', status: 'NEEDS_RESPONSE' }
    case 'warning_under_review':
      return { stage: 'INQUIRY', status: 'UNDER_REVIEW' }
    // Closed without becoming a chargeback, or prevented before it was one: no money left.
    case 'warning_closed':
    case 'prevented':
      return { stage: 'INQUIRY', status: 'WITHDRAWN' }
    case 'needs_response':
      return { stage: 'CHARGEBACK', status: 'NEEDS_RESPONSE' }
    case 'under_review':
      return { stage: 'CHARGEBACK', status: 'UNDER_REVIEW' }
    case 'won':
      return { stage: 'CHARGEBACK', status: 'WON' }
    case 'lost':
      return { stage: 'CHARGEBACK', status: 'LOST' }
    case 'appeal_needs_response':
      return { stage: 'PRE_ARBITRATION', status: 'NEEDS_RESPONSE' }
    case 'appeal_under_review':
      return { stage: 'PRE_ARBITRATION', status: 'UNDER_REVIEW' }
    default:
      return undefined
  }
}
