import type { ParsedId } from '../../src/ids/ids.ts'
import type { AcceptDisputeCommand, SubmitEvidenceCommand } from '../../src/payment/command.ts'
import { builder } from '../builder.ts'
import { DisputeType, disputeOf } from '../dispute.ts'
import { type Request, readAcceptDispute, readSubmitEvidence } from '../input/follow.ts'
import { answerAbout } from './answer.ts'
import { DisputeEvidenceInputType } from './inputs.ts'
import { payloadType, resultType } from './result.ts'
import { DISPUTE_ID, INPUT, KEY, REPLAY } from './words.ts'

const AcceptDisputeInput = builder.inputType('AcceptDisputeInput', {
  description: 'Which dispute to concede.',
  fields: (t) => ({
    idempotencyKey: t.string({ description: KEY, required: true }),
    disputeId: t.id({ description: DISPUTE_ID, required: true }),
  }),
})

const SubmitDisputeEvidenceInput = builder.inputType('SubmitDisputeEvidenceInput', {
  description: 'Evidence for one dispute.',
  fields: (t) => ({
    idempotencyKey: t.string({ description: KEY, required: true }),
    disputeId: t.id({ description: DISPUTE_ID, required: true }),
    evidence: t.field({
      description: 'All of it: what is given replaces an earlier draft.',
      type: DisputeEvidenceInputType,
      required: true,
    }),
    submit: t.boolean({
      description: 'True, the default, sends it to the bank; false keeps it as a draft, which nobody but you sees.',
    }),
  }),
})

const AcceptDisputePayload = payloadType('AcceptDispute')
const SubmitDisputeEvidencePayload = payloadType('SubmitDisputeEvidence')

for (const payload of [AcceptDisputePayload, SubmitDisputeEvidencePayload]) {
  builder.objectField(payload, 'dispute', (t) =>
    t.field({
      description: 'The dispute as it is now.',
      type: DisputeType,
      resolve: ({ payment, number }) => {
        const dispute = disputeOf(payment, number ?? 0)
        if (dispute === undefined) throw new Error('the answer about a dispute names no dispute')
        return dispute
      },
    }),
  )
}

const numberOf = (id: ParsedId): number => (id.kind === 'payment' ? 0 : id.number)

builder.mutationFields((t) => ({
  acceptDispute: t.field({
    description: `Concedes a dispute: it becomes ACCEPTED and the money stays with the shopper. It cannot be taken back. ${REPLAY} Errors to expect: InvalidStateError unless the dispute is NEEDS_RESPONSE, NotFoundError.`,
    type: resultType('AcceptDispute', AcceptDisputePayload),
    args: { input: t.arg({ description: INPUT, type: AcceptDisputeInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout<Request<AcceptDisputeCommand>>(
        context,
        'shop',
        { field: 'disputeId', id: input.disputeId },
        (id) => ({
          name: 'AcceptDispute',
          checked: readAcceptDispute(input, numberOf(id)),
          toCommand: (request, sender) => ({ ...request, ...sender }),
        }),
      ),
  }),
  submitDisputeEvidence: t.field({
    description: `Answers a dispute with evidence, or keeps it as a draft. Once sent, the dispute is UNDER_REVIEW; if the gateway refuses the evidence, it stays NEEDS_RESPONSE and can be answered again. ${REPLAY} Errors to expect: InvalidStateError unless the dispute is NEEDS_RESPONSE, NotFoundError, ValidationError.`,
    type: resultType('SubmitDisputeEvidence', SubmitDisputeEvidencePayload),
    args: { input: t.arg({ description: INPUT, type: SubmitDisputeEvidenceInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answerAbout<Request<SubmitEvidenceCommand>>(
        context,
        'shop',
        { field: 'disputeId', id: input.disputeId },
        (id) => ({
          name: 'SubmitDisputeEvidence',
          checked: readSubmitEvidence(input, numberOf(id)),
          toCommand: (request, sender) => ({ ...request, ...sender }),
        }),
      ),
  }),
}))
