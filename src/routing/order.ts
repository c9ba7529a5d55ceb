import { normalFrom } from './chance.ts'
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
 * At most this part of payments goes to another account than the one with the highest expected value: enough to notice
 * that another has become better, and what routing by success rate commonly spends.
 */
export const EXPLORED = 0.05
/**
 * An account that would not be the best even at the upper end of what is plausible is never explored; 95 % of a normal
 * distribution lie below that end.
 */
const PLAUSIBLE_DEVIATIONS = 1.64

/** The highest expected value first; now and then, by Thompson sampling, an account that may turn out to be better. */
export function byValue(accounts: readonly RoutingAccount[], facts: RoutingFacts, even: () => number): Order {
  const scored = beliefsOf(accounts, facts).map((belief) => ({
    belief,
    account: belief.account,
    score: scoreOf(belief),
  }))
  const ordered = scored.sort((one, other) => other.score - one.score)
  const [best] = ordered
  const reason = 'highest expected value'
  if (best === undefined || even() >= EXPLORED) return { ordered, reason }

  const plausible = ordered.filter(({ belief }) => upperEnd(belief) >= best.score)
  const drawn = plausible.map((one) => ({ one, value: sampled(one.belief, even) }))
  const [first] = drawn.sort((one, other) => other.value - one.value).map(({ one }) => one)
  if (first === undefined || first === best) return { ordered, reason }
  return {
    ordered: [first, ...ordered.filter((one) => one !== first)],
    reason: 'explored: it may be better than is known',
  }
}

const upperEnd = ({ odds, deviation, valueAt }: Belief): number => valueAt(odds + PLAUSIBLE_DEVIATIONS * deviation)
const sampled = ({ odds, deviation, valueAt }: Belief, even: () => number): number =>
  valueAt(odds + deviation * normalFrom(even))
