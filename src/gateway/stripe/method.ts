import { type Failure, failureOf } from '../../failure/failure.ts'
import type { GatewayRequest } from '../forward.ts'
import type { AttemptRequest, AuthorizeRequest, PaymentMethodKind } from '../gateway.ts'
import { post } from './requests.ts'

/** Stripe's `type` of each method that this connector runs. What Google Pay gives is a token of Stripe's own for a card. */
const TYPES = {
  card: 'card',
  google_pay: 'card',
  bancontact: 'bancontact',
  eps: 'eps',
  ideal: 'ideal',
  p24: 'p24',
} as const satisfies Readonly<Partial<Record<PaymentMethodKind, string>>>

type Run = keyof typeof TYPES
export const STRIPE_RUNS: readonly Run[] = Object.keys(TYPES).filter((kind): kind is Run => Object.hasOwn(TYPES, kind))

const isRun = (kind: PaymentMethodKind): kind is Run => Object.hasOwn(TYPES, kind)

export const stripeTypeOf = ({ method = 'card' }: Pick<AttemptRequest, 'method'>): string =>
  isRun(method) ? TYPES[method] : method

/** What Stripe's pages of these methods demand of who pays (docs.stripe.com/payments/{bancontact,eps,p24}). */
export function missingOf({ method, payer }: AuthorizeRequest): Failure | undefined {
  if ((method === 'bancontact' || method === 'eps') && payer?.name === undefined) {
    return failureOf('payer_name_missing', 'billing_details.name')
  }
  if (method === 'p24' && payer?.email === undefined) return failureOf('payer_email_invalid', 'billing_details.email')
  return undefined
}

/** The payment method that the intent is confirmed with. It charges nothing. */
export function methodOf(request: AuthorizeRequest): GatewayRequest {
  const { attemptId, method, payer = {} } = request
  const create = (body: object): GatewayRequest => post('/v1/payment_methods', body, `${attemptId}_method`)
  switch (method) {
    case 'card':
      return { ...create({ type: 'card', card: { networks: {} }, billing_details: {} }), ...CARD }
    case 'google_pay':
      return { ...create({ type: 'card', card: {} }), walletFields: [[['card', 'token'], 'tokenId']] }
    default:
      return create({ type: stripeTypeOf(request), billing_details: payer })
  }
}

const CARD = {
  cardFields: [
    [['card', 'number'], 'number'],
    [['card', 'exp_month'], 'expiryMonth'],
    [['card', 'exp_year'], 'expiryYear'],
    [['card', 'cvc'], 'cvc'],
    [['billing_details', 'name'], 'name'],
    // A wish of the payment method's: where the card does not have the network, Stripe takes the other.
    [['card', 'networks', 'preferred'], 'network'],
  ],
  networkNames: { visa: 'visa', mastercard: 'mastercard', cartes_bancaires: 'cartes_bancaires' },
} as const
