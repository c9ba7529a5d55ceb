import type { Send } from '../forward.ts'
import { type AttemptRequest, type AuthorizeRequest, isRedirectMethod } from '../gateway.ts'
import type { AuthorizeOutcome } from '../outcome.ts'
import { inTime } from '../unanswered.ts'
import { ask } from './answers.ts'
import { harmlessTrouble, movingTrouble } from './certainty.ts'
import { toStripeAmount } from './currency.ts'
import { outcomeOf, settled } from './intent.ts'
import { methodOf, missingOf, stripeTypeOf } from './method.ts'
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
  // Banks that the shopper is sent to pay at once or not at all.
  if (isRedirectMethod(request.method) && !request.capture)
    return { kind: 'not_sent', reason: 'no_hold_by_this_method' }
  const missing = missingOf(request)
  if (missing !== undefined) return { kind: 'declined', failure: missing }
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
export function creationOf({ paymentId, attemptId, amountMinor, currency, method }: AttemptRequest) {
  const converted = toStripeAmount(amountMinor, currency)
  if ('refusal' in converted) return undefined
  const body = {
    amount: converted.amount,
    currency: currency.toLowerCase(),
    payment_method_types: [stripeTypeOf({ method })],
    metadata: { payment_id: paymentId, attempt_id: attemptId },
  }
  return post('/v1/payment_intents', body, `${attemptId}_create`)
}

const confirmationOf = (request: AuthorizeRequest, intentId: string, methodId: string) => {
  const { attemptId, capture, returnUrl, credential } = request
  const method = { payment_method: methodId, capture_method: capture ? 'automatic' : 'manual' }
  // Stripe takes no address to come back to where nobody is there to come back.
  const shopper = credential?.initiatedBy === 'MERCHANT' ? {} : { return_url: returnUrl }
  return post(
    intentPath(intentId, 'confirm'),
    expanded({ ...method, ...shopper, ...usageOf(credential), ...wishOf(request) }),
    attemptId,
  )
}

/**
 * `setup_future_usage` has the shopper authenticated for later payments as well; `off_session` says that nobody is there,
 * and turns a challenge into the decline `authentication_required`.
 */
function usageOf(credential: AuthorizeRequest['credential']): object {
  if (credential?.initiatedBy === 'MERCHANT') return { off_session: true }
  if (credential?.use !== 'FIRST') return {}
  return { setup_future_usage: credential.usage === 'OFF_SESSION' ? 'off_session' : 'on_session' }
}
