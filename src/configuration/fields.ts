import type { GatewayAccountChange } from '../db/gatewayAccounts.ts'
import { ok, type Result } from '../result.ts'
import type { ChangeGateway, ConfigurationRefusal } from './contract.ts'
import { isWhole, readCosts } from './costs.ts'
import { invalid } from './ports.ts'

/** Fits a column of a table and a line of a log. */
const LONGEST_NAME = 64
const LARGEST_WEIGHT = 1_000_000
/** Below a second healthy gateways would be cut off; above 20 s lies the general bound of a gateway call. */
const SHORTEST_TIMEOUT_MS = 1_000
const LONGEST_TIMEOUT_MS = 20_000
/** No account of one merchant carries more at once; what is not bounded here is by health itself. */
const LARGEST_CONCURRENCY = 10_000
/** As many as a merchant has accounts at most, and more: a position beyond the last means the last. */
const LARGEST_POSITION = 1_000
const NAME = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u

type Fields = Omit<ChangeGateway, 'id' | 'baseUrl' | 'credentials'>

/** The part of a change that Postgres keeps, checked. What is absent is absent in the answer. */
export function readFields(input: Fields): Result<GatewayAccountChange, ConfigurationRefusal> {
  const { name, weight, enabled, position, costs: prices, timeoutMs, maxConcurrency } = input
  if (given(name) && !isName(name)) {
    return invalid(['name'], `name has 1 to ${LONGEST_NAME} printable characters and no space at its ends.`)
  }
  if (given(enabled) && typeof enabled !== 'boolean') return invalid(['enabled'], 'enabled is true or false.')
  const numbers = [
    ['weight', weight, 1, LARGEST_WEIGHT],
    ['position', position, 1, LARGEST_POSITION],
    ['timeoutMs', timeoutMs, SHORTEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS],
    ['maxConcurrency', maxConcurrency, 1, LARGEST_CONCURRENCY],
  ] as const
  for (const [field, value, least, most] of numbers) {
    if (given(value) && !(isWhole(value) && value >= least && value <= most)) {
      return invalid([field], `${field} is a whole number from ${least} to ${most}.`)
    }
  }
  const costs = given(prices) ? readCosts(prices) : ok([])
  if (!costs.ok) return costs
  return ok({
    ...(given(name) ? { name } : {}),
    ...(given(weight) ? { weight } : {}),
    ...(given(enabled) ? { enabled } : {}),
    ...(given(position) ? { position } : {}),
    ...(prices === undefined ? {} : { costs: costs.value }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  })
}

export const given = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined

const isName = (name: unknown): boolean =>
  typeof name === 'string' && name.length <= LONGEST_NAME && name.isWellFormed() && NAME.test(name)
