import type { DisputeEvidence } from '../src/gateway/gateway.ts'
import { childId, type Mode } from '../src/ids/ids.ts'
import type { DisputeView, PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { checkChildCursor, checkFirst, childPage } from './connection.ts'
import { type ApiContext, type ChildRow, loadPayment, presentOf } from './context.ts'
import { DisputeStageEnum, DisputeStatusEnum } from './disputeEnums.ts'
import { ModeEnum, OriginEnum } from './enums.ts'
import { EVIDENCE } from './evidenceFields.ts'
import { MoneyType } from './money.ts'
import { pageArguments } from './pageArguments.ts'
import { PaymentType } from './payment.ts'
import { connectionType, NODE_FIELDS, NodeInterface } from './relay.ts'

/** A dispute with its payment's facts; the payment itself is there when the dispute came from its object. */
export interface DisputeNode extends ChildRow<DisputeView> {
  readonly __typename: 'Dispute'
  readonly mode: Mode
  readonly payment?: PaymentView
}

export const disputeNode = (payment: PaymentView, view: DisputeView): DisputeNode => ({
  __typename: 'Dispute',
  paymentId: payment.id,
  mode: payment.mode,
  currency: payment.currency,
  view,
  payment,
})

export const disputeOf = (payment: PaymentView | null, number: number): DisputeNode | undefined => {
  const view = payment?.disputes.find((dispute) => dispute.number === number)
  return payment === null || view === undefined ? undefined : disputeNode(payment, view)
}

async function paymentOf(node: DisputeNode, context: ApiContext): Promise<PaymentView> {
  const payment = node.payment ?? (await loadPayment(context, node.paymentId))
  if (payment === null) throw new Error('a dispute of the read model has no payment')
  return payment
}

const DisputeEvidenceType = builder.objectRef<DisputeEvidence>('DisputeEvidence').implement({
  description: 'What was last submitted, or is kept as a draft. Fields that were not given are null.',
  fields: (t) => ({
    productDescription: t.string({
      description: EVIDENCE.productDescription,
      nullable: true,
      resolve: (evidence) => evidence.productDescription,
    }),
    customerName: t.string({
      description: EVIDENCE.customerName,
      nullable: true,
      resolve: (evidence) => evidence.customerName,
    }),
    customerEmail: t.string({
      description: EVIDENCE.customerEmail,
      nullable: true,
      resolve: (evidence) => evidence.customerEmail,
    }),
    shippingCarrier: t.string({
      description: EVIDENCE.shippingCarrier,
      nullable: true,
      resolve: (evidence) => evidence.shippingCarrier,
    }),
    shippingTrackingNumber: t.string({
      description: EVIDENCE.shippingTrackingNumber,
      nullable: true,
      resolve: (evidence) => evidence.shippingTrackingNumber,
    }),
    shippedAt: t.field({
      description: EVIDENCE.shippedAt,
      type: 'DateTime',
      nullable: true,
      resolve: ({ shippedAt }) => (shippedAt === undefined ? null : Date.parse(shippedAt)),
    }),
    refundPolicy: t.string({
      description: EVIDENCE.refundPolicy,
      nullable: true,
      resolve: (evidence) => evidence.refundPolicy,
    }),
    customerCommunication: t.string({
      description: EVIDENCE.customerCommunication,
      nullable: true,
      resolve: (evidence) => evidence.customerCommunication,
    }),
    explanation: t.string({
      description: EVIDENCE.explanation,
      nullable: true,
      resolve: (evidence) => evidence.explanation,
    }),
  }),
})

export const DisputeType = builder.objectRef<DisputeNode>('Dispute').implement({
  description:
    "The shopper's bank contests a payment. The gateway tells of it and of every step; Turnpike keeps the newest picture.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: NODE_FIELDS.id,
      resolve: ({ paymentId, view }) => childId('dispute', paymentId, view.number),
    }),
    mode: t.field({ description: NODE_FIELDS.mode, type: ModeEnum, resolve: ({ mode }) => mode }),
    stage: t.field({
      description: 'How far it has gone. From CHARGEBACK on the money is taken back.',
      type: DisputeStageEnum,
      resolve: ({ view }) => view.stage,
    }),
    status: t.field({
      description: 'Whose turn it is, or how it ended.',
      type: DisputeStatusEnum,
      resolve: ({ view }) => view.status,
    }),
    amount: t.field({
      description: "What is contested, in the payment's currency.",
      type: MoneyType,
      resolve: ({ view, currency }) => ({ amountMinor: view.amountMinor, currency }),
    }),
    reason: t.string({
      description: "Why the shopper contests it, in the gateway's words.",
      resolve: ({ view }) => view.reason,
    }),
    reasonCode: t.string({
      description: "The card scheme's code for the reason, such as Visa's `10.4`.",
      resolve: ({ view }) => view.reasonCode,
    }),
    payment: t.field({
      description: 'The payment that is contested, as it is now.',
      type: PaymentType,
      resolve: (node, _args, context) => paymentOf(node, context),
    }),
    respondBy: t.field({
      description: 'The last moment for a response; null where the gateway names none.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ view }) => view.respondByMs,
    }),
    evidence: t.field({
      description: 'Null until there is some, or after erasure.',
      type: DisputeEvidenceType,
      nullable: true,
      resolve: async (node, _args, context) =>
        disputeOf(await paymentOf(node, context), node.view.number)?.view.evidence,
    }),
    origin: t.field({
      description: "Always GATEWAY: disputes begin at the shopper's bank.",
      type: OriginEnum,
      resolve: ({ view }) => view.origin,
    }),
    createdAt: t.field({
      description: 'When it was learnt of.',
      type: 'DateTime',
      resolve: ({ view }) => view.createdAtMs,
    }),
    updatedAt: t.field({
      description: NODE_FIELDS.updatedAt,
      type: 'DateTime',
      resolve: ({ view }) => view.updatedAtMs,
    }),
  }),
})

export const DisputeConnectionType = connectionType('Dispute', DisputeType)

builder.objectField(PaymentType, 'disputes', (t) =>
  t.field({
    description: 'Newest first; ended ones too.',
    type: DisputeConnectionType,
    args: pageArguments(t),
    resolve: async (payment, { first, after }, context) => {
      const page = { first: checkFirst(first), before: checkChildCursor(after, 'dispute', payment.id) }
      const present = await presentOf(payment, context)
      const toEdge = (view: DisputeView) => ({
        node: disputeNode(present, view),
        cursor: childId('dispute', payment.id, view.number),
      })
      return childPage(present.disputes, page, toEdge, present.asOfMs ?? Date.now())
    },
  }),
)
