import creditCardType from 'credit-card-type'
import type { Json } from './book.ts'

export const APPROVED = '4242424242424242'
export const DECLINED = '4000000000000002'
export const CHALLENGED = '4000000000003220'
/** Declines until it is authenticated, as Stripe's card of this number. */
export const AUTHENTICATION_REQUIRED = '4000002760003184'
export const DISPUTED = '4000000000000259'
export const REFUND_PENDING = '4000000000007726'

/** Stripe's test cards (docs.stripe.com/testing): error code and decline code of those that are declined. */
const DECLINES: ReadonlyMap<string, readonly [code: string, declineCode: string]> = new Map([
  [DECLINED, ['card_declined', 'generic_decline']],
  ['4000000000009995', ['card_declined', 'insufficient_funds']],
  ['4000000000009987', ['card_declined', 'lost_card']],
  ['4000000000009979', ['card_declined', 'stolen_card']],
  [AUTHENTICATION_REQUIRED, ['authentication_required', 'authentication_required']],
  ['4000000000000069', ['expired_card', 'expired_card']],
  ['4000000000000127', ['incorrect_cvc', 'incorrect_cvc']],
  ['4000000000000119', ['processing_error', 'processing_error']],
  ['4100000000000019', ['card_declined', 'fraudulent']],
])

export type Verdict =
  | { readonly kind: 'approve' | 'challenge' }
  | { readonly kind: 'decline'; readonly code: string; readonly declineCode: string }

export function verdictOn(number: string, isChallengeWanted = false): Verdict {
  if (isChallengeWanted) return { kind: 'challenge' }
  if (number === CHALLENGED) return { kind: 'challenge' }
  const [code, declineCode] = DECLINES.get(number) ?? []
  return code === undefined || declineCode === undefined ? { kind: 'approve' } : { kind: 'decline', code, declineCode }
}

export const isCardNumber = (number: string): boolean => /^[0-9]{12,19}$/.test(number) && passesLuhn(number)

export const shownCard = (number: string, month: number, year: number): Json => ({
  brand: creditCardType(number)[0]?.type.replace('american-express', 'amex') ?? 'unknown',
  country: 'US',
  exp_month: month,
  exp_year: year,
  funding: 'credit',
  last4: number.slice(-4),
})

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 1 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
