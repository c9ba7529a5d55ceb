import creditCardType from 'credit-card-type'
import type { Card, Later } from './record.ts'

/** What a test card does. The numbers are Stripe's where Stripe has one. */
export type CardVerdict =
  | { readonly kind: 'approve'; readonly later?: Later }
  | { readonly kind: 'decline'; readonly code: string }
  | { readonly kind: 'challenge' }

const SPECIAL_CARDS: ReadonlyMap<string, CardVerdict> = new Map([
  ['4000000000000002', { kind: 'decline', code: 'card_declined' }],
  ['4000000000009995', { kind: 'decline', code: 'insufficient_funds' }],
  ['4000000000009979', { kind: 'decline', code: 'stolen_card' }],
  ['4000000000009987', { kind: 'decline', code: 'lost_card' }],
  ['4000000000000069', { kind: 'decline', code: 'expired_card' }],
  ['4000000000000127', { kind: 'decline', code: 'incorrect_cvc' }],
  ['4100000000000019', { kind: 'decline', code: 'suspected_fraud' }],
  ['4000000000003220', { kind: 'challenge' }],
  ['4000000000000259', { kind: 'approve', later: 'dispute' }],
  ['4000000000005126', { kind: 'approve', later: 'refund_fails' }],
  ['4000000000007726', { kind: 'approve', later: 'refund_pending' }],
])

export interface CardInput {
  readonly number: string
  readonly expiryMonth: number
  readonly expiryYear: number
  readonly cvc?: string | undefined
}

export function verdictOn(card: CardInput, nowMs: number): CardVerdict {
  if (!/^[0-9]{12,19}$/.test(card.number) || !passesLuhn(card.number))
    return { kind: 'decline', code: 'invalid_number' }
  if (card.cvc !== undefined && !/^[0-9]{3,4}$/.test(card.cvc)) return { kind: 'decline', code: 'incorrect_cvc' }
  // A card is good until the end of the month that is printed on it.
  if (Date.UTC(card.expiryYear, card.expiryMonth, 1) <= nowMs) return { kind: 'decline', code: 'expired_card' }
  return SPECIAL_CARDS.get(card.number) ?? { kind: 'approve' }
}

/** What may be kept of a card. */
export const factsOf = (card: CardInput): Card => ({
  brand: creditCardType(card.number)[0]?.type ?? 'unknown',
  last4: card.number.slice(-4),
  expiryMonth: card.expiryMonth,
  expiryYear: card.expiryYear,
  funding: 'CREDIT',
  country: 'US',
})

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
