// The table alone: what the package does with it besides is twice as much code as the table.
import cardTypes from 'credit-card-type/dist/lib/card-types.js'

/** What the first digits tell about a card. */
export interface Brand {
  /** `visa`, `mastercard`, `american-express`, …; `unknown` until the digits tell, or where no table has the scheme. */
  readonly name: string
  /** After how many digits the printed card leaves a gap. */
  readonly gaps: readonly number[]
  readonly lengths: readonly number[]
  readonly cvcLengths: readonly number[]
}

/** ISO/IEC 7812-1 allows 19 digits; no scheme issues fewer than 12. */
const UNKNOWN: Brand = {
  name: 'unknown',
  gaps: [4, 8, 12, 16],
  lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  cvcLengths: [3, 4],
}

/** Verve's ranges lie within what Maestro has, with equally long patterns, and are the finer word. */
const TYPES = Object.values(cardTypes).reverse()

type Pattern = number | readonly number[]

/** How many digits of a pattern the number has met: all of them, or 0 while it may still become one. */
function metDigits(digits: string, pattern: Pattern): number | undefined {
  const [least = 0, most = least] = typeof pattern === 'number' ? [pattern] : pattern
  const { length } = String(least)
  const start = digits.slice(0, length)
  const bound = (limit: number) => Number(String(limit).slice(0, start.length))
  if (Number(start) < bound(least) || Number(start) > bound(most)) return undefined
  return start.length === length ? length : 0
}

/** The scheme that the digits tell: the one with the longest pattern, once none needs more digits to be told apart. */
export function brandOf(digits: string): Brand {
  if (digits === '') return UNKNOWN
  const possible = TYPES.flatMap((type) => {
    const met = type.patterns.map((pattern) => metDigits(digits, pattern)).find((one) => one !== undefined)
    return met === undefined ? [] : [{ type, met }]
  })
  const certain = possible.filter(({ met }) => met > 0)
  if (certain.length > 1 && certain.length < possible.length) return UNKNOWN
  const [best] = certain.sort((one, other) => other.met - one.met)
  if (best === undefined) return UNKNOWN
  const { type, gaps, lengths, code } = best.type
  return { name: type, gaps, lengths, cvcLengths: [code.size] }
}

export const longestNumber = ({ lengths }: Brand): number => Math.max(...lengths)
export const longestCvc = ({ cvcLengths }: Brand): number => Math.max(...cvcLengths)

/** ISO/IEC 7812-1 annex B: from the right every second digit doubled, digits summed, divisible by ten. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, character, index) => {
    const digit = Number(character) * (index % 2 === 1 ? 2 : 1)
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return sum % 10 === 0
}
