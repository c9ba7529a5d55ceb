import { parseAmount } from '../../src/money/money.ts'
import { FIRST_POLICY } from '../../src/routing/policy.ts'
import type { RoutingFacts, RoutingPlan } from '../../src/routing/request.ts'
import { required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { type Operator, readJsonFile, readJsonOption, readNumber, settled, type Values } from './gatewayOptions.ts'
import { rulesFromGraphql } from './graphqlShape.ts'

const FUNDINGS = ['CREDIT', 'DEBIT', 'PREPAID', 'UNKNOWN'] as const
const METHODS = ['card', 'paypal'] as const
/** As many versions as fit a screen or two. */
const HISTORY_SIZE = 20

export async function policy(operator: Operator, values: Values, [command, word]: readonly string[]) {
  const { service, owner, savedBy } = operator
  switch (command) {
    case 'show':
      return service.currentPolicy(owner)
    case 'history':
      return history(operator, values)
    case 'set': {
      const { rules, note } = readPolicyFile(required(word, 'The file with the policy (policy set FILE.json)'))
      const expected = values['expected-version']
      const input = {
        rules,
        savedBy,
        note: values.note ?? note,
        ...(expected === undefined ? {} : { expectedVersion: readNumber(expected, '--expected-version') }),
      }
      return settled(await service.savePolicy(owner, input), 'There is no such policy.')
    }
    case 'rollback': {
      const version = readNumber(required(word, 'The version (`gateway -- policy history` shows them)'), 'The version')
      const missing = `There is no version ${version}: \`npm run gateway -- policy history\` shows them.`
      return settled(await service.rollbackPolicy(owner, { version, savedBy }), missing)
    }
    default:
      throw unknownCommand('gateway -- policy show | set FILE.json | history | rollback VERSION')
  }
}

async function history({ service, owner }: Operator, values: Values) {
  const { versions } = await service.policyVersions(owner, {
    first: values.first === undefined ? HISTORY_SIZE : readNumber(values.first, '--first'),
    ...(values.before === undefined ? {} : { before: readNumber(values.before, '--before') }),
  })
  return versions.length > 0 ? versions : [FIRST_POLICY]
}

/** What `policy show` prints is taken back; so is the bare list of rules. */
function readPolicyFile(path: string): { readonly rules: unknown; readonly note: string | null } {
  const file = readJsonFile(path)
  if (typeof file !== 'object' || file === null || Array.isArray(file))
    return { rules: rulesFromGraphql(file), note: null }
  const { rules, note } = file as { readonly rules?: unknown; readonly note?: unknown }
  return { rules: rulesFromGraphql(rules), note: typeof note === 'string' ? note : null }
}

export async function simulate({ service, owner }: Operator, values: Values) {
  const input = {
    facts: readFacts(values),
    ...(values.rules === undefined ? {} : { rules: readPolicyFile(values.rules).rules }),
    ...(values.runs === undefined ? {} : { runs: readNumber(values.runs, '--runs') }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
  }
  const { plan, runs, shares } = settled(await service.planFor(owner, input), 'There is no such policy.')
  return {
    ...shownPlan(plan, values.rules),
    runs,
    shares,
    health: 'not known here: every gateway is taken for healthy',
  }
}

/** Where no rule holds there is no strategy either, and rules from a file are no version of the policy. */
export function shownPlan(
  { candidates: all, eliminated, strategy, onUnknown, rule, policyVersion, reason }: RoutingPlan,
  rulesFile: string | undefined,
) {
  const from = rulesFile === undefined ? { policyVersion } : { rules: `${rulesFile}, which is not saved` }
  if (rule === undefined) return { ...from, rule: null, reason: `${reason}: such a payment would be declined` }
  const candidates = all.map(({ gateway, accountId, score }) => ({ gateway, accountId, score }))
  return { ...from, rule, strategy, onUnknown, reason, candidates, eliminated }
}

function readFacts(values: Values): RoutingFacts {
  const currency = required(values.currency, '--currency').toUpperCase()
  const amount = parseAmount(required(values.amount, '--amount'), currency)
  if (!amount.ok)
    throw new CommandError(`--amount is a decimal such as 10.00 in a currency such as EUR (${amount.error}).`)
  const { brand, country } = values
  return {
    ...amount.value,
    method: oneOf(METHODS, values.method ?? 'card', '--method'),
    ...(brand === undefined ? {} : { brand: brand.toLowerCase() }),
    ...(country === undefined ? {} : { country: country.toUpperCase() }),
    ...(values.funding === undefined ? {} : { funding: oneOf(FUNDINGS, values.funding.toUpperCase(), '--funding') }),
    ...(values.metadata === undefined ? {} : { metadata: readMetadata(values.metadata) }),
  }
}

function oneOf<Name extends string>(names: readonly Name[], text: string, option: string): Name {
  const name = names.find((one) => one === text)
  if (name !== undefined) return name
  throw new CommandError(`${option} is one of ${names.join(', ')}.`)
}

function readMetadata(text: string): Readonly<Record<string, string>> {
  const example = '{"channel":"app"}'
  const metadata = readJsonOption(text, '--metadata', example)
  if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)) {
    const entries = Object.entries(metadata)
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      return Object.fromEntries(entries)
    }
  }
  throw new CommandError(`--metadata is an object of texts, as in '${example}'.`)
}
