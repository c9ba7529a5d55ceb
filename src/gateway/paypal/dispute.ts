import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { DisputeEvidence, DisputeResponseRequest, DisputeStage, DisputeStatus } from '../gateway.ts'
import type { Declined, OperationOutcome } from '../outcome.ts'
import { ask, type Reading, readAnswer, reasonOf } from './answers.ts'
import { movingTrouble } from './certainty.ts'
import { disputePath, get } from './requests.ts'
import { DisputeShape, LinksShape, linkIn, type PaypalDispute } from './shapes.ts'

/** PayPal's bound of a note. */
const LONGEST_NOTE = 2000

/**
 * Neither call has an idempotency key, so the dispute is looked at first: what was answered before is not answered again.
 * Only notes can be sent: files and answers to PayPal's own questions go through its Resolution Center.
 */
export async function respondToDispute(send: Send, request: DisputeResponseRequest): Promise<OperationOutcome> {
  const before = await read(send, request)
  if (before.kind !== 'object') return troubleLooking(before)
  const dispute = before.value
  if (dispute.dispute_id !== request.disputeReference) return ABOUT_ANOTHER
  const notes = request.response.kind === 'evidence' ? notesOf(request.response.evidence) : undefined
  if (hasArrived(dispute, notes)) return { kind: 'approved', gatewayReference: dispute.dispute_id }
  const call = callOf(dispute, notes)
  if ('kind' in call) return call
  const reading = await tell(send, call)
  if (reading.kind === 'object') return { kind: 'approved', gatewayReference: dispute.dispute_id }
  const outcome = movingTrouble(reading)
  return outcome.kind === 'declined'
    ? { ...outcome, failure: failureOf('dispute_response_refused', reasonOf(reading)) }
    : outcome
}

const ABOUT_ANOTHER: OperationOutcome = { kind: 'unknown', reason: 'the answer is about something else' }

const read = (send: Send, { disputeReference }: DisputeResponseRequest) =>
  ask(send, get(disputePath(disputeReference)), DisputeShape)

/** Looking moves nothing, so nothing was answered. */
function troubleLooking(reading: Exclude<Reading<unknown>, { readonly kind: 'object' }>): OperationOutcome {
  if (reading.kind === 'refused' && reading.status === 404) {
    return { kind: 'declined', failure: failureOf('dispute_unknown', reasonOf(reading)) }
  }
  return reading.kind === 'unanswered' && reading.answer.kind === 'not_sent'
    ? { kind: 'not_sent', reason: reading.answer.reason }
    : { kind: 'unknown', reason: reasonOf(reading) }
}

/** Accepted claims end for the buyer; notes are among what was handed in. */
function hasArrived(
  { status, dispute_outcome: outcome, supporting_info: info }: PaypalDispute,
  notes?: string,
): boolean {
  if (notes !== undefined) return info?.some((one) => one.notes === notes) ?? false
  const code = outcome?.outcome_code
  return status === 'RESOLVED' && (code === 'ACCEPTED' || code === 'RESOLVED_BUYER_FAVOUR')
}

interface Call {
  readonly path: string
  readonly body: object
}

function callOf(dispute: PaypalDispute, notes: string | undefined): Call | Declined {
  const path = disputePath(dispute.dispute_id)
  if (dispute.status === 'RESOLVED') return { kind: 'declined', failure: failureOf('dispute_closed', dispute.status) }
  if (notes === undefined) return { path: `${path}/accept-claim`, body: { note: 'Accepted by the merchant.' } }
  if (notes === '') return { kind: 'declined', failure: failureOf('dispute_evidence_missing', 'NO_NOTES') }
  const isOpenForNotes =
    linkIn(dispute.links, 'provide-supporting-info') !== undefined ||
    linkIn(dispute.links, 'provide_supporting_info') !== undefined
  return isOpenForNotes
    ? { path: `${path}/provide-supporting-info`, body: { notes } }
    : { kind: 'declined', failure: failureOf('operation_not_supported', 'ANSWER_IN_PAYPALS_RESOLUTION_CENTER') }
}

async function tell(send: Send, { path, body }: Call) {
  const answer = await send({ method: 'POST', path, body })
  return answer.kind === 'answered' ? readAnswer(answer, LinksShape) : { kind: 'unanswered' as const, answer }
}

function notesOf(evidence: DisputeEvidence): string {
  const lines: readonly (readonly [title: string, text: string | undefined])[] = [
    ['', evidence.explanation],
    ['Product', evidence.productDescription],
    ['Customer', [evidence.customerName, evidence.customerEmail].filter((text) => text !== undefined).join(', ')],
    ['Carrier', evidence.shippingCarrier],
    ['Tracking number', evidence.shippingTrackingNumber],
    ['Shipped', evidence.shippedAt],
    ['Refund policy', evidence.refundPolicy],
    ['Communication with the customer', evidence.customerCommunication],
  ]
  return lines
    .flatMap(([title, text]) => (text === undefined || text === '' ? [] : [title === '' ? text : `${title}: ${text}`]))
    .join('\n')
    .slice(0, LONGEST_NOTE)
}

const STAGES: ReadonlyMap<string, DisputeStage> = new Map([
  ['INQUIRY', 'INQUIRY'],
  ['CHARGEBACK', 'CHARGEBACK'],
  ['PRE_ARBITRATION', 'PRE_ARBITRATION'],
  ['ARBITRATION', 'ARBITRATION'],
])
/** A payout is PayPal's own money: the merchant keeps theirs. A denied dispute was found to be none. */
const OUTCOMES: ReadonlyMap<string, DisputeStatus> = new Map([
  ['RESOLVED_BUYER_FAVOUR', 'LOST'],
  ['RESOLVED_SELLER_FAVOUR', 'WON'],
  ['RESOLVED_WITH_PAYOUT', 'WON'],
  ['CANCELED_BY_BUYER', 'WITHDRAWN'],
  ['ACCEPTED', 'ACCEPTED'],
  ['DENIED', 'WON'],
  ['NONE', 'WITHDRAWN'],
])

/** Stage and status of a dispute in our words, or undefined where they are new. */
export function stateOf(
  dispute: PaypalDispute,
): { readonly stage: DisputeStage; readonly status: DisputeStatus } | undefined {
  const stage = STAGES.get(dispute.dispute_life_cycle_stage ?? '')
  const status = statusOf(dispute)
  return stage === undefined || status === undefined ? undefined : { stage, status }
}

function statusOf({ status, dispute_outcome: outcome, seller_response_due_date: due }: PaypalDispute) {
  switch (status) {
    case 'WAITING_FOR_SELLER_RESPONSE':
      return 'NEEDS_RESPONSE'
    case 'OPEN':
      return due === undefined ? 'UNDER_REVIEW' : 'NEEDS_RESPONSE'
    case 'WAITING_FOR_BUYER_RESPONSE':
    case 'UNDER_REVIEW':
      return 'UNDER_REVIEW'
    case 'RESOLVED':
      return OUTCOMES.get(outcome?.outcome_code ?? '')
    default:
      return undefined
  }
}
