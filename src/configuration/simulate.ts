import { loadRouting, routingInputOf } from '../access/routingConfiguration.ts'
import type { ListOwner } from '../db/list.ts'
import { gatewayOf } from '../gateway/registry.ts'
import { ok } from '../result.ts'
import { withSnapshot } from '../routing/account.ts'
import { choose } from '../routing/choose.ts'
import type { RoutingFacts, RoutingInput, RoutingPlan } from '../routing/request.ts'
import type { Route } from '../routing/route.ts'
import { factsProblem } from '../routing/validateFacts.ts'
import type { Configured, SimulateRouting, Simulation } from './contract.ts'
import { isWhole } from './costs.ts'
import { given } from './fields.ts'
import { type ConfigurationPorts, invalid } from './ports.ts'
import { checkedRules } from './rules.ts'

/** Shows shares to a per cent or two, and is done in a fraction of a second. */
const MOST_RUNS = 1_000
const LONGEST_SEED = 255

/** Chooses as payments do, with the accounts as they are now, and tells what would have been. */
export async function planFor(
  ports: ConfigurationPorts,
  owner: ListOwner,
  { facts, rules, runs: wanted, seed }: SimulateRouting,
): Configured<Simulation> {
  const runs = wanted ?? 1
  if (!isWhole(runs) || runs < 1 || runs > MOST_RUNS) {
    return invalid(['runs'], `runs is a whole number from 1 to ${MOST_RUNS}.`)
  }
  if (given(seed) && (typeof seed !== 'string' || seed.length > LONGEST_SEED)) {
    return invalid(['seed'], `seed has at most ${LONGEST_SEED} characters.`)
  }
  const strange = factsProblem(facts)
  if (strange !== undefined) return invalid(['payment', ...strange.path], strange.message)
  const configuration = await loadRouting(ports.db, owner)
  const checked = given(rules) ? checkedRules(rules, configuration.accounts) : undefined
  if (checked?.ok === false) return checked
  const input = routingInputOf(owner, configuration)
  const version = (configuration.policies[0]?.version ?? 0) + 1
  const policy = checked === undefined ? input.policy : { version, rules: checked.value }
  const health = await ports.health(input.accounts.map(({ route }) => route.accountId))
  const accounts = input.accounts.map((account) => withSnapshot(account, health[account.route.accountId]))
  return ok(simulate({ policy, accounts }, facts, { runs, seed: seed ?? '', nowMs: ports.nowMs() }))
}

function simulate(
  input: RoutingInput,
  facts: RoutingFacts,
  { runs, seed, nowMs }: { readonly runs: number; readonly seed: string; readonly nowMs: number },
): Simulation {
  const planOf = (run: number): RoutingPlan => choose({ ...input, facts, seed: `${seed}:${run}`, nowMs, refusalOf })
  const plan = planOf(1)
  const firsts = new Map<string, { readonly gateway: string; readonly first: number }>()
  for (let run = 1; run <= runs; run++) {
    const [candidate] = (run === 1 ? plan : planOf(run)).candidates
    if (candidate === undefined) continue
    const { accountId, gateway } = candidate
    firsts.set(accountId, { gateway, first: (firsts.get(accountId)?.first ?? 0) + 1 })
  }
  const shares = [...firsts]
    .map(([accountId, { gateway, first }]) => ({ accountId, gateway, first, share: first / runs }))
    .sort((one, other) => other.first - one.first)
  return { plan, runs, shares }
}

const refusalOf = ({ kind }: Route, { amountMinor, currency, method }: RoutingFacts): string | undefined =>
  gatewayOf(kind)?.refusalOf?.({ amountMinor, currency, method })
