import { childId, type Mode } from '../src/ids/ids.ts'
import type { PaymentView, RefundView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { checkChildCursor, checkFirst, childPage } from './connection.ts'
import { type ApiContext, type ChildRow, loadPayment, presentOf } from './context.ts'
import { ModeEnum, OriginEnum, RefundStatusEnum } from './enums.ts'
import { PaymentFailureType } from './failure.ts'
import { MoneyType } from './money.ts'
import { pageArguments } from './pageArguments.ts'
import { PaymentType } from './payment.ts'
import { connectionType, NODE_FIELDS, NodeInterface } from './relay.ts'

/** A refund with its payment's facts; the payment itself is there when the refund came from its object. */
export interface RefundNode extends ChildRow<RefundView> {
  readonly __typename: 'Refund'
  readonly mode: Mode
  readonly payment?: PaymentView
}

export const refundNode = (payment: PaymentView, view: RefundView): RefundNode => ({
  __typename: 'Refund',
  paymentId: payment.id,
  mode: payment.mode,
  currency: payment.currency,
  view,
  payment,
})

export const refundOf = (payment: PaymentView | null, number: number): RefundNode | undefined => {
  const view = payment?.refunds.find((refund) => refund.number === number)
  return payment === null || view === undefined ? undefined : refundNode(payment, view)
}

/** The payment that a refund of the read model belongs to, from its object. */
async function paymentOf(node: RefundNode, context: ApiContext): Promise<PaymentView> {
  const payment = node.payment ?? (await loadPayment(context, node.paymentId))
  if (payment === null) throw new Error('a refund of the read model has no payment')
  return payment
}

export const RefundType = builder.objectRef<RefundNode>('Refund').implement({
  description: 'Captured money that goes back to the card it came from, asked for here or made at the gateway.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: NODE_FIELDS.id,
      resolve: ({ paymentId, view }) => childId('refund', paymentId, view.number),
    }),
    mode: t.field({ description: NODE_FIELDS.mode, type: ModeEnum, resolve: ({ mode }) => mode }),
    status: t.field({
      description: 'Whether it is paid back.',
      type: RefundStatusEnum,
      resolve: ({ view }) => view.status,
    }),
    amount: t.field({
      description: "In the payment's currency.",
      type: MoneyType,
      resolve: ({ view, currency }) => ({ amountMinor: view.amountMinor, currency }),
    }),
    payment: t.field({
      description: 'The payment that it gives money back of, as it is now.',
      type: PaymentType,
      resolve: (node, _args, context) => paymentOf(node, context),
    }),
    reason: t.string({
      description: 'As it was given to `refundPayment`; null where none was, or after erasure.',
      nullable: true,
      resolve: async (node, _args, context) => refundOf(await paymentOf(node, context), node.view.number)?.view.reason,
    }),
    failure: t.field({
      description: 'Set when it is FAILED.',
      type: PaymentFailureType,
      nullable: true,
      resolve: ({ view }) => view.failure,
    }),
    origin: t.field({
      description: 'Whether it was asked for here or made at the gateway.',
      type: OriginEnum,
      resolve: ({ view }) => view.origin,
    }),
    createdAt: t.field({
      description: 'When it was asked for, or was learnt of.',
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

export const RefundConnectionType = connectionType('Refund', RefundType)

builder.objectField(PaymentType, 'refunds', (t) =>
  t.field({
    description: 'Newest first; failed ones too.',
    type: RefundConnectionType,
    args: pageArguments(t),
    resolve: async (payment, { first, after }, context) => {
      const page = { first: checkFirst(first), before: checkChildCursor(after, 'refund', payment.id) }
      const present = await presentOf(payment, context)
      const toEdge = (view: RefundView) => ({
        node: refundNode(present, view),
        cursor: childId('refund', payment.id, view.number),
      })
      return childPage(present.refunds, page, toEdge, present.asOfMs ?? Date.now())
    },
  }),
)
