import type { FaultKind } from '../../contract/double.ts'
import { type Book, type BookedOrder, type Charge, newId, now } from './book.ts'
import { payerAction, related, showAuthorization, showCapture, showOrder } from './show.ts'

export interface Context {
  readonly book: Book
  readonly origin: string
  readonly fault: FaultKind | undefined
}
export interface Result {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/** Numbers by what comes of them: those that the test cards of other gateways and of the sandbox have in common. */
export const CARDS = {
  approved: '4242424242424242',
  declined: '4000000000009995',
  challenged: '4000000000003220',
} as const

/** Processor response codes of the numbers that are declined. */
const DECLINES: ReadonlyMap<string, string> = new Map([
  [CARDS.declined, '5120'],
  ['4000000000000002', '0500'],
  ['4000000000009987', '9520'],
  ['4000000000000069', '5400'],
  ['4000000000000127', '5110'],
  ['4100000000000019', '9500'],
])

const NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST',
  401: 'AUTHENTICATION_FAILURE',
  403: 'NOT_AUTHORIZED',
  404: 'RESOURCE_NOT_FOUND',
  409: 'RESOURCE_CONFLICT',
  422: 'UNPROCESSABLE_ENTITY',
  429: 'RATE_LIMIT_REACHED',
  500: 'INTERNAL_SERVER_ERROR',
}
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Request is not well-formed, syntactically incorrect, or violates schema.',
  401: 'Authentication failed due to missing authorization header, or invalid authentication credentials.',
  403: 'Authorization failed due to insufficient permissions.',
  404: 'The specified resource does not exist.',
  409: 'The server has detected a conflict while processing this request.',
  422: 'The requested action could not be performed, semantically incorrect, or failed business validation.',
  429: 'Too many requests. Blocked due to rate limiting.',
  500: 'An internal server error occurred.',
}

export const refused = (status: number, issue?: string, links: readonly unknown[] = []): Result => ({
  status,
  body: {
    name: NAMES[status],
    message: MESSAGES[status],
    debug_id: 'b1d1f06c7246c',
    ...(issue === undefined ? {} : { details: [{ issue }] }),
    links: [
      { href: `https://developer.paypal.com/docs/api/orders/v2/#error-${issue}`, rel: 'information_link' },
      ...links,
    ],
  },
})
export const missing = (): Result => refused(404, 'INVALID_RESOURCE_ID')

export function tell(book: Book, order: BookedOrder, type: string, kind: string, resource: unknown): void {
  const event = {
    id: `WH-${newId()}-${newId()}`,
    event_version: '1.0',
    create_time: now(),
    resource_type: kind,
    resource_version: '2.0',
    event_type: type,
    summary: `${type} of ${order.amount.currency_code} ${order.amount.value}`,
    resource: structuredClone(resource),
    links: [],
  }
  book.events.push({ paymentId: order.paymentId, event })
}

// biome-ignore lint/suspicious/noExplicitAny: a parsed request, which PayPal's own schema has judged already.
type Body = any

export function createOrder({ book, origin }: Context, body: Body): Result {
  const [unit] = body.purchase_units
  const order: BookedOrder = {
    id: newId(),
    paymentId: unit.custom_id,
    attemptId: unit.invoice_id,
    customId: unit.custom_id,
    amount: unit.amount,
    intent: body.intent,
    status: 'CREATED',
    createdAt: now(),
    authorizations: [],
    captures: [],
    refunds: [],
  }
  book.orders.set(order.id, order)
  const wallet = body.payment_source?.paypal
  if (wallet !== undefined) {
    order.source = 'paypal'
    order.status = 'PAYER_ACTION_REQUIRED'
    order.returnUrl = wallet.experience_context.return_url
  }
  return { status: wallet === undefined ? 201 : 200, body: showOrder(order, origin) }
}

export function readOrder({ book, origin }: Context, id: string): Result {
  const order = book.orders.get(id)
  return order === undefined ? missing() : { status: 200, body: showOrder(order, origin) }
}

