import { failureOf } from '../../failure/failure.ts'
import type { AttemptRequest } from '../gateway.ts'
import type { AuthorizeOutcome, Lookup, ShopperAction, Unknown } from '../outcome.ts'
import { cardFacts } from './card.ts'
import { byLeaf } from './certainty.ts'
import { declineFailure } from './failures.ts'
import { referenceOf } from './reference.ts'
import { intentOf } from './requests.ts'
import { type Links, linkIn, type Order, type PaypalAuthorization, type PaypalCapture } from './shapes.ts'

const unknown = (reason: string): Unknown => ({ kind: 'unknown', reason })
export const FENCED: AuthorizeOutcome = { kind: 'unprocessed', failure: failureOf('fenced') }

const unitOf = (order: Order) => order.purchase_units?.[0]
export const paymentsOf = (order: Order) => unitOf(order)?.payments

/** The attempt that an order was made for, as it was told PayPal. */
const attemptOf = (order: Order): string | undefined => {
  const unit = unitOf(order)
  const [charge] = [...(unit?.payments?.authorizations ?? []), ...(unit?.payments?.captures ?? [])]
  return unit?.invoice_id ?? charge?.invoice_id
}

/**
 * What an order tells about its attempt. One that nobody has charged is "not found", for the request that charges it may
 * still be on its way; but not where its intent was replaced: that request is refused.
 */
export function outcomeOf(order: Order, attempt: AttemptRequest): Lookup<AuthorizeOutcome> {
  if (attemptOf(order) !== attempt.attemptId) return unknown('the answer is about another attempt')
  const [charge] = (attempt.capture ? paymentsOf(order)?.captures : paymentsOf(order)?.authorizations) ?? []
  switch (order.status) {
    case 'COMPLETED':
    case 'VOIDED':
      if (charge === undefined)
        return order.status === 'VOIDED' ? FENCED : unknown('a completed order without a payment')
      return attempt.capture ? captureOutcome(order, charge) : authorizationOutcome(order, charge)
    case 'CREATED':
    case 'SAVED':
    case 'APPROVED':
      return isFenced(order, attempt) ? FENCED : { kind: 'not_found' }
    case 'PAYER_ACTION_REQUIRED':
      return isFenced(order, attempt) ? FENCED : (actionOutcome(order, order.links) ?? { kind: 'not_found' })
    default:
      return unknown(`PayPal says ${order.status}`)
  }
}

/** The same where only the attempt's end or its next step is of use. */
export const settled = (lookup: Lookup<AuthorizeOutcome>): AuthorizeOutcome =>
  lookup.kind === 'not_found' ? unknown('the order was not charged') : lookup

const isFenced = (order: Order, { capture }: AttemptRequest): boolean =>
  order.intent !== undefined && order.intent !== intentOf(capture)

/** PayPal's pages for an approval take the whole page; those for 3-D Secure may be shown in place. */
export function actionOutcome(order: Pick<Order, 'id' | 'payment_source'>, links: Links): AuthorizeOutcome | undefined {
  const url = linkIn(links, 'payer-action')
  if (url === undefined) return undefined
  const card = order.payment_source?.card
  const type: ShopperAction['type'] = card === undefined ? 'redirect' : 'three_ds_challenge'
  return { kind: 'action_required', action: { type, url }, gatewayReference: order.id, ...cardFacts(card) }
}

/** A one-call sale: what was captured of it. A sale that was given back later had succeeded all the same. */
function captureOutcome(order: Order, capture: PaypalCapture): AuthorizeOutcome {
  switch (capture.status) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return approved(order, capture, capture.amount.amountMinor)
    case 'PENDING':
      return { kind: 'pending', gatewayReference: referenceOf(order.id, capture.id) }
    case 'DECLINED':
    case 'FAILED':
      return declined(order, capture)
    default:
      return unknown(`PayPal says ${capture.status}`)
  }
}

/** A hold, and how much of it was captured since. */
function authorizationOutcome(order: Order, authorization: PaypalAuthorization): AuthorizeOutcome {
  switch (authorization.status) {
    case 'CREATED':
    case 'CAPTURED':
    case 'PARTIALLY_CAPTURED':
      return {
        ...approved(order, authorization, capturedOf(order)),
        ...(authorization.expiration_time === undefined ? {} : { expiresAtMs: authorization.expiration_time }),
      }
    case 'PENDING':
      return { kind: 'pending', gatewayReference: referenceOf(order.id, authorization.id) }
    case 'DENIED':
      return declined(order, authorization)
    // Released in PayPal's dashboard, or run out: no other gateway's business.
    case 'VOIDED':
      return {
        kind: 'declined',
        failure: failureOf('payment_canceled_at_gateway', 'VOIDED'),
        gatewayReference: referenceOf(order.id, authorization.id),
      }
    default:
      return unknown(`PayPal says ${authorization.status}`)
  }
}

/** States of a capture in which the money was taken. */
export const TAKEN: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'])

const capturedOf = (order: Order): bigint =>
  (paymentsOf(order)?.captures ?? [])
    .filter(({ status }) => TAKEN.has(status))
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0n)

const approved = (order: Order, charge: PaypalCapture, capturedMinor: bigint): AuthorizeOutcome => ({
  kind: 'approved',
  gatewayReference: referenceOf(order.id, charge.id),
  reference: charge.custom_id ?? unitOf(order)?.custom_id ?? '',
  amountMinor: charge.amount.amountMinor,
  currency: charge.amount.currency,
  capturedMinor,
  ...cardFacts(order.payment_source?.card),
})

/** Technical failures of the networks are told like declines; nothing was taken, and elsewhere it may pass. */
function declined(order: Order, charge: PaypalCapture): AuthorizeOutcome {
  const outcome = byLeaf(declineFailure(charge.processor_response, charge.status_details?.reason ?? charge.status))
  return outcome.kind === 'declined'
    ? { ...outcome, gatewayReference: referenceOf(order.id, charge.id), ...cardFacts(order.payment_source?.card) }
    : outcome
}
