import type { TokenFacts } from '../contract.ts'
import { TEST_CARDS } from './testCards.ts'

/** Who issued a card and on what terms, as far as that is documented. */
export type BinFacts = Pick<TokenFacts, 'funding' | 'country'>

const FUNDINGS = { c: 'CREDIT', d: 'DEBIT', p: 'PREPAID' } as const

/** Numbers whose facts are known, written "country[funding] number number …". */
const known = new Map<string, BinFacts>(
  TEST_CARDS.flatMap((line) => {
    const [facts = '', ...numbers] = line.split(' ')
    const country = facts.slice(0, 2)
    const funding = FUNDINGS[facts.slice(2) as keyof typeof FUNDINGS]
    const value = {
      ...(country === '--' ? {} : { country }),
      ...(funding === undefined ? {} : { funding }),
    }
    return numbers.map((number) => [number, value] as const)
  }),
)

/**
 * Funding and country of issue. There is no public table of issuers' ranges, so this knows the test numbers that gateways
 * publish, each one whole, and nothing is concluded for any other: a real card has no facts here, and rules that ask for
 * some do not match it. A licensed table takes this function's place.
 */
export const binFactsOf = (number: string): BinFacts => known.get(number) ?? {}
