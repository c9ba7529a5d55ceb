import type { HealthSnapshot } from '../../src/resilience/snapshot.ts'
import { choose } from '../../src/routing/choose.ts'
import type { RoutingPolicy } from '../../src/routing/policy.ts'
import { emptyTable, observe, observeFailure, snapshotOf } from '../../src/routing/posterior.ts'
import type { RoutingAccount, RoutingFacts } from '../../src/routing/request.ts'
import { ancestorsOf, segmentOf } from '../../src/routing/segment.ts'
import { median } from '../figures.ts'
import { watchedBreaker } from './breakers.ts'
import type { GatewayModel, Payer } from './model.ts'
import type { Contender } from './router.ts'

const BEST: RoutingPolicy = {
  version: 1,
  rules: [{ name: 'best', when: {}, strategy: 'BEST', candidates: [], onUnknown: 'WAIT' }],
}
/** What a snapshot's latency is of. */
const LATENCY_WINDOW_MS = 10_000

/**
 * The product's own `choose` with its own posteriors and, as it is deployed, its breakers. What a payment is not in is
 * left out of its snapshots, which changes no choice and saves time.
 */
const turnpike = (name: string, hasBreakers: boolean): Contender => ({
  name,
  begin: ({ gateways }, seed) => {
    const known = gateways.map((gateway) => ({
      table: emptyTable(),
      breaker: hasBreakers ? watchedBreaker(gateway, seed) : undefined,
      latencies: [] as (readonly [atMs: number, ms: number])[],
    }))
    let [explored, asked] = [0, 0]
    return {
      order: ({ index, payer, available }) => {
        const facts = factsOf(payer)
        const keys = ancestorsOf(segmentOf(facts))
        const accounts = available.flatMap((place): RoutingAccount[] => {
          const [gateway, one] = [gateways[place], known[place]]
          if (gateway === undefined || one === undefined) return []
          while ((one.latencies[0]?.[0] ?? payer.atMs) < payer.atMs - LATENCY_WINDOW_MS) one.latencies.shift()
          const latencies = one.latencies.map(([, ms]) => ms)
          const health: HealthSnapshot = {
            ...HEALTHY,
            ...one.breaker?.seenAt(payer.atMs),
            atMs: payer.atMs,
            segments: snapshotOf(one.table, payer.atMs, keys),
            ...(latencies.length === 0 ? {} : { latencyP50Ms: median(latencies) }),
          }
          return [accountOf(gateway, place, health)]
        })
        const plan = choose({ policy: BEST, accounts, facts, seed: `${seed}/${index}`, nowMs: payer.atMs })
        asked += 1
        if (plan.reason.startsWith('explored')) explored += 1
        return plan.candidates.map(({ accountId }) => Number(accountId))
      },
      learn: (answer) => {
        const { gateway, payer, result, latencyMs } = answer
        const one = known[gateway]
        if (one === undefined) return
        one.breaker?.learn(answer)
        if (result === 'failed') observeFailure(one.table, payer.atMs)
        else {
          observe(one.table, segmentOf(factsOf(payer)), result === 'approved', payer.atMs)
          one.latencies.push([payer.atMs, latencyMs])
        }
      },
      explored: () => explored / asked,
    }
  },
})

export const ours = turnpike('Turnpike', true)
/** To tell what comes of choosing and what of the breakers: no other router here has any. */
export const oursWithoutBreakers = turnpike('without breakers', false)

const HEALTHY = { breaker: 'CLOSED', load: 0, limit: 100 } as const

const factsOf = ({ amountMinor, currency, brand, country }: Payer): RoutingFacts => ({
  amountMinor: BigInt(amountMinor),
  currency,
  brand,
  country,
  method: 'card',
})

const accountOf = ({ id, costs }: GatewayModel, place: number, health: HealthSnapshot): RoutingAccount => ({
  route: {
    accountId: String(place),
    gateway: id,
    kind: 'sandbox',
    capabilities: { oneCallSale: true, multipleCaptures: true },
  },
  enabled: true,
  costs,
  health,
})
