import type { GatewayRequest } from '../forward.ts'
import type { AttemptRequest, AuthorizeRequest } from '../gateway.ts'
import type { PaypalAmount } from './currency.ts'

/** The whole object in the answer instead of its id and status. */
const WHOLE = { prefer: 'return=representation' }

export const get = (path: string): GatewayRequest => ({ method: 'GET', path })

/** With a request id, a repetition gets the stored answer and does nothing again. */
export const post = (path: string, body: object, requestId?: string): GatewayRequest => ({
  method: 'POST',
  path,
  headers: requestId === undefined ? WHOLE : { ...WHOLE, 'paypal-request-id': requestId },
  body,
})

const ORDERS = '/v2/checkout/orders'
export const orderPath = (orderId: string): string => `${ORDERS}/${encodeURIComponent(orderId)}`
export const authorizationPath = (id: string): string => `/v2/payments/authorizations/${encodeURIComponent(id)}`
export const capturePath = (id: string): string => `/v2/payments/captures/${encodeURIComponent(id)}`
export const disputePath = (id: string): string => `/v1/customer/disputes/${encodeURIComponent(id)}`

/** What an order is for. It decides which of the two calls may charge it: the other one is refused. */
export const intentOf = (capture: boolean): 'CAPTURE' | 'AUTHORIZE' => (capture ? 'CAPTURE' : 'AUTHORIZE')

/**
 * An order that nobody pays yet. Its request id is known to every later call about the attempt, so that the order of an
 * attempt is found again by creating it once more.
 */
export function creationOf(attempt: AttemptRequest, amount: PaypalAmount, paymentSource?: object): GatewayRequest {
  const { paymentId, attemptId, capture } = attempt
  const body = {
    intent: intentOf(capture),
    purchase_units: [{ reference_id: paymentId, custom_id: paymentId, invoice_id: attemptId, amount }],
    ...(paymentSource === undefined ? {} : { payment_source: paymentSource }),
  }
  return post(ORDERS, body, `${attemptId}_create`)
}

/** The shopper approves on PayPal's pages; "cancel" brings them back as well, without an approval. */
export const walletOf = ({ returnUrl }: AuthorizeRequest) => ({
  paypal: {
    experience_context: {
      return_url: returnUrl,
      cancel_url: returnUrl,
      user_action: 'PAY_NOW',
      shipping_preference: 'NO_SHIPPING',
      payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
    },
  },
})

const chargePath = (orderId: string, capture: boolean): string =>
  `${orderPath(orderId)}/${capture ? 'capture' : 'authorize'}`

/** The one call that charges or holds a card. 3-D Secure is asked for where law requires it: that is PayPal's default. */
export const cardCharge = (request: AuthorizeRequest, orderId: string): GatewayRequest => ({
  ...post(
    chargePath(orderId, request.capture),
    { payment_source: { card: { ...shopperOf(request), ...storedOf(request) } } },
    request.attemptId,
  ),
  cardFields: [
    [['payment_source', 'card', 'number'], 'number'],
    [['payment_source', 'card', 'expiry'], 'expiryYearMonth'],
    [['payment_source', 'card', 'security_code'], 'cvc'],
    [['payment_source', 'card', 'name'], 'name'],
  ],
})

const shopperOf = ({ returnUrl }: AuthorizeRequest): object => ({
  experience_context: { return_url: returnUrl, cancel_url: returnUrl },
})

/** PayPal wants the network's reference from merchants alone. */
function storedOf({ credential }: AuthorizeRequest): object {
  if (credential === undefined) return {}
  const { initiatedBy, use, networkTransactionId: id } = credential
  const isMerchant = initiatedBy === 'MERCHANT'
  const previous = isMerchant && id !== undefined ? { previous_network_transaction_reference: { id } } : {}
  return {
    stored_credential: { payment_initiator: initiatedBy, payment_type: 'UNSCHEDULED', usage: use, ...previous },
  }
}

/** Charges or holds what the shopper has approved. */
export const approvedCharge = ({ attemptId, capture }: AttemptRequest, orderId: string): GatewayRequest =>
  post(chargePath(orderId, capture), {}, `${attemptId}_complete`)

/** Replaces the intent by the other one, so that the call that would charge the attempt is refused from then on. */
export const intentChange = ({ capture }: AttemptRequest, orderId: string): GatewayRequest => ({
  method: 'PATCH',
  path: orderPath(orderId),
  body: [{ op: 'replace', path: '/intent', value: intentOf(!capture) }],
})
