import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { AttemptRequest, AuthorizeRequest } from '../gateway.ts'
import type { AuthorizeOutcome } from '../outcome.ts'
import { inTime } from '../unanswered.ts'
import { ask, isRefusedWith, type Reading } from './answers.ts'
import { harmlessTrouble, movingTrouble } from './certainty.ts'
import { toPaypalAmount } from './currency.ts'
import { actionOutcome, outcomeOf, settled } from './order.ts'
import { cardCharge, creationOf, get, orderPath, walletOf } from './requests.ts'
import { type Order, OrderShape } from './shapes.ts'

/**
 * Creates the order first, which charges nothing. A card is sent last, with the one call that charges: only that one can be
 * unknown. Who pays with PayPal is sent there, and the charge follows when they are back.
 */
export async function authorize(send: Send, request: AuthorizeRequest): Promise<AuthorizeOutcome> {
  const amount = toPaypalAmount(request)
  if ('refusal' in amount) return { kind: 'not_sent', reason: 'amount_not_supported' }
  const isWallet = request.method === 'paypal'
  const creation = creationOf(request, amount, isWallet ? walletOf(request) : undefined)
  const created = await ask(inTime(send, LONGEST_PREPARATION_MS), creation, OrderShape)
  if (created.kind !== 'object') return harmlessTrouble(created)
  const before = outcomeOf(created.value, request)
  // Anything else is the order of an earlier request with the same id, as it stands now.
  if (before.kind !== 'not_found') return before
  if (!isWallet) {
    return chargeOutcome(
      send,
      request,
      created.value,
      await ask(send, cardCharge(request, created.value.id), OrderShape),
    )
  }
  const action = actionOutcome(created.value, created.value.links)
  // Nobody can approve an order without its link, so nobody is charged.
  return action ?? { kind: 'unprocessed', failure: failureOf('gateway_unavailable', 'no payer-action link') }
}

/** Nobody is asked anything for an order without a payment, so a healthy PayPal answers within a second. */
const LONGEST_PREPARATION_MS = 5_000

/** Somebody was here before: another request of ours, or the same one. The order says how that ended. */
const DONE_BEFORE = new Set(['ORDER_ALREADY_CAPTURED', 'ORDER_ALREADY_AUTHORIZED', 'ORDER_COMPLETED_OR_VOIDED'])
const ACTION_REQUIRED = new Set(['PAYER_ACTION_REQUIRED'])

/** What the call that charges has come to. */
export async function chargeOutcome(
  send: Send,
  attempt: AttemptRequest,
  order: Order,
  charged: Reading<Order>,
): Promise<AuthorizeOutcome> {
  if (charged.kind === 'object') return settled(outcomeOf(charged.value, attempt))
  if (isRefusedWith(charged, ACTION_REQUIRED)) {
    const source = order.payment_source ?? { card: {} }
    const action = actionOutcome({ id: order.id, payment_source: source }, charged.refusal.links)
    if (action !== undefined) return action
  }
  if (isRefusedWith(charged, DONE_BEFORE)) {
    const now = await ask(send, get(orderPath(order.id)), OrderShape)
    return now.kind === 'object' ? settled(outcomeOf(now.value, attempt)) : { kind: 'unknown', reason: 'done before' }
  }
  return movingTrouble(charged)
}
