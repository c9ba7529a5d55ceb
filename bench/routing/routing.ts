import { cpus } from 'node:os'
import { clairvoyant, roundRobin, singleBest, windowAverage, windowBySegment } from './contenders.ts'
import { ours, oursWithoutBreakers } from './ours.ts'
import type { Contender } from './router.ts'
import { run, type Tally } from './run.ts'
import { SCENARIOS, SEEDS } from './scenarios.ts'
import { type ChoosingTime, timeOfChoosing } from './timing.ts'
import { type World, worldOf } from './world.ts'

const CONTENDERS: readonly Contender[] = [
  singleBest,
  roundRobin,
  windowAverage,
  windowBySegment,
  ours,
  oursWithoutBreakers,
  clairvoyant,
]

/** Of one router in one scenario, over all seeds. All but the number of payments are parts of one. */
export interface RouterFigures {
  readonly router: string
  readonly payments: number
  readonly authorizationRate: number
  readonly costShare: number
  readonly valueShare: number
  /** What the bound's choices were worth more, by the truth. */
  readonly regretShare: number
  readonly secondsWaited: number
  readonly explored?: number
  /** Of the clairvoyant's gain over the best single gateway: by the draw, and by the truth without the luck of the draw. */
  readonly gain: number
  readonly expectedGain: number
}

export interface RoutingFigures {
  readonly seeds: readonly string[]
  readonly scenarios: readonly {
    readonly name: string
    readonly what: string
    readonly routers: readonly RouterFigures[]
  }[]
  /** Each scenario counts the same, however many payments it has. */
  readonly total: readonly RouterFigures[]
  readonly choosing: ChoosingTime
  readonly processor: string
}

export function routing(progress: (line: string) => void, seeds: readonly string[] = SEEDS): RoutingFigures {
  const scenarios = SCENARIOS.map((scenario) => {
    progress(`routing: ${scenario.name}`)
    const tallies = CONTENDERS.map((): Tally[] => [])
    for (const seed of seeds) {
      const world = worldOf(scenario, seed)
      const done = new Map<Contender, Tally>()
      for (const [place, contender] of CONTENDERS.entries()) {
        // Breakers never open where no call fails technically: that run is the same one.
        const isSame = contender === oursWithoutBreakers && !hasOutages(world)
        const tally = (isSame ? done.get(ours) : undefined) ?? run(world, contender, seed)
        done.set(contender, tally)
        tallies[place]?.push(tally)
      }
    }
    const shares = tallies.map(sharesOf)
    return { name: scenario.name, what: scenario.what, shares, routers: figuresOf(shares) }
  })
  const total = CONTENDERS.map((_contender, place) => meanOf(scenarios.flatMap(({ shares }) => shares[place] ?? [])))
  return {
    seeds,
    scenarios: scenarios.map(({ name, what, routers }) => ({ name, what, routers })),
    total: figuresOf(total),
    choosing: timeOfChoosing(),
    processor: cpus()[0]?.model ?? 'unknown',
  }
}

const hasOutages = ({ gateways }: World): boolean =>
  gateways.some(({ troubles }) => troubles.some(({ failing = 0 }) => failing > 0))

/** Sums by payment. */
type Shares = { readonly [Name in keyof Tally]: number }

function sharesOf(tallies: readonly Tally[]): Shares {
  const sum = (name: keyof Tally) => tallies.reduce((total, tally) => total + (tally[name] ?? 0), 0)
  const payments = sum('payments')
  return {
    payments,
    approved: sum('approved') / payments,
    cost: sum('cost') / payments,
    waitingSeconds: sum('waitingSeconds') / payments,
    value: sum('value') / payments,
    expectedValue: sum('expectedValue') / payments,
    explored: sum('explored') / tallies.length,
  }
}

function meanOf(shares: readonly Shares[]): Shares {
  const mean = (name: keyof Shares) => shares.reduce((total, one) => total + one[name], 0) / shares.length
  return {
    payments: mean('payments') * shares.length,
    approved: mean('approved'),
    cost: mean('cost'),
    waitingSeconds: mean('waitingSeconds'),
    value: mean('value'),
    expectedValue: mean('expectedValue'),
    explored: mean('explored'),
  }
}

function figuresOf(shares: readonly Shares[]): readonly RouterFigures[] {
  const [single, bound] = [shares[0], shares.at(-1)]
  if (single === undefined || bound === undefined) return []
  return shares.map((one, place) => ({
    router: CONTENDERS[place]?.name ?? '',
    payments: one.payments,
    authorizationRate: one.approved,
    costShare: one.cost,
    valueShare: one.value,
    regretShare: bound.expectedValue - one.expectedValue,
    secondsWaited: one.waitingSeconds,
    ...(one.explored > 0 ? { explored: one.explored } : {}),
    gain: (one.value - single.value) / (bound.value - single.value),
    expectedGain: (one.expectedValue - single.expectedValue) / (bound.expectedValue - single.expectedValue),
  }))
}
