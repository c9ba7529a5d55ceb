import { unreachable } from '../result.ts'
import { chanceFrom } from './chance.ts'
import { accountsOf, isProbe, type Sifted, sift } from './eliminate.ts'
import { firstMatch } from './match.ts'
import { byValue, byWeight, type Order } from './order.ts'
import type { Rule } from './policy.ts'
import type { Candidate, Eliminated, RoutingAccount, RoutingFacts, RoutingPlan, RoutingRequest } from './request.ts'
import { beliefsOf, scoreOf } from './score.ts'
import { wishFor } from './threeDS.ts'

/**
 * Where a payment's attempts go, in order, and why: the first rule that holds, without those that cannot be tried, in the
 * order of its strategy. Pure: chance comes from the seed, time is handed in with what is known of each account.
 */
export function choose(request: RoutingRequest): RoutingPlan {
  const { policy, facts } = request
  const rule = firstMatch(policy.rules, facts)
  if (rule === undefined) {
    const reason = 'no rule of the policy matches'
    return {
      candidates: [],
      eliminated: [],
      strategy: 'ORDER',
      onUnknown: 'WAIT',
      policyVersion: policy.version,
      reason,
    }
  }
  const sifted = sift(accountsOf(rule, request.accounts), request)
  const { ordered, reason } = probedFirst(orderOf(rule, sifted.remaining, request))
  const candidates = ordered.map(
    ({ account, score }): Candidate => (score === undefined ? account.route : { ...account.route, score }),
  )
  const eliminated = told(sifted, rule, facts)
  const threeDS = wishFor(rule.threeDS, facts)
  return {
    candidates,
    eliminated,
    strategy: rule.strategy,
    onUnknown: rule.onUnknown,
    rule: rule.name,
    policyVersion: policy.version,
    ...(threeDS === undefined ? {} : { threeDS }),
    reason: candidates.length > 0 ? reason : whyNone(eliminated),
  }
}

/** Who was out of the question, and what they would have been worth where the rule asks for the best. */
function told({ eliminated }: Sifted, { strategy }: Rule, facts: RoutingFacts): readonly Eliminated[] {
  const accounts = eliminated.map(({ account }) => account)
  const scores = strategy === 'BEST' ? beliefsOf(accounts, facts).map(scoreOf) : []
  return eliminated.map(({ account: { route }, because }, index) => {
    const { gateway, accountId } = route
    const score = scores[index]
    return { gateway, accountId, because, ...(score === undefined ? {} : { score }) }
  })
}

function orderOf(rule: Rule, accounts: readonly RoutingAccount[], { facts, seed }: RoutingRequest): Order {
  switch (rule.strategy) {
    case 'ORDER':
      return {
        ordered: accounts.map((account) => ({ account })),
        reason: 'first enabled gateway in the order of the policy',
      }
    case 'WEIGHT':
      return byWeight(rule, accounts, chanceFrom(seed))
    case 'BEST':
      return byValue(accounts, facts, chanceFrom(seed))
    default:
      return unreachable(rule.strategy)
  }
}

/** A half-open breaker waits for the one call that it let through: that call has to be made, whatever the order says. */
function probedFirst({ ordered, reason }: Order): Order {
  const probed = ordered.filter(({ account }) => isProbe(account))
  if (probed.length === 0) return { ordered, reason }
  const rest = ordered.filter(({ account }) => !isProbe(account))
  return { ordered: [...probed, ...rest], reason: 'tried to see whether it has recovered' }
}

/** Names are cut at this many, so that the reason stays a line. */
const NAMED_AT_MOST = 5

function whyNone(eliminated: readonly Eliminated[]): string {
  if (eliminated.length === 0) return 'no gateway is left: the rule names none that exists'
  const named = eliminated.slice(0, NAMED_AT_MOST).map(({ gateway, because }) => `${gateway}: ${because}`)
  const more = eliminated.length - named.length
  return `no gateway is left (${named.join('; ')}${more > 0 ? `; and ${more} more` : ''})`
}
