import type { EnteredCard } from '../encryptCard.ts'
import { brandOf, longestCvc, longestNumber, passesLuhn } from './brand.ts'
import { digitsOf, expiryDigits } from './format.ts'

export const FIELDS = ['number', 'expiry', 'cvc', 'name'] as const
export type FieldName = (typeof FIELDS)[number]

/** What stands in the fields, as the shopper sees it. */
export type Entered = Readonly<Record<FieldName, string>>

/** Which message a field shows; texts.ts has the words. */
export type Problem =
  | 'numberMissing'
  | 'numberIncomplete'
  | 'numberInvalid'
  | 'expiryMissing'
  | 'expiryIncomplete'
  | 'expiryInvalid'
  | 'expiryPast'
  | 'expiryTooFar'
  | 'cvcMissing'
  | 'cvcIncomplete'
  | 'cvcInvalid'
  | 'nameInvalid'

/** Issuers date cards at most this far ahead; a later year is a slip of the hand. */
const LONGEST_VALIDITY_YEARS = 20
const LONGEST_NAME = 100

/** What is wrong with a field, or undefined. The vault judges again: this only spares the shopper a round trip. */
export function problemOf(field: FieldName, entered: Entered, now: Date): Problem | undefined {
  switch (field) {
    case 'number':
      return numberProblem(digitsOf(entered.number))
    case 'expiry':
      return expiryProblem(expiryDigits(entered.expiry), now)
    case 'cvc':
      return cvcProblem(digitsOf(entered.cvc), entered.number)
    case 'name':
      return entered.name.length > LONGEST_NAME || /\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u.test(entered.name)
        ? 'nameInvalid'
        : undefined
  }
}

function numberProblem(digits: string): Problem | undefined {
  if (digits === '') return 'numberMissing'
  const brand = brandOf(digits)
  if (digits.length < Math.min(...brand.lengths)) return 'numberIncomplete'
  if (!brand.lengths.includes(digits.length)) {
    return digits.length < longestNumber(brand) ? 'numberIncomplete' : 'numberInvalid'
  }
  return passesLuhn(digits) && !digits.startsWith('0') ? undefined : 'numberInvalid'
}

function expiryProblem(digits: string, now: Date): Problem | undefined {
  if (digits === '') return 'expiryMissing'
  if (digits.length < 4) return 'expiryIncomplete'
  const { expiryMonth, expiryYear } = expiryOf(digits)
  if (expiryMonth < 1 || expiryMonth > 12) return 'expiryInvalid'
  const monthsAhead = (expiryYear - now.getFullYear()) * 12 + expiryMonth - (now.getMonth() + 1)
  if (monthsAhead < 0) return 'expiryPast'
  return monthsAhead > LONGEST_VALIDITY_YEARS * 12 ? 'expiryTooFar' : undefined
}

function cvcProblem(digits: string, number: string): Problem | undefined {
  if (digits === '') return 'cvcMissing'
  const brand = brandOf(digitsOf(number))
  if (brand.cvcLengths.includes(digits.length)) return undefined
  return digits.length < longestCvc(brand) ? 'cvcIncomplete' : 'cvcInvalid'
}

const expiryOf = (digits: string) => ({
  expiryMonth: Number(digits.slice(0, 2)),
  expiryYear: 2000 + Number(digits.slice(2, 4)),
})

/** The card of fields that have no problem. */
export function cardOf(entered: Entered): EnteredCard {
  const name = entered.name.trim()
  return {
    number: digitsOf(entered.number),
    ...expiryOf(expiryDigits(entered.expiry)),
    cvc: digitsOf(entered.cvc),
    ...(name === '' ? {} : { name }),
  }
}
