import type { Actor } from './clock.ts'
import { mix, unitOf } from './random.ts'

/**
 * What may go wrong around everything that is waited for. `before`: it never arrived. `after`: it was done, and the answer
 * was lost. `crash`: a memory ends with all that was not durable. `evict`: a memory ends, and nothing else.
 */
export const FAULTS = ['before', 'after', 'delay', 'crash', 'evict', 'duplicate', 'reorder', 'lose'] as const
export type FaultKind = (typeof FAULTS)[number]

/** What a gateway or the way to it does to a call that moves money. */
export const GATEWAY_FAULTS = [
  'refuses connections',
  'no access token',
  'vault fails',
  'hangs before charging',
  'arrives after the answer was given up',
  'charges, then hangs',
  'charges, then 500',
  'charges, then resets',
  'half an answer',
  'HTML',
  'not found at first',
  'request arrives twice',
  'another amount',
  'slow',
  'unprocessed',
  'rate limited',
  'login refused',
  'unknown status',
] as const
export type GatewayFault = (typeof GATEWAY_FAULTS)[number]

export interface Fault<Kind> {
  /** Who it hit and when: the same in every run with this seed in which that actor lived the same. */
  readonly id: string
  readonly kind: Kind
  /** Chance of its own, in [0, 1). */
  readonly unit: number
}

export interface FaultOptions {
  readonly seed: number
  readonly nowMs: () => number
  /** Until then a world is set up. */
  readonly beginMs: number
  /** From then on nothing goes wrong any more. */
  readonly endMs: number
  /** How often, of all crossings. */
  readonly rate: number
  readonly gatewayRate: number
  /** Which kinds there are in this world, each with its weight: worlds differ, so that faults do not hide each other. */
  readonly weights: Readonly<Partial<Record<FaultKind, number>>>
  readonly gatewayWeights: Readonly<Partial<Record<GatewayFault, number>>>
  /** Faults that are left out, by id: how a failure is made smaller. */
  readonly without: ReadonlySet<string>
  readonly onFault: (fault: Fault<string>) => void
}

export type Faults = ReturnType<typeof createFaults>

export function createFaults(options: FaultOptions) {
  const { seed, nowMs, beginMs, endMs, rate, gatewayRate, weights, gatewayWeights, without } = options
  const injected = new Map<string, number>()
  const all: Fault<string>[] = []

  function drawn<Kind extends string>(
    { name, luck }: Actor,
    probability: number,
    kinds: readonly Kind[],
    table: Readonly<Partial<Record<Kind, number>>>,
  ): Fault<Kind> | undefined {
    luck.draws += 1
    const { hash, draws } = luck
    const atMs = nowMs()
    if (atMs < beginMs || atMs >= endMs || unitOf(seed, hash, draws) >= probability) return undefined
    const total = kinds.reduce((sum, kind) => sum + (table[kind] ?? 0), 0)
    let left = unitOf(seed, hash, draws, 1) * total
    for (const kind of kinds) {
      left -= table[kind] ?? 0
      if (left >= 0) continue
      const fault = { id: `${name}/${draws}`, kind, unit: unitOf(seed, hash, draws, 2) }
      if (without.has(fault.id)) return undefined
      injected.set(kind, (injected.get(kind) ?? 0) + 1)
      all.push(fault)
      options.onFault(fault)
      return fault
    }
    return undefined
  }

  return {
    /** What happens to this crossing of an actor's, of the kinds that can. */
    at: (actor: Actor, kinds: readonly FaultKind[]): Fault<FaultKind> | undefined => drawn(actor, rate, kinds, weights),
    atGateway: (actor: Actor, kinds: readonly GatewayFault[], likelier = 1): Fault<GatewayFault> | undefined =>
      drawn(actor, Math.min(1, gatewayRate * likelier), kinds, gatewayWeights),
    /** How long something takes that nobody disturbs. */
    latencyMs({ luck }: Actor, least: number, most: number): number {
      luck.draws += 1
      return least + (mix(seed, luck.hash, luck.draws, 3) % (most - least + 1))
    },
    injected: (): ReadonlyMap<string, number> => injected,
    all: (): readonly Fault<string>[] => all,
  }
}
