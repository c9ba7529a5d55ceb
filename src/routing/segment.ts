import { exponentOf } from '../money/money.ts'
import type { RoutingFacts } from './request.ts'

/** Stands for "any" in a key, and for a fact that is not known in the finest one. */
export const ANY = '*'
/** No brand that cards or wallets carry is longer; a longer one is cut, so that keys stay below 40 characters. */
const LONGEST_BRAND = 20
/** From 10,000 units on, amounts are alike: larger ones are too rare to learn from. */
const HIGHEST_BAND = 7

/**
 * The finest segment of a payment: `currency|brand|country|band`, such as `EUR|visa|DE|a4`. Bands are half a power of
 * ten wide, because approval falls with the order of magnitude and not with the cent. What is not a card has its method
 * for a brand. Only letters, digits, `-`, `|` and `*` occur.
 */
export function segmentOf({ currency, brand, country, method, amountMinor }: RoutingFacts): string {
  const named = brand ?? (method === 'card' ? undefined : method)
  return [
    word(currency, 3),
    named === undefined ? ANY : word(named.toLowerCase(), LONGEST_BRAND),
    country === undefined ? ANY : word(country, 2),
    `a${bandOf(amountMinor, currency)}`,
  ].join('|')
}

const word = (text: string, longest: number): string => text.slice(0, longest).replace(/[^A-Za-z0-9-]/g, '-') || ANY

function bandOf(amountMinor: bigint, currency: string): number {
  const major = Number(amountMinor) / 10 ** (exponentOf(currency) ?? 2)
  return major < 1 ? 0 : Math.min(HIGHEST_BAND, Math.floor(2 * Math.log10(major)))
}

/**
 * The segments that a payment of this finest one belongs to, from all payments (`""`) to ever fewer. The four facts come
 * first, each by itself, so that a rare combination is known by its parts; what only the combination explains comes last.
 */
export function ancestorsOf(segment: string): readonly string[] {
  if (segment === '') return ['']
  const [currency = ANY, brand = ANY, country = ANY, band = ANY] = segment.split('|')
  const keys = [
    '',
    currency,
    `${ANY}|${brand}`,
    `${ANY}|${ANY}|${country}`,
    `${ANY}|${ANY}|${ANY}|${band}`,
    `${currency}|${brand}`,
    `${currency}|${brand}|${country}`,
  ]
  return keys.filter((key) => key === '' || !key.endsWith(ANY))
}
