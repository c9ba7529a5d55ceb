import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { type Answer, emptyAnswer, jsonAnswer } from '../../http/answer.ts'
import { PRODUCT } from '../product.ts'
import { ACQUIRERS, type AcquirerName, type Order, type OrderView } from '../view.ts'
import { readAcquirer, setFault } from './acquirers.ts'
import type { Orders } from './orders.ts'
import { capture, createPaymentInput, paymentOf, readPayment, refund } from './payments.ts'
import { refusal } from './refusal.ts'
import type { Graphql } from './turnpike.ts'

export interface Shop {
  readonly orders: Orders
  readonly graphql: Graphql
  readonly sandboxOrigin: string
}

const NewOrder = z.strictObject({
  quantity: z.int().min(1).max(PRODUCT.mostPerOrder),
  captureMethod: z.enum(['AUTOMATIC', 'MANUAL']),
})
const Change = z.strictObject({ key: z.uuid(), amount: z.string().max(20).optional() })

/** The shop's own small API. Every change is JSON, which a page of another origin cannot send unasked. */
export async function answerFor(
  shop: Shop,
  origin: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const [, first, second, third, ...rest] = path.split('/')
  if (rest.length > 0) return notFound()
  if (first === 'orders' && second === undefined && method === 'POST') return place(shop, origin, body)
  if (first === 'orders' && second !== undefined && third !== undefined)
    return change(shop, method, second, third, body)
  if (first === 'faults' && isAcquirer(second) && third === undefined) {
    if (method !== 'PUT' && method !== 'DELETE') return notFound()
    const fault = method === 'PUT' ? z.record(z.string(), z.unknown()).nullable().catch(null).parse(body) : null
    return (await setFault(shop.sandboxOrigin, second, fault)) ? emptyAnswer(204) : refusal(400, 'No such fault.')
  }
  return notFound()
}

/** The order is kept before its payment is asked for: whatever breaks in between, its id finds the payment again. */
async function place(shop: Shop, origin: string, body: unknown): Promise<Answer> {
  const wanted = NewOrder.safeParse(body)
  if (!wanted.success) return refusal(400, `An order is 1 to ${PRODUCT.mostPerOrder} lamps.`)
  const id = randomUUID()
  const order = { ...wanted.data, id, returnUrl: `${origin}/orders/${id}` }
  shop.orders.add(order)
  return jsonAnswer(201, await viewOf(shop, order))
}

async function change(shop: Shop, method: string, id: string, action: string, body: unknown): Promise<Answer> {
  const order = shop.orders.find(id)
  if (order === undefined) return notFound()
  if (action === 'state' && method === 'GET') return jsonAnswer(200, await viewOf(shop, order))
  if (method !== 'POST' || (action !== 'capture' && action !== 'refund')) return notFound()
  const wanted = Change.safeParse(body)
  if (!wanted.success) return refusal(400, 'A key and at most an amount, please.')
  const { paymentId } = await paymentOf(shop.graphql, shop.orders, order)
  const { key: idempotencyKey, amount } = wanted.data
  const refused = await (action === 'capture' ? capture : refund)(shop.graphql, {
    paymentId,
    idempotencyKey,
    amount: amount === undefined ? undefined : { amount, currency: PRODUCT.currency },
  })
  return refused === undefined ? jsonAnswer(200, await viewOf(shop, order)) : refusal(409, refused)
}

async function viewOf(shop: Shop, order: Order): Promise<OrderView> {
  const { paymentId, clientSecret } = await paymentOf(shop.graphql, shop.orders, order)
  const [payment, a, b] = await Promise.all([
    readPayment(shop.graphql, paymentId),
    readAcquirer(shop.sandboxOrigin, 'a', paymentId),
    readAcquirer(shop.sandboxOrigin, 'b', paymentId),
  ])
  const { id, quantity, captureMethod, returnUrl } = order
  const input = createPaymentInput(order)
  const facts = { id, quantity, captureMethod, returnUrl, paymentId, clientSecret }
  return { ...facts, payment, acquirers: { a, b }, createPaymentInput: input }
}

const isAcquirer = (name: string | undefined): name is AcquirerName => ACQUIRERS.some((known) => known === name)

const notFound = (): Answer => refusal(404, 'There is nothing here.')
