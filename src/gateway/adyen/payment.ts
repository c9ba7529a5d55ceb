import type { AttemptRequest } from '../gateway.ts'
import type { AuthorizeOutcome, CardFacts, ShopperAction, Unknown } from '../outcome.ts'
import { amountMinorOf } from './currency.ts'
import { refusalFailure } from './failures.ts'
import type { PaymentAnswer } from './shapes.ts'
import { authenticationOf, nativeStep } from './threeDS.ts'

const networkOf = ({ additionalData }: PaymentAnswer) =>
  additionalData?.networkTxReference === undefined ? {} : { networkTransactionId: additionalData.networkTxReference }

const unknown = (reason: string): Unknown => ({ kind: 'unknown', reason })

/**
 * What the answer of `/payments` or `/payments/details` means, by its result code. A code that Adyen does not document is
 * unknown, and so is one that belongs to flows we do not ask for, such as partial authorizations.
 */
export function paymentOutcome(payment: PaymentAnswer, request: AttemptRequest): AuthorizeOutcome {
  switch (payment.resultCode) {
    case 'Authorised':
      return approvedOutcome(payment, request)
    case 'Refused':
    case 'Cancelled':
    case 'Error':
      return refusedOutcome(payment, request)
    case 'RedirectShopper':
    case 'IdentifyShopper':
    case 'ChallengeShopper': {
      if (payment.action?.type === 'threeDS2' && payment.action.url === undefined) {
        const step = nativeStep(payment, request)
        return step.kind === 'unknown' ? step : { ...step, ...referenceOf(payment), ...cardOf(payment) }
      }
      const action = actionOf(payment)
      return action === undefined
        ? unknown(`${payment.resultCode} without an address to send the shopper to`)
        : { kind: 'action_required', action, ...referenceOf(payment), ...cardOf(payment) }
    }
    case 'Pending':
    case 'Received':
    case 'PresentToShopper':
      return { kind: 'pending', ...referenceOf(payment) }
    default:
      return unknown(`resultCode ${payment.resultCode}`)
  }
}

/**
 * Amount and reference are compared as they are told. Adyen's own examples leave them out of many answers: what is missing
 * is taken to be what the request under this very idempotency key asked for, and the AUTHORISATION webhook tells both again.
 */
function approvedOutcome(payment: PaymentAnswer, request: AttemptRequest): AuthorizeOutcome {
  const { pspReference, merchantReference, amount } = payment
  if (pspReference === undefined) return unknown('Authorised without a pspReference')
  const amountMinor = amount === undefined ? request.amountMinor : amountMinorOf(amount)
  if (amountMinor === undefined) return unknown('the amount was not understood')
  return {
    kind: 'approved',
    gatewayReference: pspReference,
    reference: merchantReference ?? request.paymentId,
    amountMinor,
    currency: amount?.currency ?? request.currency,
    capturedMinor: request.capture ? amountMinor : 0n,
    ...networkOf(payment),
    ...cardOf(payment),
    ...authenticationOf(payment, request),
  }
}

/**
 * `Refused`, `Cancelled` and `Error` are final states by "Payment result codes". `Error` with "Acquirer Error" is the one
 * of which Adyen says that it was technical and "did not go through"; every other is a decline, whatever its reason.
 */
function refusedOutcome(payment: PaymentAnswer, request: AttemptRequest): AuthorizeOutcome {
  const { resultCode, refusalReasonCode, refusalReason, additionalData } = payment
  const failure = refusalFailure({
    reasonCode: refusalReasonCode,
    reason: refusalReason,
    raw: additionalData?.refusalReasonRaw,
    brand: additionalData?.paymentMethod,
  })
  return resultCode === 'Error' && failure.code === 'acquirer_error'
    ? { kind: 'unprocessed', failure }
    : {
        kind: 'declined',
        failure,
        ...referenceOf(payment),
        ...cardOf(payment),
        ...authenticationOf(payment, request),
      }
}

/** An address that can be opened as it is. A form to be posted is none; we ask Adyen for redirects by GET alone. */
function actionOf({ action }: PaymentAnswer): ShopperAction | undefined {
  if (action?.url === undefined || (action.method ?? 'GET') !== 'GET') return undefined
  return { type: action.type === 'threeDS2' ? 'three_ds_challenge' : 'redirect', url: action.url }
}

const referenceOf = ({ pspReference }: PaymentAnswer) =>
  pspReference === undefined ? {} : { gatewayReference: pspReference }

/** Adyen's names of brands that are called otherwise here. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['mc', 'mastercard'],
  ['amex', 'american-express'],
  ['diners', 'diners-club'],
  ['cup', 'unionpay'],
])
const FUNDINGS: ReadonlyMap<string, NonNullable<CardFacts['funding']>> = new Map([
  ['CREDIT', 'CREDIT'],
  ['DEBIT', 'DEBIT'],
  ['PREPAID', 'PREPAID'],
])

function cardOf({ additionalData }: PaymentAnswer): { readonly card?: CardFacts } {
  if (additionalData === undefined) return {}
  const { cardSummary, paymentMethod, expiryDate, fundingSource, cardIssuingCountry } = additionalData
  const [expiryMonth, expiryYear] = (expiryDate ?? '').split('/').map(Number)
  if (cardSummary === undefined || paymentMethod === undefined || !expiryMonth || !expiryYear) return {}
  if (expiryMonth > 12) return {}
  const funding = FUNDINGS.get(fundingSource?.toUpperCase() ?? '')
  return {
    card: {
      brand: BRANDS.get(paymentMethod) ?? paymentMethod,
      last4: cardSummary,
      expiryMonth,
      expiryYear,
      ...(funding === undefined ? {} : { funding }),
      ...(cardIssuingCountry === undefined ? {} : { country: cardIssuingCountry }),
    },
  }
}
