import { parseAmount } from '../../src/money/money.ts'
import { CommandError } from './commandError.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Rules as the GraphQL API has them (`gatewayId`, amounts from `min` to `max` in major units, methods in capitals) as the
 * service takes them. Rules in the service's own shape, and whatever is neither, stay as they are: the service judges.
 */
export const rulesFromGraphql = (rules: unknown): unknown =>
  eachOf(rules, (rule, at) => ({
    ...rule,
    ...(isObject(rule.when) ? { when: conditionFrom(rule.when, `rules.${at}.when`) } : {}),
    ...(Array.isArray(rule.candidates)
      ? { candidates: eachOf(rule.candidates, (one) => renamed(one, 'gatewayId', 'accountId')) }
      : {}),
  }))

/** Costs as the GraphQL API has them: `fixed` in place of `fixedMinor`. */
export const costsFromGraphql = (costs: unknown): unknown =>
  eachOf(costs, (cost) => renamed(cost, 'fixed', 'fixedMinor'))

function conditionFrom(when: Fields, path: string): Fields {
  const { amount, methods } = when
  return {
    ...when,
    ...(isObject(amount) ? { amount: amountFrom(amount, `${path}.amount`) } : {}),
    ...(Array.isArray(methods) ? { methods: methods.map(inSmallLetters) } : {}),
  }
}

const amountFrom = (amount: Fields, path: string): Fields =>
  Object.fromEntries(
    Object.entries(amount).map(([name, value]) =>
      name === 'min' || name === 'max'
        ? [`${name}Minor`, minorFrom(value, amount.currency, `${path}.${name}`)]
        : [name, value],
    ),
  )

function minorFrom(value: unknown, currency: unknown, path: string): unknown {
  if (value === null || value === undefined || typeof currency !== 'string') return value
  const parsed = parseAmount(String(value), currency)
  if (parsed.ok) return parsed.value.amountMinor
  throw new CommandError(`${path}: it is a decimal such as "10.00" in a currency such as EUR (${parsed.error}).`)
}

const renamed = (fields: Fields, name: string, ours: string): Fields =>
  Object.fromEntries(Object.entries(fields).map(([one, value]) => [one === name ? ours : one, value]))

const eachOf = (list: unknown, change: (entry: Fields, at: number) => Fields): unknown =>
  Array.isArray(list) ? list.map((entry, at) => (isObject(entry) ? change(entry, at) : entry)) : list

const inSmallLetters = (text: unknown): unknown => (typeof text === 'string' ? text.toLowerCase() : text)

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
