import creditCardType from 'credit-card-type'
import type { Card, Later } from './record.ts'

/** What a test card does. The numbers are Stripe's where Stripe has one. */
export type CardVerdict =
  | { readonly kind: 'approve'; readonly later?: Later; readonly transStatus?: 'Y' | 'A' }
  | { readonly kind: 'decline'; readonly code: string; readonly transStatus?: 'R' }
  /** The acquirer's own page asks the shopper. */
  | { readonly kind: 'challenge' }
  | ThreeDSVerdict
  /** Declined for want of authentication, unless a challenge is asked for. */
  | { readonly kind: 'soft_decline' }

/** A step of 3-D Secure that the merchant's page takes. */
export type ThreeDSVerdict = { readonly kind: 'three_ds'; readonly isSilent: boolean } & (
  | { readonly step: 'device_data'; readonly next: 'approve' | 'challenge' }
  | { readonly step: 'challenge' | 'decoupled' }
)

export const CHALLENGED: ThreeDSVerdict = { kind: 'three_ds', step: 'challenge', isSilent: false }

const SPECIAL_CARDS: ReadonlyMap<string, CardVerdict> = new Map([
  ['4000000000000002', { kind: 'decline', code: 'card_declined' }],
  ['4000000000009995', { kind: 'decline', code: 'insufficient_funds' }],
  ['4000000000009979', { kind: 'decline', code: 'stolen_card' }],
  ['4000000000009987', { kind: 'decline', code: 'lost_card' }],
  ['4000000000000069', { kind: 'decline', code: 'expired_card' }],
  ['4000000000000127', { kind: 'decline', code: 'incorrect_cvc' }],
  ['4100000000000019', { kind: 'decline', code: 'suspected_fraud' }],
  ['4000000000003220', { kind: 'challenge' }],
  ['4000000000003055', { kind: 'approve', transStatus: 'Y' }],
  ['4000000000003105', { kind: 'approve', transStatus: 'A' }],
  ['4000000000003113', { kind: 'decline', code: 'authentication_rejected', transStatus: 'R' }],
  ['4000000000003121', { kind: 'three_ds', step: 'device_data', next: 'approve', isSilent: false }],
  ['4000000000003139', { kind: 'three_ds', step: 'device_data', next: 'challenge', isSilent: false }],
  ['4000000000003147', { kind: 'three_ds', step: 'device_data', next: 'approve', isSilent: true }],
  ['4000000000003154', { kind: 'three_ds', step: 'decoupled', isSilent: false }],
  ['4000000000003162', { kind: 'three_ds', step: 'decoupled', isSilent: true }],
  ['4000000000003170', { kind: 'soft_decline' }],
  ['4000000000003188', { kind: 'three_ds', step: 'challenge', isSilent: true }],
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
