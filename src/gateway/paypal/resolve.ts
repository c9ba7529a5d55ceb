import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { AttemptRequest } from '../gateway.ts'
import type { AuthorizeOutcome, Lookup } from '../outcome.ts'
import { ask, reasonOf } from './answers.ts'
import { chargeOutcome } from './authorize.ts'
import { authenticationRefusal } from './card.ts'
import { toPaypalAmount } from './currency.ts'
import { outcomeOf } from './order.ts'
import { readReference } from './reference.ts'
import { approvedCharge, creationOf, get, intentChange, orderPath } from './requests.ts'
import { type Order, OrderShape } from './shapes.ts'

/** PayPal keeps the request ids of orders for six hours (Orders v2, PayPal-Request-Id); one is for clocks. */
const KEY_LIFETIME_MS = 5 * 3_600_000

type Found = { readonly kind: 'id'; readonly id: string } | { readonly kind: 'unknown'; readonly reason: string }
type Read = { readonly kind: 'order'; readonly order: Order } | Extract<Found, { readonly kind: 'unknown' }>

/**
 * The order of an attempt: by PayPal's id, else by creating it once more under its request id. PayPal answers with the
 * order that there is; where nothing had arrived before, one comes to be that nobody pays.
 */
async function find(send: Send, attempt: AttemptRequest): Promise<Found> {
  const known = readReference(attempt.gatewayReference)
  if (known !== undefined) return { kind: 'id', id: known.orderId }
  const amount = toPaypalAmount(attempt)
  if ('refusal' in amount) return { kind: 'unknown', reason: amount.refusal }
  if (Date.now() - attempt.startedAtMs >= KEY_LIFETIME_MS) {
    return { kind: 'unknown', reason: 'PayPal no longer knows the request, and the order’s id is not known' }
  }
  const created = await ask(send, creationOf(attempt, amount), OrderShape)
  return created.kind === 'object'
    ? { kind: 'id', id: created.value.id }
    : { kind: 'unknown', reason: reasonOf(created) }
}

async function read(send: Send, found: Found): Promise<Read> {
  if (found.kind === 'unknown') return found
  const reading = await ask(send, get(orderPath(found.id)), OrderShape)
  if (reading.kind !== 'object') return { kind: 'unknown', reason: reasonOf(reading) }
  return reading.value.id === found.id
    ? { kind: 'order', order: reading.value }
    : { kind: 'unknown', reason: 'the answer is about another order' }
}

/** What PayPal knows of the attempt. The card is not needed for it. */
export async function query(send: Send, attempt: AttemptRequest): Promise<Lookup<AuthorizeOutcome>> {
  const there = await read(send, await find(send, attempt))
  return there.kind === 'order' ? outcomeOf(there.order, attempt) : there
}

/**
 * Charges what the shopper has approved, or what 3-D Secure has let through. The order of our own attempt is looked at,
 * whatever the return visit says; one that says another order is of another payment.
 */
export async function complete(
  send: Send,
  attempt: AttemptRequest,
  { token }: Readonly<Record<string, string>>,
): Promise<AuthorizeOutcome> {
  const there = await read(send, await find(send, attempt))
  if (there.kind === 'unknown') return there
  const { order } = there
  if (token !== undefined && token !== order.id) return { kind: 'unknown', reason: 'the result is of another payment' }
  const lookup = outcomeOf(order, attempt)
  if (lookup.kind !== 'not_found' && lookup.kind !== 'action_required') return lookup
  const card = order.payment_source?.card
  const refusal = authenticationRefusal(card)
  // A card that has passed its bank's page is as good as approved, whatever the order says meanwhile.
  const isApproved =
    order.status === 'APPROVED' || (card?.authentication_result !== undefined && lookup.kind === 'not_found')
  if (refusal !== undefined) return { ...refusal, gatewayReference: order.id }
  if (!isApproved) return notApproved(order)
  return chargeOutcome(send, attempt, order, await ask(send, approvedCharge(attempt, order.id), OrderShape))
}

/** Back without an approval: they pressed cancel on PayPal's pages, or left their bank's. */
const notApproved = ({ id, status, payment_source: source }: Order): AuthorizeOutcome => ({
  kind: 'declined',
  failure: failureOf(source?.card === undefined ? 'payer_canceled' : 'challenge_abandoned', status),
  gatewayReference: id,
})

/**
 * An order cannot be canceled, but what it is for can be changed while nobody has charged it: the call that would charge
 * the attempt is then refused, however late it comes. Looking afterwards tells whether it had come before.
 */
export async function fence(send: Send, attempt: AttemptRequest): Promise<AuthorizeOutcome> {
  const found = await find(send, attempt)
  if (found.kind === 'unknown') return found
  const changed = await send(intentChange(attempt, found.id))
  if (changed.kind !== 'answered') return { kind: 'unknown', reason: changed.reason }
  const there = await read(send, found)
  if (there.kind === 'unknown') return there
  const outcome = outcomeOf(there.order, attempt)
  // What waits for its payer is charged by a further call of ours alone, which is made after the payer's return and never
  // for an attempt that is being ended; the call before has arrived, or the order would not wait.
  if (outcome.kind === 'action_required') {
    return { kind: 'unprocessed', failure: failureOf('fenced', there.order.status) }
  }
  return outcome.kind === 'not_found'
    ? { kind: 'unknown', reason: `the order is ${there.order.status} still, and PayPal answered ${changed.status}` }
    : outcome
}
