import type { Address, Customer } from '../../src/payment/command.ts'
import { ok } from '../../src/result.ts'
import { holdsCardNumber } from './cardNumber.ts'
import { type Checked, problem } from './problem.ts'
import { checkOptionalText } from './text.ts'

type Given<Shape> = { readonly [Field in keyof Shape]?: string | null | undefined } | null | undefined

const LONGEST = 255
/** RFC 5321, 4.5.3.1.3: a path is at most 256 octets with its brackets. */
const LONGEST_EMAIL = 254
const EMAIL = /^[^\s@]+@[^\s@]+$/
/** ITU-T E.164 allows 15 digits; the rest is how people group them. */
const PHONE = /^\+?[0-9 ()./-]{3,32}$/
const MOST_PHONE_DIGITS = 15
/** Shorter ones without + are telephone numbers as people dial them; so long a one without + is more likely a card's. */
const FEWEST_DIGITS_OF_A_CARD = 15

/** Checks each given text in turn and leaves out what was not given; undefined when nothing was. */
export function checkTexts<Name extends string>(
  given: Readonly<Partial<Record<Name, string | null | undefined>>> | null | undefined,
  names: readonly Name[],
  path: readonly string[],
  rule: (name: Name) => Parameters<typeof checkOptionalText>[2],
): Checked<Partial<Record<Name, string>> | undefined> {
  if (given === undefined || given === null) return ok(undefined)
  const result: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const checked = checkOptionalText(given[name], [...path, name], rule(name))
    if (!checked.ok) return checked
    if (checked.value !== undefined) result[name] = checked.value
  }
  return ok(result)
}

export function checkCustomer(given: Given<Customer>): Checked<Customer | undefined> {
  const checked = checkTexts(given, ['reference', 'email', 'name', 'phone'], ['customer'], (name) => ({
    longest: name === 'email' ? LONGEST_EMAIL : LONGEST,
    allowsCardNumber: name === 'phone',
  }))
  if (!checked.ok || checked.value === undefined) return checked
  const { email, phone } = checked.value
  if (email !== undefined && !EMAIL.test(email)) return problem(['customer', 'email'], 'must be an email address')
  return phone === undefined || isPhone(phone) ? checked : problem(['customer', 'phone'], 'must be a telephone number')
}

function isPhone(phone: string): boolean {
  const digits = phone.replace(/[^0-9]/g, '')
  if (!PHONE.test(phone) || digits.length > MOST_PHONE_DIGITS) return false
  return phone.startsWith('+') || digits.length < FEWEST_DIGITS_OF_A_CARD || !holdsCardNumber(digits)
}

const ADDRESS_FIELDS = ['line1', 'line2', 'city', 'state', 'postalCode', 'country'] as const

export function checkAddress(given: Given<Address>, path: readonly string[]): Checked<Address | undefined> {
  const checked = checkTexts(given, ADDRESS_FIELDS, path, () => ({ longest: LONGEST }))
  if (!checked.ok || checked.value === undefined) return checked
  const { country } = checked.value
  return country === undefined || /^[A-Z]{2}$/.test(country)
    ? checked
    : problem([...path, 'country'], 'must be an ISO 3166-1 alpha-2 code in upper case')
}
