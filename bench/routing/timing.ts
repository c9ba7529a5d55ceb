import { choose } from '../../src/routing/choose.ts'
import { emptyTable, MOST_SEGMENTS, observe, snapshotOf } from '../../src/routing/posterior.ts'
import type { RoutingAccount, RoutingFacts, RoutingRequest } from '../../src/routing/request.ts'
import { segmentOf } from '../../src/routing/segment.ts'
import { percentile, rounded } from '../figures.ts'
import { chanceOf, pick } from './chance.ts'
import { EVERYWHERE } from './ingredients.ts'

/** Of one `choose` among five accounts whose tables are full, in milliseconds. */
export interface ChoosingTime {
  readonly segments: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const ACCOUNTS = 5
const ROUNDS = 20_000

export function timeOfChoosing(): ChoosingTime {
  const chance = chanceOf('timing')
  const factsNow = (): RoutingFacts => ({
    ...pick(chance, EVERYWHERE.places),
    brand: pick(chance, EVERYWHERE.brands),
    amountMinor: BigInt(Math.round(4_500 * Math.exp(1.1 * chance.normal())) + 1),
    method: 'card',
  })
  const accounts = Array.from({ length: ACCOUNTS }, (_, place): RoutingAccount => {
    const table = emptyTable()
    for (let atMs = 0; atMs < 5_000; atMs += 1) observe(table, segmentOf(factsNow()), chance.even() < 0.9, atMs)
    return {
      route: {
        accountId: `gwa_${place}`,
        gateway: `gateway ${place}`,
        kind: 'sandbox',
        capabilities: { oneCallSale: true, multipleCaptures: true },
      },
      enabled: true,
      costs: [
        { brands: ['amex'], fixedMinor: 10n, basisPoints: 300 },
        { fixedMinor: 10n, basisPoints: 190 },
      ],
      health: {
        atMs: 5_000,
        breaker: 'CLOSED',
        load: 0,
        limit: 100,
        latencyP50Ms: 400,
        segments: snapshotOf(table, 5_000),
      },
    }
  })
  const policy: RoutingRequest['policy'] = {
    version: 1,
    rules: [{ name: 'best', when: {}, strategy: 'BEST', candidates: [], onUnknown: 'WAIT' }],
  }
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const facts = factsNow()
    const beganMs = performance.now()
    choose({ policy, accounts, facts, seed: String(round), nowMs: 5_000 })
    times.push(performance.now() - beganMs)
  }
  const segments = Math.min(MOST_SEGMENTS, ...accounts.map(({ health }) => Object.keys(health?.segments ?? {}).length))
  // The first tenth is the engine warming up.
  const warm = times.slice(ROUNDS / 10)
  return { segments, p50Ms: rounded(percentile(warm, 0.5)), p99Ms: rounded(percentile(warm, 0.99)) }
}
