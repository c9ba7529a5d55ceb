import { exponentOf, LARGEST_AMOUNT_MINOR } from '../money/money.ts'
import { ok, type Result } from '../result.ts'
import type { Cost } from '../routing/request.ts'
import { brandProblem } from '../routing/validateReach.ts'
import type { ConfigurationRefusal } from './contract.ts'
import { invalid } from './ports.ts'

/** More than any gateway's price list has lines, and little enough to go through for each payment. */
const MOST_COSTS = 50
/** There are about 250 countries, so a list of all of them still fits. */
const MOST_NAMES = 300
/** A hundred per cent: no gateway takes more than the payment. */
const LARGEST_BASIS_POINTS = 10_000
const LONGEST_SHOWN = 40
const FIELDS = ['brands', 'countries', 'currencies', 'fixedMinor', 'basisPoints'] as const

type Read<Value> = Result<Value, ConfigurationRefusal>
type Fields = Readonly<Record<string, unknown>>

/** A gateway's prices from plain data, whoever wrote it. A refusal names the field below `costs`. */
export function readCosts(input: unknown): Read<readonly Cost[]> {
  if (!Array.isArray(input)) return invalid(['costs'], 'costs is a list.')
  if (input.length > MOST_COSTS) return invalid(['costs'], `costs has at most ${MOST_COSTS} entries.`)
  const costs: Cost[] = []
  for (const [at, entry] of input.entries()) {
    const cost = readCost(entry, ['costs', String(at)])
    if (!cost.ok) return cost
    costs.push(cost.value)
  }
  return ok(costs)
}

function readCost(input: unknown, path: readonly string[]): Read<Cost> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return invalid(path, 'A cost is an object.')
  const fields = input as Fields
  const strange = Object.keys(fields).find((name) => !FIELDS.some((known) => known === name))
  if (strange !== undefined) {
    return invalid(path, `A cost has no field ${shownName(strange)}: it has ${FIELDS.join(', ')}.`)
  }
  const brands = readNames(fields, 'brands', path, isBrand, 'names in small letters such as visa')
  if (!brands.ok) return brands
  const strangeBrand = brands.value?.map(brandProblem).find((message) => message !== undefined)
  if (strangeBrand !== undefined) return invalid([...path, 'brands'], strangeBrand)
  const countries = readNames(fields, 'countries', path, isCountry, 'two capital letters each, such as DE')
  if (!countries.ok) return countries
  const currencies = readNames(fields, 'currencies', path, isCurrency, 'ISO 4217 codes such as EUR')
  if (!currencies.ok) return currencies
  const fixedMinor = readMinor(fields.fixedMinor)
  if (fixedMinor === undefined) {
    return invalid(
      [...path, 'fixedMinor'],
      'the fixed price is an amount in minor units from 0, in digits such as "25".',
    )
  }
  const { basisPoints } = fields
  if (!isWhole(basisPoints) || basisPoints < 0 || basisPoints > LARGEST_BASIS_POINTS) {
    return invalid(
      [...path, 'basisPoints'],
      `basisPoints is a whole number from 0 to ${LARGEST_BASIS_POINTS}: 140 is 1.4 %.`,
    )
  }
  return ok({
    ...(brands.value === undefined ? {} : { brands: brands.value }),
    ...(countries.value === undefined ? {} : { countries: countries.value }),
    ...(currencies.value === undefined ? {} : { currencies: currencies.value }),
    fixedMinor,
    basisPoints,
  })
}

/** Undefined where there are none, which stands for all. */
function readNames(
  fields: Fields,
  name: 'brands' | 'countries' | 'currencies',
  path: readonly string[],
  fits: (text: string) => boolean,
  what: string,
): Read<readonly string[] | undefined> {
  const value = fields[name]
  if (value === undefined || value === null) return ok(undefined)
  const names: readonly unknown[] = Array.isArray(value) ? value : []
  const known = names.filter((one): one is string => typeof one === 'string' && fits(one))
  if (names.length > 0 && names.length <= MOST_NAMES && known.length === names.length) return ok(known)
  return invalid([...path, name], `${name} is a list of ${what}; leave it out where the cost is for all of them.`)
}

/** What somebody wrote in the place of a field's name, short enough for a line. */
const shownName = (name: string): string => JSON.stringify(name.slice(0, LONGEST_SHOWN))

const isBrand = (text: string): boolean => /^[a-z][a-z0-9_-]{0,31}$/.test(text)
const isCountry = (text: string): boolean => /^[A-Z]{2}$/.test(text)
const isCurrency = (text: string): boolean => text.length === 3 && exponentOf(text) !== undefined

export const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value)

/** A bigint, digits, or a whole number, which is what a hand-written file has. */
function readMinor(value: unknown): bigint | undefined {
  const digits = typeof value === 'bigint' || isWhole(value) ? String(value) : value
  if (typeof digits !== 'string' || !/^[0-9]{1,12}$/.test(digits)) return undefined
  const minor = BigInt(digits)
  return minor <= LARGEST_AMOUNT_MINOR ? minor : undefined
}
