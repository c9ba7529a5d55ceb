/** Networks that a shopper may choose between, by the names that vault and gateways know. */
export const NETWORKS = ['visa', 'mastercard', 'maestro', 'cartes_bancaires', 'dankort', 'bancontact'] as const
export type Network = (typeof NETWORKS)[number]

export const NETWORK_NAMES: Readonly<Record<Network, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  maestro: 'Maestro',
  cartes_bancaires: 'Cartes Bancaires',
  dankort: 'Dankort',
  bancontact: 'Bancontact',
}

/**
 * Cards that belong to a national network and an international one. There is no public table of all of them, so these are
 * ranges that are documented: French banks' Cartes Bancaires (497x with Visa, 5131 and 5132 with Mastercard), Visa/Dankort
 * (4571), Bancontact with Maestro (6703), and the co-badged test cards of docs.stripe.com/testing. For a card that is
 * missing here the acquirer chooses, as for one whose owner does not.
 */
const CO_BADGED: readonly (readonly [range: RegExp, networks: readonly Network[]])[] = [
  [/^(?:497[0-8]|40000025)/, ['cartes_bancaires', 'visa']],
  [/^(?:513[12]|55555525)/, ['cartes_bancaires', 'mastercard']],
  [/^4571/, ['dankort', 'visa']],
  [/^6703/, ['bancontact', 'maestro']],
]

/** Enough digits to name an issuer (ISO/IEC 7812-1 before 2017); the choice does not flicker while fewer are typed. */
const ISSUER_DIGITS = 6

/** The networks that the card can go by, where its owner has a choice (EU 2015/751, article 8); none otherwise. */
export const networksOf = (digits: string): readonly Network[] =>
  digits.length < ISSUER_DIGITS ? [] : (CO_BADGED.find(([range]) => range.test(digits))?.[1] ?? [])
