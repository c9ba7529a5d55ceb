import cardValidator from 'card-validator'

/** What is known from the number alone. A scheme that the table does not have is `unknown`: its acquirer decides. */
export interface Brand {
  readonly name: string
  readonly cvcLengths: readonly number[]
}

export type NumberProblem = 'not_digits' | 'length' | 'checksum'

/** ISO/IEC 7812-1 allows 19 digits; no scheme issues fewer than 12. */
const SHORTEST_NUMBER = 12
const LONGEST_NUMBER = 19

/** Checks characters, length (also the brand's own lengths) and the Luhn digit, in that order. */
export function readBrand(number: string): Brand | NumberProblem {
  if (number.length > LONGEST_NUMBER) return /^[0-9]{1,64}$/.test(number.slice(0, 64)) ? 'length' : 'not_digits'
  if (!/^[0-9]*$/.test(number)) return 'not_digits'
  if (number.length < SHORTEST_NUMBER) return 'length'
  // The first digit 0 is not given to payment schemes (ISO/IEC 7812-1, major industry identifiers).
  if (number.startsWith('0') || !passesLuhn(number)) return 'checksum'
  const { card } = cardValidator.number(number, { luhnValidateUnionPay: true })
  if (card === null) return { name: 'unknown', cvcLengths: [3, 4] }
  return card.lengths.includes(number.length) ? { name: card.type, cvcLengths: [card.code.size] } : 'length'
}

/** ISO/IEC 7812-1 annex B: from the right every second digit doubled, digits summed, divisible by ten. */
function passesLuhn(number: string): boolean {
  let sum = 0
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
