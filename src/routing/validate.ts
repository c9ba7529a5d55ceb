import { ok, refuse } from '../result.ts'
import type { Rule, Strategy, UnknownPolicy } from './policy.ts'
import { isObject, type PolicyProblem, type Read, readCondition, strangeField } from './validateCondition.ts'
import { ruleBefore, whyNothingFits } from './validateReach.ts'
import { readThreeDS } from './validateThreeDS.ts'

export type { PolicyProblem }

/** More than anybody can keep in mind, and little enough to go through for each payment. */
const MOST_RULES = 50
/** More gateways than any merchant has contracts with; a payment makes ten attempts at most. */
const MOST_CANDIDATES = 20
const LONGEST_NAME = 100
const LARGEST_WEIGHT = 1_000_000
const STRATEGIES: readonly Strategy[] = ['ORDER', 'WEIGHT', 'BEST']
const UNKNOWN_POLICIES: readonly UnknownPolicy[] = ['WAIT', 'CASCADE']
const FIELDS = ['name', 'when', 'strategy', 'candidates', 'onUnknown', 'threeDS']

/**
 * A policy's rules from plain data, whoever wrote it; amounts are bigints or digits, and null is as good as absent. The
 * first problem is told: where in `rules` it is, and in its message the rule by name. With `accountIds`, for rules that
 * are about to be saved, every candidate has to be among them, and a rule that can never decide anything is refused too;
 * what was saved before stays readable.
 */
export function readPolicy(input: unknown, accountIds?: ReadonlySet<string>): Read<readonly Rule[]> {
  if (!Array.isArray(input)) return problem(['rules'], 'rules is a list of rules.')
  if (input.length === 0)
    return problem(['rules'], 'A policy without rules matches no payment: give at least one rule.')
  if (input.length > MOST_RULES) return problem(['rules'], `A policy has at most ${MOST_RULES} rules.`)
  const rules: Rule[] = []
  for (const [at, entry] of input.entries()) {
    const path = ['rules', String(at)]
    const rule = readRule(entry, accountIds, path)
    if (!rule.ok) return named(rule.error, entry, at)
    const { name } = rule.value
    if (rules.some((one) => one.name === name))
      return named({ path: [...path, 'name'], message: 'another rule has this name.' }, entry, at)
    const useless = whyUseless(rules, rule.value, path, accountIds !== undefined)
    if (useless !== undefined) return named(useless, entry, at)
    rules.push(rule.value)
  }
  return ok(rules)
}

function whyUseless(earlier: readonly Rule[], { when }: Rule, path: readonly string[], isNew: boolean) {
  const before = ruleBefore(earlier, when)
  const always = before !== undefined && Object.keys(before.when).length === 0
  if (before !== undefined && (always || isNew)) {
    const why = always ? 'always holds' : 'has the same condition'
    return { path, message: `it is never reached, because rule “${before.name}” before it ${why}.` }
  }
  return isNew ? whyNothingFits(when, [...path, 'when']) : undefined
}

const problem = (path: readonly string[], message: string) => refuse<PolicyProblem>({ path, message })

/** Says which rule: by its name where it has one that can be shown, else by its place. */
function named({ path, message }: PolicyProblem, entry: unknown, at: number) {
  const name = isObject(entry) && typeof entry.name === 'string' ? entry.name : ''
  return problem(path, `${isName(name) ? `Rule “${name}”` : `Rule ${at + 1}`}: ${message}`)
}

function readRule(input: unknown, accountIds: ReadonlySet<string> | undefined, path: readonly string[]): Read<Rule> {
  if (!isObject(input)) return problem(path, 'a rule is an object.')
  const strange = strangeField(input, FIELDS)
  if (strange) return problem(path, `a rule has no other fields than ${FIELDS.join(', ')}.`)
  const { name, strategy, onUnknown } = input
  if (!isName(name)) return problem([...path, 'name'], `name has 1 to ${LONGEST_NAME} printable characters.`)
  const when = readCondition(input.when ?? {}, [...path, 'when'])
  if (!when.ok) return when
  const how = STRATEGIES.find((one) => one === strategy)
  if (how === undefined) return problem([...path, 'strategy'], `strategy is one of ${STRATEGIES.join(', ')}.`)
  const unknowns = UNKNOWN_POLICIES.find((one) => one === (onUnknown ?? 'WAIT'))
  if (unknowns === undefined) {
    return problem([...path, 'onUnknown'], `onUnknown is one of ${UNKNOWN_POLICIES.join(', ')}.`)
  }
  const candidates = readCandidates(input.candidates ?? [], how, accountIds, [...path, 'candidates'])
  if (!candidates.ok) return candidates
  const threeDS = readThreeDS(input.threeDS, [...path, 'threeDS'])
  if (!threeDS.ok) return threeDS
  const rule = { name, when: when.value, strategy: how, candidates: candidates.value, onUnknown: unknowns }
  return ok(threeDS.value === undefined ? rule : { ...rule, threeDS: threeDS.value })
}

function readCandidates(
  input: unknown,
  strategy: Strategy,
  accountIds: ReadonlySet<string> | undefined,
  path: readonly string[],
): Read<Rule['candidates']> {
  if (!Array.isArray(input) || input.length > MOST_CANDIDATES) {
    return problem(path, `candidates is a list of at most ${MOST_CANDIDATES} gateways; none means all of them.`)
  }
  const candidates: Rule['candidates'][number][] = []
  for (const [at, entry] of input.entries()) {
    const here = [...path, String(at)]
    if (!isObject(entry) || strangeField(entry, ['accountId', 'weight'])) {
      return problem(here, 'a candidate names a gateway by its id and has, with WEIGHT, a weight; nothing else.')
    }
    const { accountId } = entry
    if (typeof accountId !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(accountId)) {
      return problem([...here, 'accountId'], 'it is not the id of a gateway, which begins with gwa_.')
    }
    if (accountIds?.has(accountId) === false) {
      return problem(
        [...here, 'accountId'],
        `there is no gateway ${accountId}: list the gateways and name one of them.`,
      )
    }
    if (candidates.some((one) => one.accountId === accountId)) {
      return problem([...here, 'accountId'], `gateway ${accountId} is named twice.`)
    }
    const weight = entry.weight ?? undefined
    if (strategy !== 'WEIGHT') {
      if (weight !== undefined) return problem([...here, 'weight'], 'weight goes with the strategy WEIGHT alone.')
      candidates.push({ accountId })
      continue
    }
    if (!(typeof weight === 'number' && Number.isInteger(weight) && weight >= 1 && weight <= LARGEST_WEIGHT)) {
      return problem([...here, 'weight'], `weight is a whole number from 1 to ${LARGEST_WEIGHT}.`)
    }
    candidates.push({ accountId, weight })
  }
  return ok(candidates)
}

const isName = (name: unknown): name is string =>
  typeof name === 'string' &&
  name.length <= LONGEST_NAME &&
  name.isWellFormed() &&
  /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u.test(name)
