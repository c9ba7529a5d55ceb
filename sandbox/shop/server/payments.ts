import {
  CapturePaymentDocument,
  CreatePaymentDocument,
  type CreatePaymentInput,
  type MoneyInput,
  PaymentDocument,
  RefundPaymentDocument,
} from '../generated/graphql.ts'
import { PRODUCT, totalOf } from '../product.ts'
import type { Order, OrderPayment, OrderView } from '../view.ts'
import type { Orders } from './orders.ts'
import type { Graphql } from './turnpike.ts'

/**
 * The payment of an order. The order's id is the idempotency key, so asking again, after a crash, a time-out or a reload,
 * finds the same payment and never makes a second one.
 */
export async function paymentOf(graphql: Graphql, orders: Orders, order: Order): Promise<OrderPayment> {
  const known = orders.find(order.id)?.payment
  if (known !== undefined) return known
  const { createPayment } = await graphql(CreatePaymentDocument, { input: createPaymentInput(order) })
  if (createPayment.__typename !== 'CreatePaymentPayload') throw new Error(createPayment.message)
  const payment = { paymentId: createPayment.payment.id, clientSecret: createPayment.clientSecret }
  orders.setPayment(order.id, payment)
  return payment
}

export const createPaymentInput = (order: Order): CreatePaymentInput => ({
  idempotencyKey: order.id,
  amount: { amount: totalOf(order.quantity), currency: PRODUCT.currency },
  captureMethod: order.captureMethod,
  reference: referenceOf(order),
  description: `${order.quantity} × ${PRODUCT.name}`,
  returnUrl: order.returnUrl,
})

/** The order's number as a person reads it: too few digits in a row to be taken for a card's number. */
const referenceOf = ({ id }: Order): string => `lamp-${id.slice(0, 8)}`

/** What the shop itself sees of a payment, with its secret key. */
export async function readPayment(graphql: Graphql, paymentId: string): Promise<OrderView['payment']> {
  const { payment } = await graphql(PaymentDocument, { id: paymentId })
  if (payment === null) throw new Error(`Turnpike does not know ${paymentId}.`)
  return payment
}

/** Undefined where it was accepted, else the refusal in words. The key is the caller's: the same key, the same capture. */
export async function capture(
  graphql: Graphql,
  input: { paymentId: string; idempotencyKey: string; amount: MoneyInput | undefined },
): Promise<string | undefined> {
  const { capturePayment } = await graphql(CapturePaymentDocument, { input })
  return capturePayment.__typename === 'CapturePaymentPayload' ? undefined : capturePayment.message
}

export async function refund(
  graphql: Graphql,
  input: { paymentId: string; idempotencyKey: string; amount: MoneyInput | undefined },
): Promise<string | undefined> {
  const { refundPayment } = await graphql(RefundPaymentDocument, { input })
  return refundPayment.__typename === 'RefundPaymentPayload' ? undefined : refundPayment.message
}
