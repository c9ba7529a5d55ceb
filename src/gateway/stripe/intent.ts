import { failureOf } from '../../failure/failure.ts'
import type { AuthorizeOutcome, CardFacts, Lookup, ShopperAction } from '../outcome.ts'
import { fromStripeAmount } from './currency.ts'
import { declineFailure } from './failures.ts'
import type { Intent, StripeCard } from './shapes.ts'
import { authenticationOf } from './threeDS.ts'

/**
 * What a PaymentIntent tells about an attempt. One that waits for a card and has no error was never confirmed: that is
 * "not found", for a confirmation that is still on its way may be accepted.
 */
export function outcomeOf(intent: Intent, attemptId: string): Lookup<AuthorizeOutcome> {
  if (intent.metadata.attempt_id !== attemptId)
    return { kind: 'unknown', reason: 'the answer is about another attempt' }
  switch (intent.status) {
    case 'succeeded':
    case 'requires_capture':
      return approvedOutcome(intent)
    case 'requires_action': {
      const action = actionOf(intent)
      // Nobody can show such a step to the shopper; a fence ends it.
      if (action === undefined) return { kind: 'unknown', reason: 'the action is not one that can be shown' }
      return { kind: 'action_required', action, gatewayReference: intent.id, ...cardOf(intent) }
    }
    case 'processing':
      return { kind: 'pending', gatewayReference: intent.id }
    case 'requires_payment_method':
      return intent.last_payment_error == null
        ? { kind: 'not_found' }
        : declinedOutcome(intent, intent.last_payment_error)
    case 'requires_confirmation':
      return { kind: 'not_found' }
    case 'canceled':
      return canceledOutcome(intent)
    default:
      return { kind: 'unknown', reason: `Stripe says ${intent.status}` }
  }
}

/** The same where only the attempt's end or its next step is of use. */
export const settled = (lookup: Lookup<AuthorizeOutcome>): AuthorizeOutcome =>
  lookup.kind === 'not_found' ? { kind: 'unknown', reason: 'the attempt was not confirmed' } : lookup

function approvedOutcome(intent: Intent): AuthorizeOutcome {
  const { id, currency, metadata, amount, amount_received: received } = intent
  const amountMinor = fromStripeAmount(amount, currency)
  const capturedMinor = fromStripeAmount(intent.status === 'succeeded' ? received : 0, currency)
  if (amountMinor === undefined || capturedMinor === undefined) {
    return { kind: 'unknown', reason: 'the amount does not fit the currency' }
  }
  const networkTransactionId = chargedCard(intent)?.network_transaction_id ?? undefined
  const expiresAtMs = intent.status === 'requires_capture' ? chargedCard(intent)?.capture_before : undefined
  return {
    kind: 'approved',
    gatewayReference: id,
    reference: metadata.payment_id ?? '',
    amountMinor,
    currency,
    capturedMinor,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(networkTransactionId === undefined ? {} : { networkTransactionId }),
    ...cardOf(intent),
    ...authenticationOf(chargedCard(intent)),
  }
}

export const declinedOutcome = (
  intent: Intent,
  error: NonNullable<Intent['last_payment_error']>,
): Extract<AuthorizeOutcome, { readonly kind: 'declined' }> => ({
  kind: 'declined',
  failure: declineFailure(error),
  gatewayReference: intent.id,
  ...cardFacts(error.payment_method?.card ?? chargedCard(intent)),
  ...authenticationOf(chargedCard(intent)),
})

/** Canceled for good. Where a card was charged or held before, somebody else gave it back: no other gateway's business. */
function canceledOutcome(intent: Intent): AuthorizeOutcome {
  if (intent.last_payment_error != null) return declinedOutcome(intent, intent.last_payment_error)
  return intent.latest_charge == null
    ? { kind: 'unprocessed', failure: failureOf('fenced', 'canceled') }
    : { kind: 'declined', failure: failureOf('payment_canceled_at_gateway', 'canceled'), gatewayReference: intent.id }
}

/** Stripe's pages for 3-D Secure may be shown in place or take the whole page; a bank's own pages take the whole one. */
function actionOf({ next_action: next, payment_method_types: types = ['card'] }: Intent): ShopperAction | undefined {
  const url = next?.redirect_to_url?.url ?? next?.use_stripe_sdk?.stripe_js
  if (url === undefined) return undefined
  return { type: types.includes('card') ? 'three_ds_challenge' : 'redirect', url }
}

const chargedCard = ({ latest_charge: charge }: Intent): StripeCard => charge?.payment_method_details?.card
const cardOf = (intent: Intent) => cardFacts(chargedCard(intent))

/** The brands that Stripe writes otherwise than the cards' own tables do. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['amex', 'american-express'],
  ['diners', 'diners-club'],
])
const FUNDINGS = { credit: 'CREDIT', debit: 'DEBIT', prepaid: 'PREPAID', unknown: 'UNKNOWN' } as const

export function cardFacts(card: StripeCard): { readonly card?: CardFacts } {
  if (card === undefined) return {}
  const { brand, last4, exp_month: expiryMonth, exp_year: expiryYear, funding, country } = card
  return {
    card: {
      brand: BRANDS.get(brand) ?? brand,
      last4,
      expiryMonth,
      expiryYear,
      ...(funding === undefined ? {} : { funding: FUNDINGS[funding] }),
      ...(country === undefined ? {} : { country }),
    },
  }
}
