import { type FailureCode, failureOf } from '../../failure/failure.ts'
import type { CardFacts, Declined } from '../outcome.ts'
import type { PaypalCard } from './shapes.ts'

/** PayPal's names of the brands that are called otherwise here; the others are ours in small letters. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['AMEX', 'american-express'],
  ['DINERS', 'diners-club'],
  ['CHINA_UNION_PAY', 'unionpay'],
])
const FUNDINGS: ReadonlyMap<string, NonNullable<CardFacts['funding']>> = new Map([
  ['CREDIT', 'CREDIT'],
  ['DEBIT', 'DEBIT'],
  ['PREPAID', 'PREPAID'],
])

export function cardFacts(card: PaypalCard): { readonly card?: CardFacts } {
  const { brand, last_digits: last4, expiry, type, bin_details: issuer } = card ?? {}
  if (brand === undefined || last4 === undefined || expiry === undefined) return {}
  const funding = FUNDINGS.get(type ?? '')
  const country = issuer?.bin_country_code
  return {
    card: {
      brand: BRANDS.get(brand) ?? brand.toLowerCase(),
      last4,
      expiryMonth: Number(expiry.slice(5)),
      expiryYear: Number(expiry.slice(0, 4)),
      ...(funding === undefined ? {} : { funding }),
      ...(country === undefined ? {} : { country }),
    },
  }
}

const BY_STATUS: ReadonlyMap<string, FailureCode> = new Map([
  ['N', 'authentication_failed'],
  ['R', 'authentication_rejected'],
  ['U', 'authentication_not_possible'],
  ['C', 'challenge_abandoned'],
])

/**
 * Why a card is not to be charged after 3-D Secure, by PayPal's table "3D Secure response parameters": only where liability
 * shifts, or where card or bank take no part in it. Undefined where it may be charged, also when nothing is told.
 */
export function authenticationRefusal(card: PaypalCard): Declined | undefined {
  const result = card?.authentication_result
  if (result === undefined) return undefined
  const { liability_shift: shift, three_d_secure: authentication } = result
  const { enrollment_status: enrolled, authentication_status: status } = authentication ?? {}
  const takesNoPart = shift === 'NO' && ['N', 'U', 'B'].includes(enrolled ?? '')
  if (shift === 'POSSIBLE' || shift === 'YES' || takesNoPart) return undefined
  const code = BY_STATUS.get(status ?? '') ?? 'authentication_failed'
  return { kind: 'declined', failure: failureOf(code, `${shift ?? ''}_${enrolled ?? ''}_${status ?? ''}`) }
}
