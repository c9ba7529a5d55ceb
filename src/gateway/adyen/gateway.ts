import { createHash } from 'node:crypto'
import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import { type AttemptRequest, type AuthorizeRequest, type Gateway, isRedirectMethod } from '../gateway.ts'
import { methodRefusal } from '../methodRefusal.ts'
import type { AuthorizeOutcome } from '../outcome.ts'
import { unansweredOutcome } from '../unanswered.ts'
import { readAnswer } from './answers.ts'
import { adyenAmount, currencyRefusal } from './currency.ts'
import { ADYEN_KIND } from './kind.ts'
import { ADYEN_METHODS } from './methods.ts'
import { capture, refund, respondToDispute, voidHold } from './modification.ts'
import { ADYEN_RUNS } from './paidWith.ts'
import { paymentOutcome } from './payment.ts'
import { accountCall, authorizeCall, post } from './request.ts'
import { ModificationShape, type PaymentAnswer, PaymentShape } from './shapes.ts'
import { detailsOf } from './threeDS.ts'
import { readWebhook } from './webhook.ts'

/** Adyen's Checkout API v72: one-call sales, one capture of a hold, ends that are told by webhook. */
export const adyenGateway: Gateway = {
  kind: ADYEN_KIND,
  capabilities: {
    oneCallSale: true,
    multipleCaptures: false,
    fencesByReference: true,
    methods: ADYEN_RUNS,
  },
  offers: ADYEN_METHODS,
  resolveAuthorization: ['resend', 'fence'],
  refusalOf: (payment) => currencyRefusal(payment.amountMinor, payment.currency) ?? methodRefusal(payment),
  authorize,
  complete,
  // Checkout has no look-up: who wants to know repeats the request, or cancels and waits for the webhook.
  query: async () => ({ kind: 'unknown', reason: 'Adyen cannot be asked about an attempt' }),
  fence,
  capture,
  void: voidHold,
  refund,
  respondToDispute,
  readWebhook: async (body) => readWebhook(body),
  probe,
}

async function authorize(send: Send, request: AuthorizeRequest): Promise<AuthorizeOutcome> {
  const amount = adyenAmount(request.amountMinor, request.currency)
  if (amount === undefined) return { kind: 'declined', failure: failureOf('currency_not_supported', request.currency) }
  // Such a bank pays at once or not at all.
  if (isRedirectMethod(request.method) && !request.capture)
    return { kind: 'not_sent', reason: 'no_hold_by_this_method' }
  const answer = await send(authorizeCall(request, amount))
  if (answer.kind !== 'answered') return unansweredOutcome(answer)
  const reading = readAnswer(answer, PaymentShape)
  switch (reading.kind) {
    case 'object':
      return paymentOutcome(reading.value, request)
    case 'refused':
      return reading.outcome
    case 'unknown':
      return reading
  }
}

/**
 * Hands Adyen what the shopper brought back. The key goes with the result, so the same one is looked at once, and one that
 * somebody made up does not spoil the true one. A refusal proves nothing: the real challenge may still be passed.
 */
async function complete(
  send: Send,
  request: AttemptRequest,
  returned: Readonly<Record<string, string>>,
): Promise<AuthorizeOutcome> {
  const { redirectResult } = returned
  const fromRedirect = redirectResult === undefined ? undefined : { details: { redirectResult } }
  const result = request.step === undefined ? fromRedirect : detailsOf(request.step, returned)
  if (result === undefined) return { kind: 'unknown', reason: 'the return visit carried no result' }
  const said = request.step === undefined ? redirectResult : JSON.stringify(result)
  const key = createHash('sha256').update(`${request.attemptId} ${said}`).digest('hex')
  const answer = await send(post('/payments/details', result, key))
  if (answer.kind !== 'answered') return { kind: 'unknown', reason: answer.reason }
  const reading = readAnswer(answer, PaymentShape)
  switch (reading.kind) {
    case 'object':
      return isAbout(reading.value, request)
        ? paymentOutcome(reading.value, request)
        : { kind: 'unknown', reason: 'the result is of another payment' }
    case 'refused':
      return { kind: 'unknown', reason: `Adyen refused the result: ${reading.outcome.failure.gatewayCode}` }
    case 'unknown':
      return reading
  }
}

/**
 * A redirect's result carries its own payment, which may be any: the answer has to name ours, by our reference or by Adyen's.
 * A native step goes back with what Adyen gave this very attempt, and is of no other; Adyen's own examples name nothing there.
 */
function isAbout({ merchantReference, pspReference }: PaymentAnswer, request: AttemptRequest): boolean {
  const { paymentId, gatewayReference } = request
  const isComparable = pspReference !== undefined && gatewayReference !== undefined
  if (isComparable && pspReference !== gatewayReference) return false
  return merchantReference === undefined ? isComparable || request.step !== undefined : merchantReference === paymentId
}

/**
 * A technical cancel: of whatever was authorized under our payment's reference, of which this attempt is the only live one
 * at this account. `received` is all that Adyen says; the TECHNICAL_CANCEL webhook tells whether there was something. No
 * idempotency key: what finds nothing now has to look again when it is repeated.
 */
async function fence(
  send: Send,
  { paymentId, attemptId, isWaiting, method = 'card' }: AttemptRequest,
): Promise<AuthorizeOutcome> {
  // Adyen authorizes a card once it is handed the result of the shopper's visit, and this attempt's never is from now on.
  // A bank takes the money on its own page, whatever we do.
  if (isWaiting === true && !isRedirectMethod(method)) return { kind: 'unprocessed', failure: failureOf('fenced') }
  const answer = await send(accountCall('/cancels', { paymentReference: paymentId, reference: attemptId }))
  if (answer.kind !== 'answered') return { kind: 'unknown', reason: answer.reason }
  const reading = readAnswer(answer, ModificationShape)
  switch (reading.kind) {
    case 'object':
      return (reading.value.paymentReference ?? paymentId) === paymentId
        ? { kind: 'pending' }
        : { kind: 'unknown', reason: 'the answer is about something else' }
    case 'refused':
      return { kind: 'unknown', reason: `Adyen refused to cancel: ${reading.outcome.failure.gatewayCode}` }
    case 'unknown':
      return reading
  }
}

/** The list of payment methods is read only, cheap, and needs a working key and merchant account. */
async function probe(send: Send): Promise<'up' | 'down'> {
  const answer = await send(accountCall('/paymentMethods', {}))
  return answer.kind === 'answered' && answer.status === 200 ? 'up' : 'down'
}
