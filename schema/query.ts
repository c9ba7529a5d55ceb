import { parseId } from '../src/ids/ids.ts'
import type { PaymentView } from '../src/payment/view.ts'
import { attemptNode, captureNode } from './attempt.ts'
import { builder } from './builder.ts'
import { type ApiContext, loadPayment, loadPaymentAt } from './context.ts'
import { disputeOf } from './dispute.ts'
import { eventOf } from './event.ts'
import { accountsOf, GatewayType } from './gateway.ts'
import { checkDateTime } from './input/dateTime.ts'
import { needOperator } from './operator.ts'
import { PaymentType } from './payment.ts'
import { topLevelError } from './problem.ts'
import { refundOf } from './refund.ts'
import { NodeInterface, type NodeValue } from './relay.ts'

/** A malformed id asks nobody: it answers as one that does not exist. */
async function findNode(context: ApiContext, text: string): Promise<NodeValue | undefined | null> {
  const id = parseId(text)
  if (id === undefined) return null
  if (id.kind === 'event') return eventOf(context, id.paymentId, id.number)
  const payment = await loadPayment(context, id.paymentId)
  if (payment === null || id.kind === 'payment') return payment
  return childNode(payment, id.kind, id.number)
}

function childNode(
  payment: PaymentView,
  kind: 'attempt' | 'capture' | 'refund' | 'dispute',
  number: number,
): NodeValue | undefined {
  switch (kind) {
    case 'refund':
      return refundOf(payment, number)
    case 'dispute':
      return disputeOf(payment, number)
    case 'attempt': {
      const attempt = payment.attempts.find((candidate) => candidate.number === number)
      return attempt && attemptNode(payment, attempt)
    }
    case 'capture': {
      const capture = payment.captures.find((candidate) => candidate.number === number)
      return capture && captureNode(payment, capture)
    }
  }
}

/** The moment that is asked for, in milliseconds; undefined for the present. */
function readAsOf(asOf: unknown, { identity }: ApiContext): number | undefined {
  if (asOf === undefined || asOf === null) return undefined
  if (identity?.kind === 'client') {
    throw topLevelError('FORBIDDEN', 'This credential may not use the argument Query.payment(asOf:).')
  }
  const checked = checkDateTime(asOf, ['asOf'])
  if (checked.ok) return checked.value
  throw topLevelError('BAD_REQUEST', `asOf ${checked.error.message}.`)
}

builder.queryFields((t) => ({
  node: t.field({
    description:
      'Any payment, attempt, capture, refund, dispute or event by its id. Null where there is none for this credential.',
    type: NodeInterface,
    nullable: true,
    args: { id: t.arg.id({ description: 'It begins with pay_, att_, cap_, ref_, dsp_ or evt_.', required: true }) },
    resolve: (_root, { id }, context) => findNode(context, id),
  }),
  payment: t.field({
    description:
      "One payment as it is now, straight from its writer, or with `asOf` as it was. Null where there is none for this credential. A client secret reads its own payment, until 30 days after the payment's end, and a few fields of it only.",
    type: PaymentType,
    nullable: true,
    args: {
      id: t.arg.id({ description: 'As `createPayment` answered it; it begins with pay_.', required: true }),
      asOf: t.arg({
        type: 'DateTime',
        description:
          'A moment to look back to: the payment as it stood after the last commit at or before it, with all that is under it, `events` and `allowedActions` too; null before the payment existed. A moment in the future is the present. What was erased since is gone. For secret and operator keys; a client secret gets FORBIDDEN.',
      }),
    },
    resolve: (_root, { id, asOf }, context) => {
      const atMs = readAsOf(asOf, context)
      const parsed = parseId(id)
      if (parsed?.kind !== 'payment') return null
      return atMs === undefined
        ? loadPayment(context, parsed.paymentId)
        : loadPaymentAt(context, parsed.paymentId, atMs)
    },
  }),
  gateways: t.field({
    description:
      "The merchant's gateway accounts in the mode of the key, in their order. For operator keys; others get FORBIDDEN.",
    type: [GatewayType],
    resolve: async (_root, _args, context) => [
      ...(await accountsOf(context.services, needOperator(context, 'Query.gateways'))),
    ],
  }),
}))
