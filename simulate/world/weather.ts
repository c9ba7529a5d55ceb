import type { Strategy } from '../../src/routing/policy.ts'
import type { Route } from '../../src/routing/route.ts'
import { FAULTS, type FaultKind, GATEWAY_FAULTS, type GatewayFault } from '../platform/faults.ts'
import { chanceOf } from '../platform/random.ts'

/** What an account can do there, and how long it is waited for. */
export type RouteWeather = Pick<Route, 'capabilities' | 'timeoutMs'>

/** What a world is like: how often what goes wrong, and when each acquirer has its bad minutes. */
export interface Weather {
  readonly rate: number
  readonly gatewayRate: number
  readonly weights: Readonly<Partial<Record<FaultKind, number>>>
  readonly gatewayWeights: Readonly<Partial<Record<GatewayFault, number>>>
  readonly badTimes: readonly { readonly account: string; readonly fromMs: number; readonly untilMs: number }[]
  readonly cascades: boolean
  readonly strategy: Strategy
  readonly routes: readonly RouteWeather[]
  readonly endpoints: number
  /** Which accounts only accept, and tell later what became of it. */
  readonly asynchronous: ReadonlySet<string>
}

/** How much likelier trouble is in an acquirer's bad minutes. */
const BAD = 12

/**
 * Each world has only some kinds of faults, and more or less of them: what would always be hidden behind another fault
 * comes to the light in a world that does not have that one ("swarm testing").
 */
export function weatherOf(seed: number, accounts: readonly string[], startMs: number, endMs: number): Weather {
  const { unit, is, whole, one } = chanceOf(seed, 'the weather')
  const some = <Kind extends string>(kinds: readonly Kind[]) =>
    Object.fromEntries(kinds.map((kind) => [kind, is(0.7) ? 0.2 + unit() : 0])) as Partial<Record<Kind, number>>
  return {
    rate: is(0.1) ? 0 : 0.002 + unit() ** 2 * 0.05,
    gatewayRate: is(0.1) ? 0 : 0.01 + unit() ** 2 * 0.25,
    weights: some(FAULTS),
    gatewayWeights: some(GATEWAY_FAULTS),
    badTimes: accounts.flatMap((account) => {
      const fromMs = startMs + unit() * (endMs - startMs)
      return is(0.5) ? [{ account, fromMs, untilMs: fromMs + whole(2_000, 25_000) }] : []
    }),
    cascades: is(0.5),
    strategy: one(['ORDER', 'ORDER', 'WEIGHT', 'BEST']),
    routes: accounts.map(() => ({
      capabilities: {
        oneCallSale: is(0.6),
        multipleCaptures: is(0.8),
        ...(is(0.2) ? { fencesByReference: true } : {}),
      },
      ...(is(0.3) ? { timeoutMs: whole(1_000, 12_000) } : {}),
    })),
    endpoints: is(0.35) ? 1 : 0,
    asynchronous: new Set(accounts.filter(() => is(0.25))),
  }
}

export const likelier = ({ badTimes }: Weather, account: string, nowMs: number): number =>
  badTimes.some((bad) => bad.account === account && bad.fromMs <= nowMs && nowMs < bad.untilMs) ? BAD : 1
