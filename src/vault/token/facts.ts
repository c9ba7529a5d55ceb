import type { TokenFacts } from '../contract.ts'

/**
 * The character of an id whose row begins with facts. Ids from before have "a" there and chance where the facts would be,
 * so nothing is ever read from those.
 */
export const FACTS_LAYOUT = 'b'
/** Brand, funding and two letters of the country. */
export const FACTS_LENGTH = 4

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** By place, so a name keeps its place for good and new ones are added at the end. The first is what nobody knows. */
const BRANDS = [
  undefined,
  'visa',
  'mastercard',
  'american-express',
  'discover',
  'diners-club',
  'jcb',
  'unionpay',
  'maestro',
  'elo',
  'mir',
  'hiper',
  'hipercard',
  'verve',
] as const

/** All that a token's id may tell. */
export const KNOWN_BRANDS: readonly string[] = BRANDS.filter((brand) => brand !== undefined)

const FUNDINGS = [undefined, 'CREDIT', 'DEBIT', 'PREPAID'] as const

/** ISO 3166-1 leaves ZZ to its users, and never gives it to a country. */
const NO_COUNTRY = 'zz'

/** Four characters that stand for the facts. What the code has no place for is unknown. */
export const factsCode = ({ brand, funding, country }: TokenFacts): string =>
  codeIn(BRANDS, brand) +
  codeIn(FUNDINGS, funding) +
  (country !== undefined && /^[A-Z]{2}$/.test(country) ? country.toLowerCase() : NO_COUNTRY)

const codeIn = (names: readonly (string | undefined)[], name: string | undefined): string =>
  CHARACTERS.charAt(Math.max(0, names.indexOf(name)))

const WITH_FACTS = /^(?:tok_0b[a-z2-7]|pm_0[a-z2-7]{52}_)([a-z2-7])([a-z2-7])([a-z]{2})[a-z2-7]{22}$/

/** The facts of a token's id, or a stored method's, which has them from its token; none where the text is no such id. */
export function factsIn(tokenId: string): TokenFacts {
  const [, brandCode, fundingCode, countryCode] = tokenId.length > 90 ? [] : (WITH_FACTS.exec(tokenId) ?? [])
  if (brandCode === undefined || fundingCode === undefined || countryCode === undefined) return {}
  const brand = BRANDS[CHARACTERS.indexOf(brandCode)]
  const funding = FUNDINGS[CHARACTERS.indexOf(fundingCode)]
  return {
    ...(brand === undefined ? {} : { brand }),
    ...(funding === undefined ? {} : { funding }),
    ...(countryCode === NO_COUNTRY ? {} : { country: countryCode.toUpperCase() }),
  }
}
