import { readBrand } from '../card/brand.ts'
import { isWalletCard, type Kept } from '../card/wallet.ts'

/** What may stand between two digits of a number: up to three of anything printable that is no digit or letter, or its escapes. */
const SEPARATOR = '(?:[^0-9A-Za-z]|%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|&#[0-9]{1,5};|&nbsp;){0,3}?'
const CVC_NAME =
  '(?:cvc|cvv|cvn|cid|csc|cv2|cvc2|cvv2|card_?code|security_?code|verification_?(?:value|code)|check_?code)'

/**
 * Takes the card out of a text that a gateway answered: the number in any usual spelling, and the security code where a
 * field that is named for it holds it. A security code alone is three digits that may be an amount, so only named ones go.
 */
export function maskerFor(card: Kept): (text: string) => string {
  if (isWalletCard(card)) return (text) => maskNamedNumbers(withoutPayload(text, card.payload))
  const { number, cvc } = card
  const spelled = new RegExp(`(?<![0-9])${[...number].join(SEPARATOR)}(?![0-9])`, 'g')
  const named =
    cvc === undefined
      ? undefined
      : new RegExp(`(${CVC_NAME}[0-9]?(?:[^0-9A-Za-z]|%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}){0,12})${cvc}(?![0-9])`, 'gi')
  const masked = `${'*'.repeat(number.length - 4)}${number.slice(-4)}`
  return (text) => {
    const numberless = text.replace(spelled, (found: string, offset: number) =>
      isBareJsonNumber(text, offset, found.length) ? `"${masked}"` : masked,
    )
    return named === undefined
      ? numberless
      : numberless.replace(named, (_found, before: string) => `${before}${isOpenQuote(before) ? '***' : '"***"'}`)
  }
}

/** What is sealed or signed in a payload is longer; what is shorter are names. */
const OPAQUE = /[\w+/=-]{16,}/g

/** What a wallet gave, by each text in it that nobody could guess: so it does not matter how often it was quoted. */
function withoutPayload(text: string, payload: string): string {
  const parts = [...(payload.match(OPAQUE) ?? []), Buffer.from(payload).toString('base64')]
  return parts.reduce((masked, part) => masked.replaceAll(part, '***'), text)
}

/** A number without quotes has to become a string, or masking would break the JSON that a gateway's folder reads. */
const isBareJsonNumber = (text: string, offset: number, length: number): boolean =>
  /[:[,]\s*$/.test(text.slice(Math.max(0, offset - 8), offset)) &&
  /^\s*[,}\]]/.test(text.slice(offset + length, offset + length + 8))

const isOpenQuote = (before: string): boolean => !/:\s*$/.test(before)

const NUMBER_FIELD = /((?:card_?|account_?)?number|\bpan)([^0-9A-Za-z]{1,12})([0-9]{12,19})(?![0-9])/gi

/**
 * Masks a card number where a field is named for one, for answers to calls that carried no card: a gateway may repeat
 * one from its own books. Numbers elsewhere are left alone; one in ten references would pass as a card number.
 */
export const maskNamedNumbers = (text: string): string =>
  text.replace(NUMBER_FIELD, (found: string, name: string, between: string, number: string, offset: number) => {
    if (typeof readBrand(number) === 'string') return found
    const masked = `${'*'.repeat(number.length - 4)}${number.slice(-4)}`
    const start = offset + found.length - number.length
    return name + between + (isBareJsonNumber(text, start, number.length) ? `"${masked}"` : masked)
  })
