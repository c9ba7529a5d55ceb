import creditCardType from 'credit-card-type'

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

export function brandOf(digits: string): Brand {
  // Those whose range the digits are in; others could still be meant while the number is short.
  const certain = digits === '' ? [] : creditCardType(digits).filter(({ matchStrength }) => matchStrength !== undefined)
  const [first, ...others] = certain
  if (first === undefined || others.length > 0) return UNKNOWN
  return { name: first.type, gaps: first.gaps, lengths: first.lengths, cvcLengths: [first.code.size] }
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
