import type { Send } from '../forward.ts'
import type { AttemptRequest, AuthorizeRequest } from '../gateway.ts'
import type { AuthorizeOutcome } from '../outcome.ts'
import { inTime } from '../unanswered.ts'
import { ask } from './answers.ts'
import { harmlessTrouble, movingTrouble } from './certainty.ts'
import { toStripeAmount } from './currency.ts'
import { outcomeOf, settled } from './intent.ts'
import { expanded, intentPath, post } from './requests.ts'
import { IntentShape, PaymentMethodShape } from './shapes.ts'
import { wishOf } from './threeDS.ts'

/**
 * Creates the intent without a card and the payment method beside it, and sends the card last: an intent that has no
 * payment method can never charge, so whatever becomes of the first two calls, nothing was charged. Only the confirmation
 * can be unknown.
 */
export async function authorize(send: Send, request: AuthorizeRequest): Promise<AuthorizeOutcome> {
  const creation = creationOf(request)
  if (creation === undefined) return { kind: 'not_sent', reason: 'amount_not_supported' }
  const [created, method] = await Promise.all([
    ask(inTime(send, LONGEST_PREPARATION_MS), creation, IntentShape),
    ask(inTime(send, LONGEST_PREPARATION_MS), methodOf(request), PaymentMethodShape),
  ])
  // A card that is no good is the shopper's news, whatever else went wrong.
  const methodTrouble = method.kind === 'object' ? undefined : harmlessTrouble(method)
  if (methodTrouble?.kind === 'declined') return methodTrouble
  if (created.kind !== 'object') return harmlessTrouble(created)
  if (method.kind !== 'object') return harmlessTrouble(method)
  const confirmed = await ask(send, confirmationOf(request, created.value.id, method.value.id), IntentShape)
  if (confirmed.kind !== 'object') return movingTrouble(confirmed)
  return settled(outcomeOf(confirmed.value, request.attemptId))
}

/** Nothing is asked of a bank until the confirmation, so a healthy Stripe answers within a second. */
const LONGEST_PREPARATION_MS = 5_000

/**
 * Made of nothing but what every later call about the attempt knows too, so that it can be repeated to the byte: that is
 * how the intent of an attempt is found again.
 */
export function creationOf({ paymentId, attemptId, amountMinor, currency }: AttemptRequest) {
  const converted = toStripeAmount(amountMinor, currency)
  if ('refusal' in converted) return undefined
  const body = {
    amount: converted.amount,
    currency: currency.toLowerCase(),
    payment_method_types: ['card'],
    metadata: { payment_id: paymentId, attempt_id: attemptId },
  }
  return post('/v1/payment_intents', body, `${attemptId}_create`)
}

const methodOf = ({ attemptId }: AuthorizeRequest) => ({
  ...post('/v1/payment_methods', { type: 'card', card: { networks: {} }, billing_details: {} }, `${attemptId}_method`),
  cardFields: [
    [['card', 'number'], 'number'],
    [['card', 'exp_month'], 'expiryMonth'],
    [['card', 'exp_year'], 'expiryYear'],
    [['card', 'cvc'], 'cvc'],
    [['billing_details', 'name'], 'name'],
    // A wish of the payment method's: where the card does not have the network, Stripe takes the other.
    [['card', 'networks', 'preferred'], 'network'],
  ] as const,
  networkNames: { visa: 'visa', mastercard: 'mastercard', cartes_bancaires: 'cartes_bancaires' },
})

const confirmationOf = (request: AuthorizeRequest, intentId: string, methodId: string) => {
  const { attemptId, capture, returnUrl } = request
  const confirmed = {
    payment_method: methodId,
    capture_method: capture ? 'automatic' : 'manual',
    return_url: returnUrl,
    ...wishOf(request),
  }
  return post(intentPath(intentId, 'confirm'), expanded(confirmed), attemptId)
}