export function patchOrder({ book }: Context, id: string, patches: Body): Result {
  const order = book.orders.get(id)
  if (order === undefined) return missing()
  if (order.status === 'COMPLETED') return refused(422, 'ORDER_ALREADY_COMPLETED')
  for (const { op, path, value } of patches) {
    if (path !== '/intent' || op !== 'replace') return refused(422, 'NOT_PATCHABLE')
    order.intent = value
  }
  return { status: 204, body: undefined }
}

/** `/capture` and `/authorize`: the calls that charge, with a card or what the shopper has approved. */
export function chargeOrder(context: Context, id: string, verb: string, body: Body): Result {
  const { book, origin, fault } = context
  const order = book.orders.get(id)
  if (order === undefined) return missing()
  if (order.intent !== (verb === 'capture' ? 'CAPTURE' : 'AUTHORIZE'))
    return refused(422, 'ACTION_DOES_NOT_MATCH_INTENT')
  if (order.status === 'COMPLETED') {
    return refused(422, verb === 'capture' ? 'ORDER_ALREADY_CAPTURED' : 'ORDER_ALREADY_AUTHORIZED')
  }
  const card = body?.payment_source?.card
  if (card?.number !== undefined) {
    order.source = 'card'
    order.returnUrl = card.experience_context.return_url
    order.card = {
      name: card.name,
      last_digits: card.number.slice(-4),
      brand: 'VISA',
      type: 'CREDIT',
      expiry: card.expiry,
      bin_details: { bin_country_code: 'DE' },
    }
    if (card.number === CARDS.challenged) {
      order.status = 'PAYER_ACTION_REQUIRED'
      return refused(422, 'PAYER_ACTION_REQUIRED', [payerAction(order, origin)])
    }
  } else if (order.status !== 'APPROVED') return refused(422, 'ORDER_NOT_APPROVED')
  charge(context, order, DECLINES.get(card?.number) ?? (fault === 'declined' ? '5120' : undefined))
  const shown = showOrder(order, origin)
  return { status: 201, body: fault === 'unknown_status' ? { ...shown, status: 'LEVITATING' } : shown }
}

function charge({ book, origin, fault }: Context, order: BookedOrder, declinedFor: string | undefined): void {
  const isDeclined = declinedFor !== undefined
  // What a gateway that is out of its mind would book.
  if (fault === 'wrong_amount') order.amount = { ...order.amount, value: `1${order.amount.value}` }
  if (fault === 'wrong_currency') order.amount = { ...order.amount, currency_code: 'USD' }
  if (fault === 'wrong_reference') order.customId = 'pay_of_somebody_else'
  order.status = 'COMPLETED'
  const isHold = order.intent === 'AUTHORIZE'
  const made: Charge = {
    id: newId(),
    orderId: order.id,
    invoiceId: order.attemptId,
    amount: order.amount,
    createdAt: now(),
    status: isHold ? (isDeclined ? 'DENIED' : 'CREATED') : isDeclined ? 'DECLINED' : 'COMPLETED',
    responseCode: declinedFor ?? '0000',
    ...(isHold ? {} : { isFinal: true }),
  }
  if (isHold) {
    order.authorizations.push(made)
    if (isDeclined) return
    const shown = { ...showAuthorization(order, made, origin), ...related(made) }
    tell(book, order, 'PAYMENT.AUTHORIZATION.CREATED', 'authorization', shown)
    return
  }
  order.captures.push(made)
  const shown = { ...showCapture(order, made, origin), ...related(made) }
  tell(book, order, `PAYMENT.CAPTURE.${made.status}`, 'capture', shown)
}

/** What the shopper does on PayPal's or the bank's page. Approving what is charged already changes nothing. */
export function answerOrder({ book, origin }: Context, id: string, isApproved: boolean): BookedOrder | undefined {
  const order = book.orders.get(id)
  if (order?.status !== 'PAYER_ACTION_REQUIRED') return order
  if (order.source === 'card') {
    order.authentication = {
      liability_shift: isApproved ? 'POSSIBLE' : 'NO',
      three_d_secure: { enrollment_status: 'Y', authentication_status: isApproved ? 'Y' : 'N' },
    }
  }
  if (isApproved) {
    order.status = 'APPROVED'
    tell(book, order, 'CHECKOUT.ORDER.APPROVED', 'checkout-order', showOrder(order, origin))
  }
  return order
}
