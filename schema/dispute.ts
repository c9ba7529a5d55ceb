import type { DisputeEvidence } from '../src/gateway/gateway.ts'
import { childId, type Mode } from '../src/ids/ids.ts'
import type { DisputeView, PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { checkChildCursor, checkFirst, childPage } from './connection.ts'
import { type ApiContext, type ChildRow, loadPayment, presentOf } from './context.ts'
import { DisputeStageEnum, DisputeStatusEnum, ModeEnum, OriginEnum } from './enums.ts'
import { MoneyType } from './money.ts'
import { PaymentType } from './payment.ts'
import { connectionType, NodeInterface } from './relay.ts'

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
  description: 'What was submitted, or is kept as a draft.',
  fields: (t) => ({
    productDescription: t.string({ nullable: true, resolve: (evidence) => evidence.productDescription }),
    customerName: t.string({ nullable: true, resolve: (evidence) => evidence.customerName }),
    customerEmail: t.string({ nullable: true, resolve: (evidence) => evidence.customerEmail }),
    shippingCarrier: t.string({ nullable: true, resolve: (evidence) => evidence.shippingCarrier }),
    shippingTrackingNumber: t.string({ nullable: true, resolve: (evidence) => evidence.shippingTrackingNumber }),
    shippedAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ shippedAt }) => (shippedAt === undefined ? null : Date.parse(shippedAt)),
    }),
    refundPolicy: t.string({ nullable: true, resolve: (evidence) => evidence.refundPolicy }),
    customerCommunication: t.string({ nullable: true, resolve: (evidence) => evidence.customerCommunication }),
    explanation: t.string({ nullable: true, resolve: (evidence) => evidence.explanation }),
  }),
})

export const DisputeType = builder.objectRef<DisputeNode>('Dispute').implement({
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ resolve: ({ paymentId, view }) => childId('dispute', paymentId, view.number) }),
    mode: t.field({ type: ModeEnum, resolve: ({ mode }) => mode }),
    stage: t.field({ type: DisputeStageEnum, resolve: ({ view }) => view.stage }),
    status: t.field({ type: DisputeStatusEnum, resolve: ({ view }) => view.status }),
    amount: t.field({
      type: MoneyType,
      resolve: ({ view, currency }) => ({ amountMinor: view.amountMinor, currency }),
    }),
    reason: t.string({ description: "In the gateway's words.", resolve: ({ view }) => view.reason }),
    reasonCode: t.string({ description: "The scheme's code.", resolve: ({ view }) => view.reasonCode }),
    payment: t.field({ type: PaymentType, resolve: (node, _args, context) => paymentOf(node, context) }),
    respondBy: t.field({ type: 'DateTime', nullable: true, resolve: ({ view }) => view.respondByMs }),
    evidence: t.field({
      type: DisputeEvidenceType,
      nullable: true,
      resolve: async (node, _args, context) =>
        disputeOf(await paymentOf(node, context), node.view.number)?.view.evidence,
    }),
    origin: t.field({ type: OriginEnum, resolve: ({ view }) => view.origin }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ view }) => view.createdAtMs }),
    updatedAt: t.field({ type: 'DateTime', resolve: ({ view }) => view.updatedAtMs }),
  }),
})

export const DisputeConnectionType = connectionType('Dispute', DisputeType)

builder.objectField(PaymentType, 'disputes', (t) =>
  t.field({
    type: DisputeConnectionType,
    args: { first: t.arg.int(), after: t.arg.string() },
    resolve: async (payment, { first, after }, context) => {
      const page = { first: checkFirst(first), before: checkChildCursor(after, 'dispute', payment.id) }
      const present = await presentOf(payment, context)
      const toEdge = (view: DisputeView) => ({
        node: disputeNode(present, view),
        cursor: childId('dispute', payment.id, view.number),
      })
      return childPage(present.disputes, page, toEdge, Date.now())
    },
  }),
)
