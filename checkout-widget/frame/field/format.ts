import { brandOf, longestNumber } from './brand.ts'

/** A field's text with where its caret stands, before or after it is put into shape. */
export interface Typed {
  readonly text: string
  readonly caret: number
}

/** Digits of Arabic, Persian and full-width keyboards: Unicode writes each ten of them from a code that ends in zero. */
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g

/** The same text with the digits of other scripts as 0 to 9. */
export const asciiDigits = (text: string): string =>
  text.replace(OTHER_DIGITS, (digit) => String(digit.charCodeAt(0) & 15))

export const digitsOf = (text: string): string => asciiDigits(text).replace(/\D/g, '')

/** The digits in the groups that are printed on a card of that brand. */
export function formatNumber(digits: string): string {
  const brand = brandOf(digits)
  const kept = digits.slice(0, longestNumber(brand))
  return [...kept].map((digit, index) => (index > 0 && brand.gaps.includes(index) ? ` ${digit}` : digit)).join('')
}

/** `MM / YY`. A month that can only be one digit gets its zero. */
export function formatExpiry(digits: string): string {
  if (digits.length < 2) return digits
  return `${digits.slice(0, 2)} / ${digits.slice(2, 4)}`
}

/** The digits of an expiry in any spelling that people, password managers and browsers use: `3/27`, `03/2027`, `2027-03`. */
export function expiryDigits(typed: string): string {
  const text = asciiDigits(typed)
  const yearFirst = /^\s*20(\d\d)\D+(\d{1,2})\s*$/.exec(text)
  if (yearFirst) return `${yearFirst[2]?.padStart(2, '0')}${yearFirst[1]}`
  const parted = /^\s*(\d{1,2})\s*[^\d\s]+\s*(\d*)\s*$/.exec(text)
  const digits = parted ? `${parted[1]?.padStart(2, '0')}${parted[2]}` : digitsOf(text)
  const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits
  return /^\d\d20\d\d$/.test(padded)
    ? `${padded.slice(0, 2)}${padded.slice(4)}`
    : padded.slice(0, /^\d\d20/.test(padded) ? 6 : 4)
}

/**
 * Puts what was typed into shape and keeps the caret behind the same digit. Deleting a separator deletes the digit
 * before it: otherwise it would come back at once, and the key would seem broken.
 */
export function reshape(
  typed: Typed,
  before: string,
  isDeletion: boolean,
  read: (text: string) => string,
  format: (digits: string) => string,
): Typed {
  let digits = read(typed.text)
  let digitsBefore = digitsOf(typed.text.slice(0, typed.caret)).length
  if (isDeletion && digits !== '' && digits === read(before) && typed.text.length < before.length) {
    digits = digits.slice(0, Math.max(0, digitsBefore - 1)) + digits.slice(digitsBefore)
    digitsBefore = Math.max(0, digitsBefore - 1)
  }
  const isAtEnd = typed.caret >= typed.text.length
  const text = format(digits)
  return { text, caret: isAtEnd ? text.length : caretAfter(text, digitsBefore) }
}

/** The position just after so many digits. */
function caretAfter(text: string, digits: number): number {
  let seen = 0
  for (const [position, character] of [...text].entries()) {
    if (seen === digits) return position
    if (/\d/.test(character)) seen += 1
  }
  return text.length
}
