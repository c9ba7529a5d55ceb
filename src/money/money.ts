import * as iso4217 from 'dinero.js/bigint/currencies'
import { ok, type Result, refuse } from '../result.ts'

/** An amount in the currency's minor units (10.00 EUR is 1000n) and its ISO 4217 code. Never a float. */
export interface Money {
  readonly amountMinor: bigint
  readonly currency: string
}

/** The largest amount one payment may carry: 999 999 999 999 minor units, as the public contract says. */
export const LARGEST_AMOUNT_MINOR = 999_999_999_999n

/** No accepted amount needs more characters than this; anything longer is refused before it is looked at. */
const LONGEST_AMOUNT_TEXT = 32

/** Codes that the table still carries although they are no longer in use: Bulgaria took the euro on 1 January 2026. */
const WITHDRAWN = new Set(['BGN'])

/** Ariary and ouguiya have fifths for units, which the table counts; ISO 4217 writes both with two decimals all the same. */
const OF_FIFTHS: ReadonlyMap<string, number> = new Map([
  ['MGA', 2],
  ['MRU', 2],
])

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.values(iso4217)
    .filter((currency) => !WITHDRAWN.has(currency.code))
    .map((currency) => [currency.code, OF_FIFTHS.get(currency.code) ?? Number(currency.exponent)]),
)

/** How many decimals the currency has by ISO 4217 (EUR 2, JPY 0, KWD 3), or undefined where it is none in use. */
export const exponentOf = (currency: string): number | undefined => EXPONENTS.get(currency)

export const currencyCodes = (): readonly string[] => [...EXPONENTS.keys()].sort()

export type AmountProblem = 'unknown_currency' | 'not_a_decimal' | 'too_many_decimals' | 'not_positive' | 'too_large'

/**
 * Reads a decimal string in major units. Only ASCII digits and one point are a decimal: no sign, exponent, space or
 * separator, so that two readers can never disagree about what was asked for.
 */
export function parseAmount(text: string, currency: string): Result<Money, AmountProblem> {
  const exponent = exponentOf(currency)
  if (exponent === undefined) return refuse('unknown_currency')
  if (text.length > LONGEST_AMOUNT_TEXT) return refuse(/^[0-9.]+$/.test(text) ? 'too_large' : 'not_a_decimal')
  const match = /^([0-9]+)(?:\.([0-9]+))?$/.exec(text)
  const [, whole, fraction = ''] = match ?? []
  if (whole === undefined) return refuse('not_a_decimal')
  if (fraction.length > exponent) return refuse('too_many_decimals')
  const amountMinor = BigInt(whole + fraction.padEnd(exponent, '0'))
  if (amountMinor <= 0n) return refuse('not_positive')
  if (amountMinor > LARGEST_AMOUNT_MINOR) return refuse('too_large')
  return ok({ amountMinor, currency })
}

/** Prints minor units in major units with exactly the currency's decimals: 1000n EUR is "10.00", 1000n JPY "1000". */
export function formatAmount({ amountMinor, currency }: Money): string {
  const exponent = exponentOf(currency) ?? 2
  const sign = amountMinor < 0n ? '-' : ''
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0')
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}
