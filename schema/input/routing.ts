import type { SimulateRouting } from '../../src/configuration/contract.ts'
import type { PaymentMethodKind } from '../../src/gateway/gateway.ts'
import type { Exemption } from '../../src/gateway/threeDS.ts'
import { ok } from '../../src/result.ts'
import type { Funding, Strategy, UnknownPolicy } from '../../src/routing/policy.ts'
import { given, type Optional } from './create.ts'
import { checkCodes } from './gateway.ts'
import { checkMetadata } from './metadata.ts'
import { checkMoney, type MoneyInput } from './money.ts'
import { type Checked, checkAll, type Problem, problem } from './problem.ts'
import { checkOptionalText, checkText } from './text.ts'

interface AmountInput {
  readonly currency?: unknown
  readonly min?: unknown
  readonly max?: unknown
}

interface ConditionInput {
  readonly amount?: Optional<AmountInput>
  readonly currencies?: Optional<readonly unknown[]>
  readonly countries?: Optional<readonly string[]>
  readonly brands?: Optional<readonly string[]>
  readonly funding?: Optional<readonly Funding[]>
  readonly methods?: Optional<readonly PaymentMethodKind[]>
  readonly metadata?: unknown
}

export interface RuleInput {
  readonly name: string
  readonly when?: Optional<ConditionInput>
  readonly strategy: Strategy
  readonly candidates?: Optional<readonly { readonly gatewayId: string; readonly weight?: Optional<number> }[]>
  readonly onUnknown?: Optional<UnknownPolicy>
  readonly threeDS?: Optional<{
    readonly challenge?: Optional<'AUTOMATIC' | 'REQUIRED'>
    readonly exemptions?: Optional<readonly Exemption[]>
    readonly windowSize?: Optional<string>
  }>
}

export interface SimulateInput {
  readonly rules?: Optional<readonly RuleInput[]>
  readonly payment: {
    readonly amount: MoneyInput
    readonly method?: Optional<PaymentMethodKind>
    readonly brand?: Optional<string>
    readonly funding?: Optional<Funding>
    readonly country?: Optional<string>
    readonly metadata?: unknown
  }
  readonly runs?: Optional<number>
  readonly seed?: Optional<string>
}

/** What is looked at here is what scalars hand on and hostile text; whether rules make sense is for the policy to say. */
const LONGEST_RULE_NAME = 100
const LONGEST_NOTE = 500
const LONGEST_SEED = 255
/** ISO 3166-1 alpha-2 has two letters, and no scheme's name is longer than this. */
const LONGEST_NAME = 32
/** As payments' metadata has it. */
const MOST_ENTRIES = 50
const MOST_VALUES = 100
const LONGEST_KEY = 40
const LONGEST_VALUE = 500

export const checkNote = (note: Optional<string>): Checked<string | undefined> =>
  checkOptionalText(note, ['note'], { longest: LONGEST_NOTE, multiline: true })

/** The rules as plain data, as `readPolicy` takes them. */
export function readRules(rules: readonly RuleInput[]): Checked<readonly object[]> {
  const read: object[] = []
  for (const [at, rule] of rules.entries()) {
    const checked = readRule(rule, ['rules', String(at)])
    if (!checked.ok) return named(checked.error, rule.name)
    read.push(checked.value)
  }
  return ok(read)
}

/** Says which rule it is by its name too, where that can be shown: a place says little to whoever wrote the rules. */
const named = ({ path, message }: Problem, name: string) =>
  problem(path, checkText(name, path, { longest: LONGEST_RULE_NAME }).ok ? `${message} (rule “${name}”)` : message)

const readOptionalRules = (rules: Optional<readonly RuleInput[]>): Checked<readonly object[] | undefined> =>
  rules === undefined || rules === null ? ok(undefined) : readRules(rules)

function readRule(
  { name, when, strategy, candidates, onUnknown, threeDS }: RuleInput,
  path: readonly string[],
): Checked<object> {
  const checked = checkAll({
    name: checkText(name, [...path, 'name'], { longest: LONGEST_RULE_NAME }),
    when: readCondition(when ?? {}, [...path, 'when']),
  })
  if (!checked.ok) return checked
  return ok({
    ...checked.value,
    strategy,
    candidates: (candidates ?? []).map(({ gatewayId, weight }) => ({
      accountId: gatewayId,
      ...given({ weight: weight ?? undefined }),
    })),
    onUnknown: onUnknown ?? 'WAIT',
    ...given({ threeDS: threeDS ?? undefined }),
  })
}

