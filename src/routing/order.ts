import type { Rule } from './policy.ts'
import type { RoutingAccount, RoutingFacts } from './request.ts'
import { type Belief, beliefsOf, scoreOf } from './score.ts'

export interface Ordered {
  readonly account: RoutingAccount
  readonly score?: number
}

export interface Order {
  readonly ordered: readonly Ordered[]
  readonly reason: string
}

/** By chance in proportion to the weights, without putting back: the second is drawn among those that are left. */
export function byWeight({ candidates }: Rule, accounts: readonly RoutingAccount[], even: () => number): Order {
  const weightOf = ({ route, weight = 1 }: RoutingAccount): number =>
    candidates.find(({ accountId }) => accountId === route.accountId)?.weight ?? weight
  // Efraimidis and Spirakis: the smallest of -ln(u) / weight wins with a chance of its weight's share.
  const drawn = accounts.map((account) => ({ account, key: -Math.log(1 - even()) / weightOf(account) }))
  const ordered = drawn.sort((one, other) => one.key - other.key).map(({ account }) => ({ account }))
  return { ordered, reason: 'drawn by weight' }
}

/**
 * How many deviations of doubt count in an account's favour: enough that one that may be better is found out about, and so
 * few that one that is likely worse is not tried for it. Half of one did best over simulated worlds.
 */
const OPTIMISM = 0.5
/** At most this part of payments is used for finding out, whatever the doubt: a new account may turn out to be bad. */
export const EXPLORED = 0.5

/** The highest expected value first, where doubt counts in favour of those of which little is known. */
export function byValue(accounts: readonly RoutingAccount[], facts: RoutingFacts, even: () => number): Order {
  const scored = beliefsOf(accounts, facts).map((belief) => ({
    account: belief.account,
    score: scoreOf(belief),
    hoped: hopedOf(belief),
  }))
  const ordered = scored.sort((one, other) => other.score - one.score)
  const reason = 'highest expected value'
  if (even() >= EXPLORED) return { ordered, reason }
  const [first] = [...ordered].sort((one, other) => other.hoped - one.hoped)
  if (first === undefined || first === ordered[0]) return { ordered, reason }
  return {
    ordered: [first, ...ordered.filter((one) => one !== first)],
    reason: 'explored: it may be better than is known',
  }
}

const hopedOf = ({ odds, deviation, valueAt }: Belief): number => valueAt(odds + OPTIMISM * deviation)
