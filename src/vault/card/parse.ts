import { ok, type Result, refuse } from '../../result.ts'
import { readBrand } from './brand.ts'
import { CARD_NETWORKS, type Card, type CardNetwork, type FieldError, fieldError, type ShownCard } from './card.ts'

const PROPERTIES = new Set(['number', 'expiryMonth', 'expiryYear', 'cvc', 'name', 'network'])
/** Networks carry far less than this of a name. */
const LONGEST_NAME = 100
/** Issuers date cards at most this far ahead; a later year is a slip of the hand. */
const LONGEST_VALIDITY_YEARS = 20
/** A card is valid to the end of its month where the shopper is; the last place on Earth is twelve hours behind UTC. */
const LAST_TIME_ZONE_MS = 12 * 60 * 60 * 1000

const NUMBER_MESSAGES = {
  not_digits: 'A card number has digits only.',
  length: 'The card number is too short or too long.',
  checksum: 'The card number is not right. Check it.',
}

/** Reads the decrypted card. All wrong fields are named at once, so that a shopper mends them together. */
export function parseCard(
  value: unknown,
  nowMs: number,
): Result<{ readonly card: Card; readonly shown: ShownCard }, readonly FieldError[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse([fieldError('jwe', 'not_a_card', 'The encrypted content is not a card.')])
  }
  if (Object.keys(value).some((name) => !PROPERTIES.has(name))) {
    return refuse([
      fieldError('jwe', 'unknown_property', 'The encrypted card has a property that a card does not have.'),
    ])
  }
  const fields: Readonly<Record<string, unknown>> = { ...value }
  const errors: FieldError[] = []
  const { number, brand } = readNumber(fields.number, errors)
  const cvc = readCvc(fields.cvc, brand?.cvcLengths, errors)
  const expiry = readExpiry(fields.expiryMonth, fields.expiryYear, nowMs, errors)
  const name = readName(fields.name, errors)
  const network = readNetwork(fields.network, errors)
  if (errors.length > 0 || brand === undefined || expiry === undefined) return refuse(errors)
  return ok({
    card: {
      number,
      ...expiry,
      cvc,
      ...(name === undefined ? {} : { name }),
      ...(network === undefined ? {} : { network }),
    },
    shown: { brand: brand.name, last4: number.slice(-4), ...expiry },
  })
}

function readNumber(value: unknown, errors: FieldError[]) {
  if (typeof value !== 'string' || value === '') {
    errors.push(missing('number', value, 'The card number is missing.', 'The card number has to be a string.'))
    return { number: '', brand: undefined }
  }
  const brand = readBrand(value)
  if (typeof brand !== 'string') return { number: value, brand }
  errors.push(fieldError('number', brand === 'checksum' ? 'invalid' : brand, NUMBER_MESSAGES[brand]))
  return { number: '', brand: undefined }
}

function readCvc(value: unknown, lengths: readonly number[] | undefined, errors: FieldError[]): string {
  if (typeof value !== 'string' || value === '') {
    errors.push(missing('cvc', value, 'The security code is missing.', 'The security code has to be a string.'))
    return ''
  }
  if (!/^[0-9]{3,4}$/.test(value)) {
    errors.push(fieldError('cvc', 'invalid', 'A security code has three or four digits.'))
  } else if (lengths !== undefined && !lengths.includes(value.length)) {
    errors.push(fieldError('cvc', 'length', `The security code of this card has ${lengths.join(' or ')} digits.`))
  }
  return value
}

function readExpiry(month: unknown, year: unknown, nowMs: number, errors: FieldError[]) {
  const isMonth = typeof month === 'number' && Number.isInteger(month) && month >= 1 && month <= 12
  const isYear = typeof year === 'number' && Number.isInteger(year) && year >= 1000 && year <= 9999
  if (!isMonth) errors.push(fieldError('expiryMonth', 'invalid', 'The expiry month is a whole number from 1 to 12.'))
  if (!isYear) errors.push(fieldError('expiryYear', 'invalid', 'The expiry year is a whole number of four digits.'))
  if (!isMonth || !isYear) return undefined
  const endsAtMs = Date.UTC(year, month, 1) + LAST_TIME_ZONE_MS
  if (endsAtMs <= nowMs) errors.push(fieldError('expiryYear', 'expired', 'The card has expired.'))
  const now = new Date(nowMs)
  const monthsAhead = (year - now.getUTCFullYear()) * 12 + month - (now.getUTCMonth() + 1)
  if (monthsAhead > LONGEST_VALIDITY_YEARS * 12) {
    errors.push(fieldError('expiryYear', 'too_far', `The expiry is more than ${LONGEST_VALIDITY_YEARS} years ahead.`))
  }
  return { expiryMonth: month, expiryYear: year }
}

function readName(value: unknown, errors: FieldError[]): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string') {
    errors.push(fieldError('name', 'invalid', 'The name has to be a string.'))
  } else if (value.length > LONGEST_NAME) {
    errors.push(fieldError('name', 'length', `The name is longer than ${LONGEST_NAME} characters.`))
  } else if (/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u.test(value)) {
    errors.push(fieldError('name', 'invalid', 'The name has a character that no name has.'))
  } else {
    return value.trim() === '' ? undefined : value.trim()
  }
  return undefined
}

function readNetwork(value: unknown, errors: FieldError[]): CardNetwork | undefined {
  const network = CARD_NETWORKS.find((one) => one === value)
  if (value !== undefined && network === undefined) {
    errors.push(fieldError('network', 'invalid', `The network is one of ${CARD_NETWORKS.join(', ')}, or left out.`))
  }
  return network
}

const missing = (field: string, value: unknown, absent: string, wrongType: string): FieldError =>
  value === undefined || value === '' ? fieldError(field, 'missing', absent) : fieldError(field, 'invalid', wrongType)
