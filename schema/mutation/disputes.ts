import type { ParsedId } from '../../src/ids/ids.ts'
import type { AcceptDisputeCommand, SubmitEvidenceCommand } from '../../src/payment/command.ts'
import { builder } from '../builder.ts'
import { DisputeType, disputeOf } from '../dispute.ts'
import { type Request, readAcceptDispute, readSubmitEvidence } from '../input/follow.ts'
import { answerAbout } from './answer.ts'
import { DisputeEvidenceInputType } from './inputs.ts'
import { payloadType, resultType } from './result.ts'

const AcceptDisputeInput = builder.inputType('AcceptDisputeInput', {
  fields: (t) => ({ idempotencyKey: t.string({ required: true }), disputeId: t.id({ required: true }) }),
})

const SubmitDisputeEvidenceInput = builder.inputType('SubmitDisputeEvidenceInput', {
  fields: (t) => ({
    idempotencyKey: t.string({ required: true }),
    disputeId: t.id({ required: true }),
    evidence: t.field({ type: DisputeEvidenceInputType, required: true }),
    submit: t.boolean({ description: 'True by default; false keeps the evidence as a draft.' }),
  }),
})

const AcceptDisputePayload = payloadType('AcceptDispute')
const SubmitDisputeEvidencePayload = payloadType('SubmitDisputeEvidence')

for (const payload of [AcceptDisputePayload, SubmitDisputeEvidencePayload]) {
  builder.objectField(payload, 'dispute', (t) =>
    t.field({
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
    type: resultType('AcceptDispute', AcceptDisputePayload),
    args: { input: t.arg({ type: AcceptDisputeInput, required: true }) },
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
    type: resultType('SubmitDisputeEvidence', SubmitDisputeEvidencePayload),
    args: { input: t.arg({ type: SubmitDisputeEvidenceInput, required: true }) },
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
