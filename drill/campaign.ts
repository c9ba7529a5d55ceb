import { setTimeout as wait } from 'node:timers/promises'
import { check } from './check/check.ts'
import type { Evidence, ObjectLog } from './check/evidence.ts'
import type { Finding, Violation } from './check/finding.ts'
import { storyOf } from './check/story.ts'
import { gather } from './collect/gather.ts'
import { objectFiles, readAlarms, readObject, withAlarm } from './collect/objects.ts'
import { untilQuiet } from './collect/quiet.ts'
import type { Done, Kind } from './faults/fault.ts'
import { FAULTS, STEPS, WEIGHTS } from './faults/faults.ts'
import { createJournal, type Journal } from './load/journal.ts'
import { underLoad } from './load/run.ts'
import type { DrillOptions } from './options.ts'
import { randomOf } from './world/random.ts'
import { openWorld, type World } from './world/world.ts'

/** Lives side by side: what keeps two cores busy without making every answer late. */
const SHOPPERS = 6
/** How long payments run undisturbed, so that it is known how long their parts take. */
const CALM_MS = 3_000
/** A round of one kind alone has this many times its steps. */
const ALONE = 3
/** What quiet and the checks mostly take, and so is left of a time box when its faults stop. */
const QUIET_AND_CHECK_MS = 32_000

/** A violation with the round that it was found in and the payment's whole story. */
export interface Told extends Violation {
  readonly round: number
  readonly seed: number
  readonly story: readonly string[]
}

export interface Campaign {
  readonly seed: number
  readonly rounds: number
  readonly kills: number
  readonly payments: number
  readonly charges: number
  readonly lived: Lived
  readonly findings: readonly Finding[]
  readonly done: readonly Done[]
  readonly violations: readonly Told[]
  /** From the end of the last fault to rest, for each round; what was under way then is in it. */
  readonly quietMs: readonly number[]
  readonly tookMs: number
}

/** What the payments went through: a drill in which little of it happens has proved little. */
export interface Lived {
  /** Calls whose answer was missing, and had to be found out. */
  readonly unknownOutcomes: number
  /** Attempts beyond a payment's first. */
  readonly furtherAttempts: number
  /** Money that was given back because the payment did not want it. */
  readonly compensations: number
  /** Requests of clients to which no answer came, and which they repeated. */
  readonly unanswered: number
  /** Webhooks that came more than once. */
  readonly deliveredAgain: number
}

/** Rounds of load, faults, quiet and check, and a last check over all of them. */
export async function campaign(options: DrillOptions, progress: (line: string) => void): Promise<Campaign> {
  const startedAtMs = Date.now()
  const world = await openWorld(progress)
  try {
    const journal = createJournal()
    const done: Done[] = []
    const findings: Finding[] = []
    const violations: Told[] = []
    const quietMs: number[] = []
    const known = new Set<string>()
    const take = (round: number, evidence: Evidence) => {
      const found = check(evidence, Date.now())
      findings.push(...found)
      for (const violation of found.flatMap((finding) => finding.violations)) {
        const { paymentId } = violation
        const story = paymentId === undefined ? [] : storyOf(paymentId, evidence, done)
        violations.push({ ...violation, round, seed: options.seed, story })
      }
    }

    await calm(world, journal, options.seed)
    let round = 0
    let longestRoundMs = 0
    const isTimeLeft = () =>
      options.timeBoxMs === undefined || Date.now() - startedAtMs + longestRoundMs <= options.timeBoxMs
    while (round < options.rounds && (round === 0 || isTimeLeft())) {
      round += 1
      const roundAtMs = Date.now()
      const faultsUntilMs =
        options.timeBoxMs === undefined
          ? Number.POSITIVE_INFINITY
          : startedAtMs + options.timeBoxMs - QUIET_AND_CHECK_MS
      done.push(...(await disturbed(world, journal, options, round, faultsUntilMs)))
      const faultsEndMs = done.at(-1)?.toMs ?? roundAtMs
      const logs = await untilQuiet(world.stateDirectory, known, world.sink.has)
      quietMs.push(Date.now() - faultsEndMs)
      take(round, await gather(world, [...logs.values()], journal, { whole: false }))
      for (const file of logs.keys()) known.add(file)
      longestRoundMs = Math.max(longestRoundMs, Date.now() - roundAtMs)
      progress(
        `round ${round}: ${logs.size} payments, ${done.length} faults so far, quiet after ${seconds(quietMs.at(-1))}, ${violations.length} violations`,
      )
    }
    const all = await gather(world, readAll(world.stateDirectory), journal, { whole: true })
    take(round, all)
    return {
      seed: options.seed,
      rounds: round,
      kills: world.kills(),
      payments: all.logs.length,
      charges: all.charges.length,
      lived: livedThrough(all, journal),
      findings,
      done,
      violations,
      quietMs,
      tookMs: Date.now() - startedAtMs,
    }
  } finally {
    await world.close()
  }
}

function livedThrough({ logs, deliveries }: Evidence, journal: Journal): Lived {
  const events = logs.flatMap((log) => log.events)
  const count = (type: string) => events.filter((event) => event.type === type).length
  const attempts = count('ATTEMPT_STARTED')
  const payments = logs.filter((log) => log.events.some(({ type }) => type === 'ATTEMPT_STARTED')).length
  return {
    unknownOutcomes: count('OUTCOME_UNKNOWN'),
    furtherAttempts: attempts - payments,
    compensations: count('COMPENSATED'),
    unanswered: journal.unanswered(),
    deliveredAgain: [...deliveries.values()].filter((delivery) => delivery.count > 1).length,
  }
}

const seconds = (ms = 0): string => `${(ms / 1_000).toFixed(1)} s`

async function calm(world: World, journal: Journal, seed: number): Promise<void> {
  const load = underLoad(world, journal, seed, SHOPPERS)
  await wait(CALM_MS)
  await load.stop()
  world.phases.measure(false)
}

/** Load, and under it every kind of fault in an order by chance; all is right again when it resolves. */
async function disturbed(
  world: World,
  journal: Journal,
  { seed, only }: DrillOptions,
  round: number,
  faultsUntilMs: number,
): Promise<readonly Done[]> {
  const random = randomOf(seed * 1_009 + round)
  const done: Done[] = []
  const load = underLoad(world, journal, seed * 1_009 + round, SHOPPERS)
  let left = only.reduce((total, kind) => total + WEIGHTS[kind], 0)
  for (const kind of shuffled(only, random)) {
    const startedAtMs = Date.now()
    const untilMs = startedAtMs + ((faultsUntilMs - startedAtMs) * WEIGHTS[kind]) / left
    left -= WEIGHTS[kind]
    await FAULTS[kind]({
      world,
      random,
      steps: STEPS[kind] * (only.length === 1 ? ALONE : 1),
      isTimeLeft: (steps) => steps === 0 || Date.now() < untilMs,
      during: async (what, work) => {
        const fromMs = Date.now()
        await work()
        done.push({ kind, what, fromMs, toMs: Date.now() })
      },
    })
  }
  await load.stop()
  await world.operator.allHealthy()
  return done
}

function shuffled(kinds: readonly Kind[], random: () => number): readonly Kind[] {
  return kinds
    .map((kind) => [random(), kind] as const)
    .sort(([one], [other]) => one - other)
    .map(([, kind]) => kind)
}

function readAll(stateDirectory: string): readonly ObjectLog[] {
  const alarms = readAlarms(stateDirectory)
  return objectFiles(stateDirectory).flatMap((file) => {
    const log = readObject(file)
    return log === undefined ? [] : [withAlarm(log, file, alarms)]
  })
}
