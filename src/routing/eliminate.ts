import { unreachable } from '../result.ts'
import type { Rule } from './policy.ts'
import type { RoutingAccount, RoutingRequest } from './request.ts'

export interface Sifted {
  readonly remaining: readonly RoutingAccount[]
  readonly eliminated: readonly { readonly account: RoutingAccount; readonly because: string }[]
}

/** The accounts that the rule speaks of, in its order: those it names, or all where it names none. */
export function accountsOf({ candidates }: Rule, accounts: readonly RoutingAccount[]): readonly RoutingAccount[] {
  if (candidates.length === 0) return accounts
  return candidates.flatMap(({ accountId }) => accounts.find(({ route }) => route.accountId === accountId) ?? [])
}

/**
 * Takes out who cannot or should not be tried. Being full is no certain failure: where nothing else speaks against the
 * accounts that would be left, the least loaded of them stays.
 */
export function sift(accounts: readonly RoutingAccount[], request: RoutingRequest): Sifted {
  const judged = accounts.map((account) => ({ account, because: reasonAgainst(account, request) }))
  const able = judged.flatMap(({ account, because }) => (because === undefined ? [account] : []))
  const roomy = able.filter((account) => !isFull(account))
  const [leastLoaded] = [...able].sort((one, other) => fullness(one) - fullness(other))
  const remaining = roomy.length > 0 || leastLoaded === undefined ? roomy : [leastLoaded]
  const eliminated = judged.flatMap(({ account, because }) => {
    return remaining.includes(account) ? [] : [{ account, because: because ?? FULL }]
  })
  return { remaining, eliminated }
}

const FULL = 'it has as many calls under way as it takes'

function reasonAgainst({ route, enabled, health }: RoutingAccount, request: RoutingRequest): string | undefined {
  const { excluded = {}, refusalOf, facts } = request
  if (!enabled) return 'it is disabled'
  if (Object.hasOwn(excluded, route.accountId)) return excluded[route.accountId]
  if (!(route.capabilities.methods ?? ['card']).includes(facts.method)) return `it takes no ${facts.method} payments`
  return refusalOf?.(route, facts) ?? (health === undefined ? undefined : breakerReason(health))
}

function breakerReason({ breaker, probe }: NonNullable<RoutingAccount['health']>): string | undefined {
  switch (breaker) {
    case 'CLOSED':
      return undefined
    case 'OPEN':
      return 'its breaker is open: it failed too often just now'
    case 'HALF_OPEN':
      return probe === true ? undefined : 'its breaker is half open: another payment is trying it'
    case 'ISOLATED':
      return 'it is isolated by hand'
    default:
      return unreachable(breaker)
  }
}

/** Without a limit that makes sense there is no bulkhead. */
const fullness = ({ health }: RoutingAccount): number =>
  health === undefined || !(health.limit > 0) ? 0 : health.load / health.limit
const isFull = (account: RoutingAccount): boolean => !isProbe(account) && fullness(account) >= 1

/** This very payment is the one call that a half-open breaker lets through. */
export const isProbe = ({ health }: RoutingAccount): boolean => health?.breaker === 'HALF_OPEN' && health.probe === true
