import type { AuthorizeRequest } from '../gateway.ts'
import type { Authentication, TransactionStatus } from '../threeDS.ts'
import type { StripeCard } from './shapes.ts'

/**
 * What the confirmation asks of 3-D Secure. Stripe asks for exemptions by itself, by its own judgement of the risk: its
 * `exemption_indicator` belongs to authentications that were made elsewhere and is refused without their cryptogram.
 */
export const wishOf = ({ threeDS }: AuthorizeRequest): object =>
  threeDS?.challenge === 'REQUIRED' ? { payment_method_options: { card: { request_three_d_secure: 'challenge' } } } : {}

/** Stripe's `result` of an authentication (docs.stripe.com/api/charges/object) in the protocol's own word. */
const STATUSES: ReadonlyMap<string, TransactionStatus> = new Map([
  ['authenticated', 'Y'],
  ['attempt_acknowledged', 'A'],
  ['failed', 'N'],
  ['exempted', 'I'],
  ['processing_error', 'U'],
])
const FLOWS: ReadonlyMap<string, NonNullable<Authentication['flow']>> = new Map([
  ['frictionless', 'FRICTIONLESS'],
  ['challenge', 'CHALLENGE'],
])

export function authenticationOf(card: StripeCard): { readonly authentication?: Authentication } {
  const told = card?.three_d_secure
  if (told == null) return {}
  const transactionStatus = STATUSES.get(told.result ?? '')
  const flow = FLOWS.get(told.authentication_flow ?? '')
  const authentication: Authentication = {
    ...(transactionStatus === undefined ? {} : { transactionStatus }),
    ...(flow === undefined ? {} : { flow }),
    ...(told.version == null ? {} : { version: told.version }),
    ...(told.electronic_commerce_indicator == null ? {} : { eci: told.electronic_commerce_indicator }),
    ...(told.exemption_indicator === 'low_risk' ? { exemptionGranted: 'TRANSACTION_RISK_ANALYSIS' } : {}),
  }
  return Object.keys(authentication).length > 0 ? { authentication } : {}
}
