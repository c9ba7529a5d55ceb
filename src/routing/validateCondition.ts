import { PAYMENT_METHODS } from '../gateway/gateway.ts'
import { exponentOf, LARGEST_AMOUNT_MINOR } from '../money/money.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Condition, Funding } from './policy.ts'

/** Where in the input something is wrong, and what to do about it. */
export interface PolicyProblem {
  readonly path: readonly string[]
  readonly message: string
}

export type Read<Value> = Result<Value, PolicyProblem>
type Fields = Readonly<Record<string, unknown>>

/** There are about 250 countries and 180 currencies, so a list of all of them still fits. */
const MOST_NAMES = 300
/** As payments' metadata has it. */
const MOST_KEYS = 50
const LONGEST_KEY = 40
const MOST_VALUES = 100
const LONGEST_VALUE = 500
const FUNDINGS: readonly Funding[] = ['CREDIT', 'DEBIT', 'PREPAID', 'UNKNOWN']
const FIELDS = ['amount', 'currencies', 'countries', 'brands', 'funding', 'methods', 'metadata']

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const strangeField = (fields: Fields, known: readonly string[]): boolean =>
  Object.keys(fields).some((name) => !known.includes(name))

const problem = (path: readonly string[], message: string) => refuse<PolicyProblem>({ path, message })

export function readCondition(input: unknown, path: readonly string[]): Read<Condition> {
  if (!isObject(input) || strangeField(input, FIELDS)) {
    return problem(path, `when is an object with no other fields than ${FIELDS.join(', ')}.`)
  }
  const amount = input.amount ?? undefined
  const limits = amount === undefined ? ok(undefined) : readAmount(amount, [...path, 'amount'])
  if (!limits.ok) return limits
  const condition: { -readonly [Field in keyof Condition]: Condition[Field] } = {}
  if (limits.value !== undefined) condition.amount = limits.value
  const lists = [
    ['currencies', isCurrency, 'ISO 4217 codes such as EUR'],
    ['countries', isCountry, 'codes of two capital letters such as DE'],
    ['brands', isBrand, 'names in small letters such as visa or mastercard'],
  ] as const
  for (const [field, fits, what] of lists) {
    const list = readList(input[field], fits, [...path, field], `${field} is a list of ${what}.`)
    if (!list.ok) return list
    if (list.value !== undefined) condition[field] = list.value
  }
  const funding = readList(
    input.funding,
    oneOf(FUNDINGS),
    [...path, 'funding'],
    `funding is a list of ${FUNDINGS.join(', ')}.`,
  )
  if (!funding.ok) return funding
  if (funding.value !== undefined) condition.funding = funding.value
  const methods = readList(
    input.methods,
    oneOf(PAYMENT_METHODS),
    [...path, 'methods'],
    `methods is a list of ${PAYMENT_METHODS.join(', ')}.`,
  )
  if (!methods.ok) return methods
  if (methods.value !== undefined) condition.methods = methods.value
  const metadata = readMetadata(input.metadata ?? undefined, [...path, 'metadata'])
  if (!metadata.ok) return metadata
  if (metadata.value !== undefined) condition.metadata = metadata.value
  return ok(condition)
}

function readAmount(input: unknown, path: readonly string[]): Read<NonNullable<Condition['amount']>> {
  if (!isObject(input) || strangeField(input, ['currency', 'minMinor', 'maxMinor'])) {
    return problem(path, 'amount has a currency, a least amount, an end or both, and nothing else.')
  }
  const { currency } = input
  if (!isCurrency(currency)) return problem([...path, 'currency'], 'currency is an ISO 4217 code such as EUR.')
  const minMinor = readMinor(input.minMinor)
  const maxMinor = readMinor(input.maxMinor)
  if (minMinor === null || maxMinor === null) {
    const wrong = minMinor === null ? 'minMinor' : 'maxMinor'
    return problem(
      [...path, wrong],
      'it is no amount that a payment can have; minor units are in digits such as "1000".',
    )
  }
  if (minMinor === undefined && maxMinor === undefined) {
    return problem(path, 'amount needs a least amount, an end or both; for every amount of a currency use currencies.')
  }
  if (minMinor !== undefined && maxMinor !== undefined && minMinor >= maxMinor) {
    return problem(path, 'its end is not above its least amount, and amounts are below the end: it matches nothing.')
  }
  return ok({
    currency,
    ...(minMinor === undefined ? {} : { minMinor }),
    ...(maxMinor === undefined ? {} : { maxMinor }),
  })
}

/** Undefined where it is absent, null where it is no amount. One beyond the largest amount may be an upper end. */
function readMinor(value: unknown): bigint | undefined | null {
  if (value === undefined || value === null) return undefined
  const digits = typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value
  if (typeof digits !== 'string' || !/^[0-9]{1,13}$/.test(digits)) return null
  const minor = BigInt(digits)
  return minor > LARGEST_AMOUNT_MINOR + 1n ? null : minor
}

/** An empty list would match nothing, which nobody means. */
function readList<Item extends string>(
  value: unknown,
  fits: (item: unknown) => item is Item,
  path: readonly string[],
  message: string,
): Read<readonly Item[] | undefined> {
  if (value === undefined || value === null) return ok(undefined)
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_NAMES || !value.every(fits)) {
    return problem(path, `${message} Leave it out where it does not matter.`)
  }
  return ok([...value])
}

function readMetadata(input: unknown, path: readonly string[]): Read<Condition['metadata']> {
  if (input === undefined) return ok(undefined)
  const shape = 'metadata is an object of lists of texts, as in { "channel": ["app", "web"] }.'
  if (!isObject(input)) return problem(path, shape)
  const entries = Object.entries(input)
  if (entries.length === 0 || entries.length > MOST_KEYS)
    return problem(path, `${shape} It has 1 to ${MOST_KEYS} keys.`)
  const read: [string, readonly string[]][] = []
  for (const [key, values] of entries) {
    const isKey = key.length >= 1 && key.length <= LONGEST_KEY && key.isWellFormed()
    if (!isKey) return problem(path, `Keys of metadata have 1 to ${LONGEST_KEY} characters.`)
    if (!Array.isArray(values) || values.length === 0 || values.length > MOST_VALUES || !values.every(isValue)) {
      return problem(
        [...path, key],
        `${shape} A key has 1 to ${MOST_VALUES} values of at most ${LONGEST_VALUE} characters.`,
      )
    }
    read.push([key, [...values]])
  }
  return ok(Object.fromEntries(read))
}

const isValue = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST_VALUE && value.isWellFormed()
const isCurrency = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 3 && exponentOf(value) !== undefined
export const isCountry = (value: unknown): value is string => typeof value === 'string' && /^[A-Z]{2}$/.test(value)
const isBrand = (value: unknown): value is string => typeof value === 'string' && /^[a-z][a-z0-9_-]{0,31}$/.test(value)
const oneOf =
  <Name extends string>(names: readonly Name[]) =>
  (value: unknown): value is Name =>
    names.some((name) => name === value)
