import type { AddGateway, ChangeGateway, CostInput } from '../../src/configuration/contract.ts'
import { ok } from '../../src/result.ts'
import type { Optional } from './create.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkOptionalText, checkText } from './text.ts'

/** A cost as it arrives: its scalars accept anything. */
export interface GatewayCostInput {
  readonly brands?: Optional<readonly string[]>
  readonly countries?: Optional<readonly string[]>
  readonly currencies?: Optional<readonly unknown[]>
  readonly fixed?: unknown
  readonly basisPoints: number
}

interface Settings {
  readonly weight?: Optional<number>
  readonly enabled?: Optional<boolean>
  readonly costs?: Optional<readonly GatewayCostInput[]>
  readonly timeoutMs?: Optional<number>
  readonly maxConcurrency?: Optional<number>
}

export interface AddGatewayInput extends Settings {
  readonly name: string
  readonly kind: string
  readonly baseUrl: string
  readonly credentials?: unknown
}

export interface UpdateGatewayInput extends Settings {
  readonly id: string
  readonly name?: Optional<string>
  readonly baseUrl?: Optional<string>
  readonly credentials?: unknown
  readonly position?: Optional<number>
}

/** What is looked at here is hostile text; what a name, a URL or a number may be is for the configuration to say. */
const LONGEST_NAME = 64
const LONGEST_KIND = 32
/** What browsers and servers agree on at least. A gateway's own path may look like anything. */
const URL_RULE = { longest: 2_048, allowsCardNumber: true }
/** 999 999 999 999 minor units is the largest amount. */
const MINOR_UNITS = /^[0-9]{1,12}$/

export function readAddGateway(input: AddGatewayInput): Checked<AddGateway> {
  const checked = checkAll({
    name: checkText(input.name, ['name'], { longest: LONGEST_NAME }),
    kind: checkText(input.kind, ['kind'], { longest: LONGEST_KIND }),
    baseUrl: checkText(input.baseUrl, ['baseUrl'], URL_RULE),
    costs: checkCosts(input.costs),
  })
  return checked.ok ? ok({ ...input, credentials: input.credentials, ...checked.value }) : checked
}

export function readUpdateGateway(input: UpdateGatewayInput): Checked<ChangeGateway> {
  const checked = checkAll({
    name: checkOptionalText(input.name, ['name'], { longest: LONGEST_NAME }),
    baseUrl: checkOptionalText(input.baseUrl, ['baseUrl'], URL_RULE),
    costs: checkCosts(input.costs),
  })
  if (!checked.ok) return checked
  const { costs, ...others } = input
  return ok({ ...others, ...(costs === undefined ? {} : { costs: checked.value.costs }) })
}

function checkCosts(input: Optional<readonly GatewayCostInput[]>): Checked<readonly CostInput[] | null> {
  if (input === undefined || input === null) return ok(null)
  const costs: CostInput[] = []
  for (const [at, { fixed, currencies, ...cost }] of input.entries()) {
    const path = ['costs', String(at)]
    if (typeof fixed !== 'string' || !MINOR_UNITS.test(fixed)) {
      return problem([...path, 'fixed'], 'must be an amount in minor units from 0, as a string of digits such as "25"')
    }
    const codes = checkCodes(currencies, [...path, 'currencies'])
    if (!codes.ok) return codes
    costs.push({ ...cost, fixedMinor: fixed, ...(codes.value === undefined ? {} : { currencies: codes.value }) })
  }
  return ok(costs)
}

/** Currency codes as the scalar hands them on. Which of them exist is for the domain to say. */
export function checkCodes(
  values: Optional<readonly unknown[]>,
  path: readonly string[],
): Checked<readonly string[] | undefined> {
  if (values === undefined || values === null) return ok(undefined)
  return values.every((value): value is string => typeof value === 'string')
    ? ok(values)
    : problem(path, 'must be ISO 4217 codes as strings')
}

/** A path of the domain as one of the input, where they differ in a name. */
export const toGatewayPath = (path: readonly string[]): readonly string[] =>
  path.map((name) => (name === 'fixedMinor' ? 'fixed' : name))