function readCondition(when: ConditionInput, path: readonly string[]): Checked<object> {
  const checked = checkAll({
    amount: readAmount(when.amount, [...path, 'amount']),
    currencies: checkCodes(when.currencies, [...path, 'currencies']),
    metadata: readMetadata(when.metadata, [...path, 'metadata']),
  })
  if (!checked.ok) return checked
  const { countries, brands, funding, methods } = when
  const lists = { countries, brands, funding, methods }
  const present = Object.entries(lists).filter(([, list]) => list !== undefined && list !== null)
  return ok({ ...given(checked.value), ...Object.fromEntries(present) })
}

function readAmount(input: Optional<AmountInput>, path: readonly string[]): Checked<object | undefined> {
  if (input === undefined || input === null) return ok(undefined)
  const { currency } = input
  const checked = checkAll({
    currency: checkText(currency, [...path, 'currency'], { longest: LONGEST_NAME }),
    minMinor: readBound(input, 'min', path),
    maxMinor: readBound(input, 'max', path),
  })
  return checked.ok ? ok(given(checked.value)) : checked
}

/** Where the currency is wrong, so is its path; where the amount is, the bound is named. */
function readBound(input: AmountInput, bound: 'min' | 'max', path: readonly string[]): Checked<bigint | undefined> {
  const amount = input[bound]
  if (amount === undefined || amount === null) return ok(undefined)
  const money = checkMoney({ amount, currency: input.currency }, path)
  if (money.ok) return ok(money.value.amountMinor)
  const { path: found, message } = money.error
  return found.at(-1) === 'amount' ? problem([...path, bound], message) : money
}

/** An object of lists of strings; whatever else it is, the policy refuses it by name. */
function readMetadata(value: unknown, path: readonly string[]): Checked<unknown> {
  if (value === undefined || value === null) return ok(undefined)
  if (typeof value !== 'object' || Array.isArray(value)) return problem(path, 'must be an object of lists of strings')
  const entries = Object.entries(value as Readonly<Record<string, unknown>>)
  if (entries.length > MOST_ENTRIES) return problem(path, `must have at most ${MOST_ENTRIES} entries`)
  for (const [key, texts] of entries) {
    if (key === '__proto__') return problem(path, 'must not have a reserved key')
    const checkedKey = checkText(key, path, { longest: LONGEST_KEY })
    if (!checkedKey.ok) return problem(path, `has a key that ${checkedKey.error.message}`)
    if (!Array.isArray(texts) || texts.length > MOST_VALUES) {
      return problem([...path, key], `must be a list of at most ${MOST_VALUES} strings`)
    }
    const wrong = texts
      .map((text: unknown) => checkText(text, [...path, key], { longest: LONGEST_VALUE, multiline: true }))
      .find((checked) => !checked.ok)
    if (wrong !== undefined && !wrong.ok) return wrong
  }
  return ok(value)
}

export function readSimulation({ rules, payment, runs, seed }: SimulateInput): Checked<SimulateRouting> {
  const checked = checkAll({
    rules: readOptionalRules(rules),
    amount: checkMoney(payment.amount, ['payment', 'amount']),
    brand: checkOptionalText(payment.brand, ['payment', 'brand'], { longest: LONGEST_NAME }),
    country: checkOptionalText(payment.country, ['payment', 'country'], { longest: LONGEST_NAME }),
    metadata: below('payment', checkMetadata(payment.metadata)),
    seed: checkOptionalText(seed, ['seed'], { longest: LONGEST_SEED }),
  })
  if (!checked.ok) return checked
  const { rules: read, amount, brand, country, metadata, seed: seeded } = checked.value
  const { method, funding } = payment
  const known = given({ brand, country, metadata, funding: funding ?? undefined })
  return ok({
    facts: { ...amount, method: method ?? 'card', ...known },
    ...given({ rules: read, runs: runs ?? undefined, seed: seeded }),
  })
}

function below<Value>(field: string, checked: Checked<Value>): Checked<Value> {
  return checked.ok ? checked : problem([field, ...checked.error.path], checked.error.message)
}

const INPUT_NAMES: Readonly<Record<string, string>> = { accountId: 'gatewayId', minMinor: 'min', maxMinor: 'max' }

/** A path of the domain as one of the input. What is below `metadata` are the caller's own keys. */
export function toRoutingPath(path: readonly string[]): readonly string[] {
  const own = path.indexOf('metadata')
  return path.map((name, at) => (own >= 0 && at > own ? name : (INPUT_NAMES[name] ?? name)))
}
