import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { spawnStack } from '../../scripts/stack/child.ts'
import { directAcquirer } from '../acquirer.ts'
import { type Machine, machineNow } from '../createAndConfirm.ts'
import { type Spread, spreadOf } from '../figures.ts'
import { startPostgres } from '../installed/postgres.ts'
import { type Measured, measure } from '../load.ts'
import { statePlace } from '../place.ts'
import { startClassic } from './classic.ts'
import type { System } from './system.ts'
import { turnpikeSystem } from './turnpike.ts'
import { startVendure } from './vendure.ts'

const CONNECTIONS = 8
const JOBS = 200
const WARM_UP_JOBS = 100
const ROUNDS = 5

export interface PeerFigures {
  readonly name: 'peer'
  readonly machine: Machine
  readonly rounds: number
  readonly jobsPerRound: number
  readonly connections: number
  readonly systems: readonly {
    readonly name: string
    readonly perSecond: Spread
    readonly p50Ms: Spread
    readonly p99Ms: Spread
    /** Of each round, Turnpike's rate as a part of this one's. */
    readonly turnpikeRatio: Spread
  }[]
}

/** The same job on three systems, on one machine, in turns, all of them with the same Postgres server. */
export async function peer(progress: (line: string) => void): Promise<PeerFigures> {
  const place = statePlace()
  const machine = machineNow(place.where)
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting Postgres, the stack, Vendure and the service, state on ${place.where}`)
    const postgres = await startPostgres(progress, place.directory)
    closers.push(postgres.stop)
    const stack = await spawnStack({
      stateDirectory: join(place.directory, 'stack'),
      databaseUrl: await postgres.database('turnpike'),
    })
    closers.push(stack.stop)
    const acquirer = await directAcquirer(stack)
    closers.push(acquirer.close)
    const systems: readonly System[] = [
      turnpikeSystem(stack, CONNECTIONS),
      await startClassic(await postgres.database('classic'), acquirer, CONNECTIONS),
      await startVendure(postgres.packages, await postgres.database('vendure'), CONNECTIONS),
    ]
    closers.push(() => Promise.all(systems.map((system) => system.stop())))

    for (const system of systems) await runOnce(system, WARM_UP_JOBS, 'warm-up')
    const rounds: Measured[][] = []
    for (let round = 1; round <= ROUNDS; round += 1) {
      // Who goes first changes with every round.
      const order = systems.map((_, index) => (index + round) % systems.length)
      const measured: Measured[] = []
      for (const index of order) {
        const system = systems[index]
        if (system !== undefined) measured[index] = await runOnce(system, JOBS, `peer-${round}`)
      }
      progress(
        `round ${round} of ${ROUNDS}: ${measured.map(({ perSecond }) => `${perSecond.toFixed(1)}/s`).join(', ')}`,
      )
      rounds.push(measured)
    }
    return { ...figuresOf(systems, rounds), machine }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

async function runOnce(system: System, jobs: number, round: string): Promise<Measured> {
  const job = await system.prepare(jobs, round)
  return measure({ connections: CONNECTIONS, requests: jobs, timeLimitMs: 120_000 }, job)
}

function figuresOf(systems: readonly System[], rounds: readonly (readonly Measured[])[]): Omit<PeerFigures, 'machine'> {
  const of = (index: number, value: (measured: Measured, first: Measured) => number) =>
    spreadOf(rounds.flatMap((round) => (round[index] && round[0] ? [value(round[index], round[0])] : [])))
  return {
    name: 'peer',
    rounds: ROUNDS,
    jobsPerRound: JOBS,
    connections: CONNECTIONS,
    systems: systems.map(({ name }, index) => ({
      name,
      perSecond: of(index, ({ perSecond }) => perSecond),
      p50Ms: of(index, ({ p50Ms }) => p50Ms),
      p99Ms: of(index, ({ p99Ms }) => p99Ms),
      turnpikeRatio: of(index, ({ perSecond }, first) => first.perSecond / perSecond),
    })),
  }
}
