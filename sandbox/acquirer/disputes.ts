import * as z from 'zod'
import { jsonAnswer } from '../http/answer.ts'
import { IDENTIFIER, invalidField } from './authorize.ts'
import type { Book } from './book.ts'
import { type Context, conflict, type Decision, refusal, replay, webhookOf } from './decision.ts'
import type { Dispute, DisputeStatus, Payment } from './record.ts'
import { disputeView } from './views.ts'

const RESPOND_WITHIN_MS = 7 * 24 * 3_600_000

const ResponseBody = {
  accept: z.object({ responseId: IDENTIFIER, evidence: z.undefined().optional() }),
  evidence: z.object({ responseId: IDENTIFIER, evidence: z.record(z.string().max(64), z.string().max(20_000)) }),
}

export type DisputeResponseKind = 'accept' | 'evidence'

/** The cardholder disputes what was captured. Once for a payment. */
export function openDispute(payment: Payment, context: Context): Decision['changes'] {
  if (payment.disputeId !== undefined || payment.capturedMinor === 0n) return []
  const dispute: Dispute = {
    id: context.newId('dp'),
    attemptId: payment.attemptId,
    reference: payment.reference,
    status: 'NEEDS_RESPONSE',
    amountMinor: payment.capturedMinor,
    currency: payment.currency,
    responses: [],
    createdAtMs: context.nowMs,
    updatedAtMs: context.nowMs,
    respondByMs: context.nowMs + RESPOND_WITHIN_MS,
  }
  return [
    { kind: 'payment', payment: { ...payment, disputeId: dispute.id, updatedAtMs: context.nowMs } },
    ...told(dispute, 'dispute.opened', context),
  ]
}

/** `POST /disputes/{id}/accept` and `/evidence`: one answer, the same again under the same id. */
export function respond(
  book: Book,
  disputeId: string,
  kind: DisputeResponseKind,
  body: unknown,
  context: Context,
): Decision {
  const parsed = ResponseBody[kind].safeParse(body)
  if (!parsed.success) return invalidField(parsed.error)
  const dispute = book.disputes.get(disputeId)
  if (dispute === undefined) return refusal(404, 'not_found', 'there is no such dispute')
  const { responseId } = parsed.data
  const fingerprint = context.fingerprint({ kind, body })
  const existing = dispute.responses.find((made) => made.responseId === responseId)
  if (existing !== undefined) {
    return existing.fingerprint === fingerprint
      ? replay(disputeView({ ...dispute, status: existing.statusAfter }))
      : conflict(responseId)
  }
  if (dispute.status !== 'NEEDS_RESPONSE') return refusal(422, 'invalid_state', 'this dispute takes no response now')
  const status: DisputeStatus = kind === 'accept' ? 'ACCEPTED' : 'UNDER_REVIEW'
  const explanation = parsed.data.evidence?.explanation ?? ''
  const answered: Dispute = {
    ...dispute,
    status,
    responses: [...dispute.responses, { responseId, fingerprint, statusAfter: status }],
    ...verdictFor(explanation),
    updatedAtMs: laterThan(dispute, context),
  }
  return {
    changes: told(answered, kind === 'accept' ? 'dispute.closed' : 'dispute.updated', context),
    answer: jsonAnswer(200, disputeView(answered)),
  }
}

/** Stripe's test values: the explanation says how the review ends; any other text leaves it under review. */
function verdictFor(explanation: string): { readonly verdict?: 'WON' | 'LOST' } {
  if (explanation.includes('winning_evidence')) return { verdict: 'WON' }
  if (explanation.includes('losing_evidence')) return { verdict: 'LOST' }
  return {}
}

/** The end of a review whose verdict is decided. */
export function closeDispute(dispute: Dispute, context: Context): Decision['changes'] {
  const { verdict, ...rest } = dispute
  if (verdict === undefined) return []
  return told({ ...rest, status: verdict, updatedAtMs: laterThan(dispute, context) }, 'dispute.closed', context)
}

const told = (dispute: Dispute, type: string, context: Context): Decision['changes'] => [
  { kind: 'dispute', dispute },
  { kind: 'webhook', webhook: webhookOf(context, type, dispute.updatedAtMs, disputeView(dispute)) },
]

/** Times of one dispute strictly grow, so that its pictures can be put in order. */
const laterThan = (dispute: Dispute, context: Context): number => Math.max(context.nowMs, dispute.updatedAtMs + 1)
