import { TOKEN_BRANDS } from '../vault/contract.ts'
import type { Condition, Rule } from './policy.ts'
import type { PolicyProblem } from './validateCondition.ts'

/** What people call brands that go by another name here. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['amex', 'american-express'],
  ['american_express', 'american-express'],
  ['americanexpress', 'american-express'],
  ['mc', 'mastercard'],
  ['master-card', 'mastercard'],
  ['diners', 'diners-club'],
  ['diners_club', 'diners-club'],
  ['union-pay', 'unionpay'],
  ['china-union-pay', 'unionpay'],
])

/** What is wrong with the brand: no card is ever told to be of it. Undefined where it is one that cards have. */
export function brandProblem(brand: string): string | undefined {
  if (TOKEN_BRANDS.includes(brand)) return undefined
  const name = ALIASES.get(brand)
  return name === undefined
    ? `no card has a brand of this name: brands are ${TOKEN_BRANDS.join(', ')}.`
    : `no card has the brand ${brand}: write ${name}.`
}

/** Why no payment can ever fit the condition, or undefined where one may. Its shape is right already. */
export function whyNothingFits(
  { amount, currencies, brands, methods }: Condition,
  path: readonly string[],
): PolicyProblem | undefined {
  for (const brand of brands ?? []) {
    const message = brandProblem(brand)
    if (message !== undefined) return { path: [...path, 'brands'], message }
  }
  if (brands !== undefined && methods?.includes('card') === false) {
    return {
      path: [...path, 'brands'],
      message: 'only cards have a brand, and methods has no card: it matches nothing.',
    }
  }
  if (amount !== undefined && currencies?.includes(amount.currency) === false) {
    const message = `amount is in ${amount.currency}, which currencies has not: it matches nothing.`
    return { path: [...path, 'amount', 'currency'], message }
  }
  return undefined
}

/** The rule among these that takes all that would fit this condition: one that always holds, or has the same condition. */
export const ruleBefore = (earlier: readonly Rule[], when: Condition): Rule | undefined =>
  earlier.find((one) => Object.keys(one.when).length === 0 || textOf(one.when) === textOf(when))

/** The same for conditions that mean the same: fields, keys and lists in an order of their own. */
const textOf = (when: Condition): string => JSON.stringify(inOrder(when))

function inOrder(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return [...new Set(value.map(String))].sort()
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .map(([name, part]): [string, unknown] => [name, inOrder(part)])
    .sort(([one], [other]) => (one < other ? -1 : 1))
}
