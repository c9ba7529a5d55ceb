import { gatewayOf } from '../gateway/registry.ts'
import { choose } from '../routing/choose.ts'
import type { RoutingFacts, RoutingInput, RoutingPlan } from '../routing/request.ts'
import type { Route } from '../routing/route.ts'
import { cardIdOf, tokenFactsOf } from '../vault/contract.ts'
import type { PaymentDetails } from './command.ts'
import type { Plan } from './event.ts'
import type { Attempt, PaymentState } from './state.ts'

/** What is asked for, as far as the choice of a gateway goes. */
interface Asked {
  readonly token?: string
  readonly method?: RoutingFacts['method']
  readonly routing: RoutingInput
}

/**
 * Where this round of attempts may go. An account with an attempt of this payment whose outcome is not known yet takes no
 * other: two of them could both turn out to be charges, and its gateway could not tell which of them is to be ended.
 */
export function planFor(
  { token, method = 'card', routing }: Asked,
  { id, amountMinor, currency, attempts }: Pick<PaymentState, 'id' | 'amountMinor' | 'currency' | 'attempts'>,
  details: () => PaymentDetails,
  nowMs: number,
): Plan {
  const card = token === undefined ? {} : tokenFactsOf(cardIdOf(token) ?? '')
  // Opening what is sealed costs time; only a policy that somebody wrote can ask for it.
  const { metadata, billingAddress } = routing.policy.version > 0 ? details() : {}
  const facts: RoutingFacts = {
    amountMinor,
    currency,
    method,
    ...card,
    country: card.country ?? billingAddress?.country,
    metadata,
  }
  const chosen = choose({
    ...routing,
    facts,
    seed: `${id} ${attempts.length}`,
    nowMs,
    excluded: Object.fromEntries(
      attempts.flatMap((attempt) => {
        const because = isUnresolved(attempt) ? UNRESOLVED : mayStillBeHit(attempt, nowMs) ? HIT : undefined
        return because === undefined ? [] : [[attempt.route.accountId, because]]
      }),
    ),
    refusalOf,
  })
  const { candidates, eliminated, rule, policyVersion, reason, onUnknown, threeDS } = chosen
  const probing = new Set(
    routing.accounts.flatMap(({ route, health }) => (health?.probe === true ? [route.accountId] : [])),
  )
  return {
    candidates: candidates.map((one) => (probing.has(one.accountId) ? { ...one, probe: true } : one)),
    ...(eliminated.length > 0 ? { eliminated } : {}),
    ...(policyVersion > 0 ? { rule, policyVersion } : {}),
    ...(candidates.length === 0 ? { problem: problemOf(routing, chosen, facts) } : {}),
    ...(onUnknown === 'CASCADE' ? { onUnknown } : {}),
    ...(threeDS === undefined ? {} : { threeDS }),
    reason,
  }
}

const UNRESOLVED = 'what became of an earlier attempt there is not known yet'

const HIT = 'an earlier attempt there was just ended by the payment’s reference'
/** A cancel by reference that the gateway has taken in may be carried out a while later, and ends whatever it finds. */
const CANCELS_LINGER_MS = 10 * 60_000

const mayStillBeHit = ({ route, isFenced, endedAtMs = 0 }: Attempt, nowMs: number): boolean =>
  isFenced === true && route.capabilities.fencesByReference === true && nowMs - endedAtMs < CANCELS_LINGER_MS

const isUnresolved = ({ endedAtMs, status }: Attempt): boolean =>
  endedAtMs === undefined && status !== 'ACTION_REQUIRED'

function refusalOf({ kind, capabilities }: Route, facts: RoutingFacts): string | undefined {
  if (!(capabilities.methods ?? ['card']).includes(facts.method)) return `it does not take ${facts.method} payments`
  return gatewayOf(kind)?.refusalOf?.(facts)
}

/** Why there is no candidate, for the failure that the shopper and the operator are told. */
function problemOf(
  { accounts }: RoutingInput,
  { rule, eliminated }: RoutingPlan,
  facts: RoutingFacts,
): Plan['problem'] {
  if (rule === undefined) return 'no_rule'
  // Whoever the rule does not name is no help, however well it is.
  const named = new Set(eliminated.map(({ accountId }) => accountId))
  const enabled = accounts.filter((account) => account.enabled && named.has(account.route.accountId))
  if (enabled.length === 0) return 'none_enabled'
  return enabled.every(({ route }) => refusalOf(route, facts) !== undefined) ? 'none_fits' : 'none_available'
}
