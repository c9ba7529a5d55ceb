import type { Posterior } from '../resilience/snapshot.ts'
import { costShareOf } from './cost.ts'
import { logOdds, probabilityOf } from './evidence.ts'
import { ANSWERS_KEY, PRIOR_APPROVAL, priorWeight } from './posterior.ts'
import type { RoutingAccount, RoutingFacts } from './request.ts'
import { ancestorsOf, segmentOf } from './segment.ts'

/** What a merchant keeps of a sale, before fees: shops earn 25 to 50 % on goods. It sets what an approval is worth beside a fee. */
export const MARGIN = 0.4
/** The part of the amount that a second of waiting costs: a hundredth of the margin, for shoppers who give up. */
export const WAITING_PER_SECOND = 0.004
/** Taken where no account of the choice has been timed. */
const USUAL_LATENCY_MS = 1_000
/** A technical failure takes longer than an answer: some fail at once, others run into a time-out. */
const FAILURE_MS = 2_000
/** In proper answers: how much is taken off from the weight of technical failures where there are few. */
const ANSWERS_PRIOR = 0.3
/** No account is taken to fail always: it could never be tried again. */
const MOST_FAILING = 0.99

/** In results: how much of an account's own is needed to outweigh what the others' rates suggest. */
const ROOT_PRIOR_WEIGHT = 50
/** How much one account's rate counts for another's prior at most, and how much the usual one does. */
const MOST_SHARED = 200
const USUAL_WEIGHT = 5

/** What is believed of an approval: its log-odds and how uncertain they are (a normal distribution's deviation). */
export interface Belief {
  readonly account: RoutingAccount
  readonly odds: number
  readonly deviation: number
  /** The expected value, as a share of the amount, if the approval had these log-odds. */
  readonly valueAt: (odds: number) => number
}

const NOTHING: Posterior = [0, 0]
const results = ([approved, refused]: Posterior): number => approved + refused
/** Snapshots come from elsewhere: a count that is none is nothing known. */
const posteriorIn = (account: RoutingAccount, key: string): Posterior => {
  const [approved, refused] = account.health?.segments[key] ?? NOTHING
  return approved >= 0 &&
    refused >= 0 &&
    approved + refused > LEAST_RESULTS &&
    approved + refused < Number.POSITIVE_INFINITY
    ? [approved, refused]
    : NOTHING
}
const LEAST_RESULTS = 0.001
/** The mean with half a result of doubt on either side, so that it lies between 0 and 1. */
const meanOf = (posterior: Posterior): number => (posterior[0] + 1e-4) / (results(posterior) + 2e-4)

/**
 * What is believed of each account for this payment. The account's rate of approvals comes first, with the others' rate
 * for a prior while it has few results; then each segment of the payment moves it by as much as it differs from the
 * account's rate. Segments were made so that they add up; see `posterior.ts`.
 */
export function beliefsOf(accounts: readonly RoutingAccount[], facts: RoutingFacts): readonly Belief[] {
  const [, ...segments] = ancestorsOf(segmentOf(facts))
  const prior = sharedRate(accounts)
  const latencyMs = usualLatency(accounts)
  return accounts.map((account) => {
    const root = posteriorIn(account, '')
    const own = results(root)
    const rate = (own * meanOf(root) + ROOT_PRIOR_WEIGHT * prior) / (own + ROOT_PRIOR_WEIGHT)
    let odds = logOdds(rate)
    let variance = 1 / ((own + ROOT_PRIOR_WEIGHT) * rate * (1 - rate))
    for (const key of segments) {
      const segment = posteriorIn(account, key)
      if (segment !== NOTHING) odds += logOdds(meanOf(segment)) - logOdds(meanOf(root))
      variance += 1 / ((results(segment) + priorWeight(key)) * rate * (1 - rate))
    }
    const kept = MARGIN - costShareOf(account.costs, facts)
    const price = waitingPrice(account, latencyMs)
    return { account, odds, deviation: Math.sqrt(variance), valueAt: (at) => probabilityOf(at) * kept - price }
  })
}

/** The expected value as a share of the amount: what an approval keeps, times its probability, less what waiting costs. */
export const scoreOf = ({ odds, valueAt }: Belief): number => valueAt(odds)

function sharedRate(accounts: readonly RoutingAccount[]): number {
  let [weight, sum] = [USUAL_WEIGHT, USUAL_WEIGHT * PRIOR_APPROVAL]
  for (const account of accounts) {
    const root = posteriorIn(account, '')
    const shared = Math.min(MOST_SHARED, results(root))
    weight += shared
    sum += shared * meanOf(root)
  }
  return sum / weight
}

/** An account without calls in the last seconds is taken to be as fast as the others: a guess must not decide. */
function usualLatency(accounts: readonly RoutingAccount[]): number {
  const known = accounts.flatMap(({ health }) => health?.latencyP50Ms ?? [])
  return known.length === 0 ? USUAL_LATENCY_MS : known.reduce((sum, latencyMs) => sum + latencyMs, 0) / known.length
}

/**
 * Waiting for the answer, and for the failures before there is one: a technical failure goes on to the next account. If
 * two neighbours in the order are exchanged, the better order is the one by value of an answer less the failures' price
 * times f / (1 − f), so that is what ranks them.
 */
function waitingPrice(account: RoutingAccount, usualMs: number): number {
  const [proper, failed] = posteriorIn(account, ANSWERS_KEY)
  const failing = Math.min(MOST_FAILING, failed / (proper + failed + ANSWERS_PRIOR))
  const waitingMs = (account.health?.latencyP50Ms ?? usualMs) + (FAILURE_MS * failing) / (1 - failing)
  return (WAITING_PER_SECOND * waitingMs) / 1_000
}
