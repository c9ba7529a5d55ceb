import type { Core } from './bundle.ts'
import { check } from './model/check.ts'
import { INVARIANTS, type Invariant, type Violation } from './model/finding.ts'
import { addLived, type Lived, NOTHING_LIVED } from './model/lived.ts'
import { FAULTS, GATEWAY_FAULTS } from './platform/faults.ts'
import { mix } from './platform/random.ts'
import { type Failure, shrink } from './shrink.ts'
import { runWorld } from './world/world.ts'

/** So many payments share acquirers, a feed and an isolate: enough to be in each other's way, few enough to be looked through. */
export const WORLD_SIZE = 100

export interface SimulationOptions {
  readonly core: Core
  readonly seed: number
  readonly payments: number
  /** Only these payments of each world. */
  readonly only?: readonly number[]
  readonly storage?: 'memory' | 'sqlite'
  /** False where it is enough to know that something is wrong. */
  readonly shrinks?: boolean
}

export interface Report {
  readonly seed: number
  readonly payments: number
  readonly worlds: number
  readonly seconds: number
  /** Of one core's time; what else runs on the machine does not count. */
  readonly processorSeconds: number
  /** How often each was looked at. */
  readonly invariants: Readonly<Record<Invariant, number>>
  /** How much of what has to happen did. */
  readonly lived: Lived
  readonly faults: Readonly<Record<string, number>>
  readonly gatewayFaults: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
}

export interface Simulation {
  readonly report: Report
  /** The first world that failed, made as small as it goes. */
  readonly failure: Failure | undefined
}

const sizesOf = (payments: number): readonly number[] =>
  Array.from({ length: Math.ceil(payments / WORLD_SIZE) }, (_, index) =>
    Math.min(WORLD_SIZE, payments - index * WORLD_SIZE),
  )

export const paymentsOf = (size: number): readonly number[] => Array.from({ length: size }, (_, index) => index)

/** Each world has a seed of its own, so that it can be run again without those before it. */
export const worldSeed = (seed: number, world: number): number => (world === 0 ? seed : mix(seed, world))

/**
 * Runs so many payments in worlds of their own, until one of them does what must not be. All of it happens in one go, from
 * within the event loop's own step: only there can promises be run to their end at will.
 */
export const simulate = (options: SimulationOptions): Promise<Simulation> =>
  new Promise((resolve, reject) => {
    const stray = (error: unknown) => {
      // What an object that has ended would still have done; everything else is a fault.
      if (!(error instanceof Error) || !error.message.startsWith('this object has ended')) reject(error)
    }
    process.on('unhandledRejection', stray)
    // Errors are a part of most lives here, and nobody reads where they came from.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    setImmediate(() => {
      try {
        resolve(runAll(options))
      } catch (error) {
        reject(error)
      } finally {
        process.off('unhandledRejection', stray)
        Error.stackTraceLimit = stackTraceLimit
      }
    })
  })

function runAll({ core, seed, payments, only, storage, shrinks = true }: SimulationOptions): Simulation {
  const startedMs = performance.now()
  const processor = process.cpuUsage()
  const invariants: Record<Invariant, number> = { I1: 0, I2: 0, I3: 0, I4: 0, I5: 0, I6: 0, I7: 0 }
  const injected = new Map<string, number>()
  let lived = NOTHING_LIVED
  let violations: readonly Violation[] = []
  let failure: Failure | undefined
  let done = 0
  let worlds = 0
  for (const [index, size] of sizesOf(payments).entries()) {
    const world = {
      core,
      seed: worldSeed(seed, index),
      payments: only === undefined ? paymentsOf(size) : paymentsOf(size).filter((number) => only.includes(number)),
      ...(storage === undefined ? {} : { storage }),
    }
    const outcome = runWorld(world)
    const verdict = check(outcome.evidence)
    for (const name of INVARIANTS) invariants[name] += verdict.looks[name]
    lived = addLived(lived, verdict.lived)
    for (const [kind, count] of outcome.injected) injected.set(kind, (injected.get(kind) ?? 0) + count)
    done += world.payments.length
    worlds += 1
    if (outcome.thrown.length > 0) throw new Error(`the world of seed ${world.seed} threw: ${outcome.thrown[0]}`)
    if (verdict.violations.length === 0) continue
    violations = verdict.violations
    if (shrinks) failure = shrink(world, verdict.violations)
    break
  }
  const { user, system } = process.cpuUsage(processor)
  const counted = (kinds: readonly string[]) => Object.fromEntries(kinds.map((kind) => [kind, injected.get(kind) ?? 0]))
  const report: Report = {
    ...{ seed, payments: done, worlds, seconds: rounded((performance.now() - startedMs) / 1_000) },
    processorSeconds: rounded((user + system) / 1e6),
    ...{ invariants, lived, faults: counted(FAULTS), gatewayFaults: counted(GATEWAY_FAULTS), violations },
  }
  return { report, failure }
}

const rounded = (seconds: number): number => Math.round(seconds * 100) / 100
