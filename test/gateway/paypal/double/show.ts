import { type BookedOrder, type Charge, type Dispute, now, type Refund } from './book.ts'

type Json = Readonly<Record<string, unknown>>

const link = (origin: string, path: string, rel: string, method = 'GET') => ({ href: `${origin}${path}`, rel, method })

export function showOrder(order: BookedOrder, origin: string): Json {
  const payments = {
    ...(order.authorizations.length === 0
      ? {}
      : { authorizations: order.authorizations.map((one) => showAuthorization(order, one, origin)) }),
    ...(order.captures.length === 0 ? {} : { captures: order.captures.map((one) => showCapture(order, one, origin)) }),
    ...(order.refunds.length === 0 ? {} : { refunds: order.refunds.map((one) => showRefund(order, one, origin)) }),
  }
  const links = [link(origin, `/v2/checkout/orders/${order.id}`, 'self')]
  if (order.status === 'PAYER_ACTION_REQUIRED') links.push(payerAction(order, origin))
  return {
    id: order.id,
    intent: order.intent,
    status: order.status,
    ...(order.source === undefined ? {} : { payment_source: { [order.source]: sourceOf(order) } }),
    purchase_units: [
      {
        reference_id: order.paymentId,
        amount: order.amount,
        payee: { merchant_id: 'QNQTJGJJ4NQWA' },
        custom_id: order.customId,
        invoice_id: order.attemptId,
        ...(Object.keys(payments).length === 0 ? {} : { payments }),
      },
    ],
    create_time: order.createdAt,
    links,
  }
}

export const payerAction = (order: BookedOrder, origin: string) =>
  link(origin, `/checkoutnow/${order.id}`, 'payer-action')

const sourceOf = ({ source, card, authentication }: BookedOrder): Json =>
  source === 'paypal'
    ? { email_address: 'shopper@example.com', account_id: 'QYR5Z8XDVJNXQ', account_status: 'VERIFIED' }
    : { ...card, ...(authentication === undefined ? {} : { authentication_result: authentication }) }

const HOLD_DAYS = 29
const processor = ({ responseCode }: Charge) =>
  responseCode === undefined
    ? {}
    : { processor_response: { response_code: responseCode, avs_code: 'Y', cvv_code: 'M' } }

export function showAuthorization(order: BookedOrder, one: Charge, origin: string): Json {
  const path = `/v2/payments/authorizations/${one.id}`
  return {
    id: one.id,
    status: one.status,
    amount: one.amount,
    custom_id: order.customId,
    invoice_id: one.invoiceId,
    expiration_time: new Date(Date.parse(one.createdAt) + HOLD_DAYS * 86_400_000).toISOString(),
    create_time: one.createdAt,
    update_time: now(),
    ...processor(one),
    links: [link(origin, path, 'self'), link(origin, `${path}/capture`, 'capture', 'POST')],
  }
}

export function showCapture(order: BookedOrder, one: Charge, origin: string): Json {
  const path = `/v2/payments/captures/${one.id}`
  return {
    id: one.id,
    status: one.status,
    amount: one.amount,
    custom_id: order.customId,
    invoice_id: one.invoiceId,
    ...(one.isFinal === undefined ? {} : { final_capture: one.isFinal }),
    create_time: one.createdAt,
    update_time: now(),
    ...processor(one),
    links: [link(origin, path, 'self'), link(origin, `${path}/refund`, 'refund', 'POST')],
  }
}

/** Events and look-ups of a single payment name what it belongs to. */
export const related = ({ orderId, authorizationId }: Charge): Json => ({
  supplementary_data: {
    related_ids: { order_id: orderId, ...(authorizationId === undefined ? {} : { authorization_id: authorizationId }) },
  },
})

export const showRefund = (order: BookedOrder, one: Refund, origin: string): Json => ({
  id: one.id,
  status: one.status,
  amount: one.amount,
  custom_id: one.customId ?? order.customId,
  ...(one.invoiceId === undefined ? {} : { invoice_id: one.invoiceId }),
  create_time: one.createdAt,
  update_time: now(),
  links: [
    link(origin, `/v2/payments/refunds/${one.id}`, 'self'),
    link(origin, `/v2/payments/captures/${one.captureId}`, 'up'),
  ],
})

const RESPONSE_DAYS = 10

export function showDispute(dispute: Dispute, origin: string): Json {
  const path = `/v1/customer/disputes/${dispute.id}`
  const isOpen = dispute.status === 'WAITING_FOR_SELLER_RESPONSE'
  return {
    dispute_id: dispute.id,
    create_time: dispute.createdAt,
    update_time: now(),
    disputed_transactions: [{ seller_transaction_id: dispute.captureId, gross_amount: dispute.amount }],
    reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    status: dispute.status,
    dispute_amount: dispute.amount,
    dispute_life_cycle_stage: dispute.stage,
    dispute_channel: 'INTERNAL',
    ...(dispute.outcome === undefined ? {} : { dispute_outcome: { outcome_code: dispute.outcome } }),
    ...(isOpen
      ? { seller_response_due_date: new Date(Date.parse(dispute.createdAt) + RESPONSE_DAYS * 86_400_000).toISOString() }
      : {}),
    ...(dispute.notes.length === 0
      ? {}
      : { supporting_info: dispute.notes.map((notes) => ({ notes, source: 'SUBMITTED_BY_SELLER' })) }),
    links: [
      link(origin, path, 'self'),
      ...(isOpen && dispute.stage !== 'INQUIRY'
        ? [link(origin, `${path}/provide-supporting-info`, 'provide-supporting-info', 'POST')]
        : []),
      ...(isOpen ? [link(origin, `${path}/accept-claim`, 'accept_claim', 'POST')] : []),
    ],
  }
}
