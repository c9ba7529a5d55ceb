/** At least 13 digits with up to three of anything between them, as in "4242 - 4242", that is neither letter nor digit. */
const DIGITS_AND_SEPARATORS = /[0-9](?:[^\p{L}\p{N}]{0,3}[0-9]){12,}/gu
/** What nobody sees between two digits: zero-width characters, soft hyphens, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const SHORTEST_CARD_NUMBER = 13
const LONGEST_CARD_NUMBER = 19

/**
 * Whether a text holds what is most likely a card number: 13 to 19 digits, also with spaces, dashes or other signs between
 * them, that begin as a card scheme's do and pass the Luhn check. The scheme's prefix keeps order numbers from being refused
 * for nothing: one random number in ten passes Luhn. Takes time in proportion to the text.
 */
export const holdsCardNumber = (text: string): boolean => findsCardNumber(text, () => true)

/**
 * The same for what machines write, keys and addresses: the number in one piece or grouped as cards print it. Any other
 * grouping is counters and times beside each other, and one in thirty of those would be refused for nothing.
 */
export const holdsPrintedCardNumber = (text: string): boolean => findsCardNumber(text, isPrinted)

/** In one piece, by fours, or as American Express and Diners Club print theirs. */
const isPrinted = (groups: readonly string[]): boolean =>
  groups.length === 1 || /^(?:4,4,4,(?:4,)?[1-4]|4,6,[45])$/.test(groups.map(({ length }) => length).join())

type Accepts = (groups: readonly string[]) => boolean

function findsCardNumber(text: string, accepts: Accepts): boolean {
  const visible = text.normalize('NFKC').replace(INVISIBLE, '')
  for (const [run] of visible.matchAll(DIGITS_AND_SEPARATORS)) {
    const groups = run.split(/[^0-9]+/)
    if (groups.some((_group, start) => startsCardNumber(groups, start, accepts))) return true
  }
  return false
}

function startsCardNumber(groups: readonly string[], start: number, accepts: Accepts): boolean {
  const taken: string[] = []
  for (const group of groups.slice(start, start + LONGEST_CARD_NUMBER)) {
    taken.push(group)
    const digits = taken.join('')
    if (digits.length > LONGEST_CARD_NUMBER) return false
    if (isCardNumber(digits) && accepts(taken)) return true
  }
  return false
}

const isCardNumber = (digits: string): boolean =>
  digits.length >= SHORTEST_CARD_NUMBER && hasSchemePrefix(digits) && passesLuhn(digits)

/** The leading digits of ISO/IEC 7812 that card schemes issue under, with the lengths they use. */
function hasSchemePrefix(digits: string): boolean {
  if (/^4/.test(digits)) return [13, 16, 18, 19].includes(digits.length)
  if (/^3[47]/.test(digits)) return digits.length === 15
  if (/^3[0689]/.test(digits)) return digits.length >= 14
  if (/^(?:2[2-7]|5[1-5])/.test(digits)) return digits.length === 16
  if (/^(?:1800|2131)/.test(digits)) return digits.length === 15
  if (/^(?:35|81)/.test(digits)) return digits.length >= 16
  return /^(?:5[0678]|6)/.test(digits)
}

/** ISO/IEC 7812-1, annex B: from the right, every second digit is doubled and its digits are added. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
