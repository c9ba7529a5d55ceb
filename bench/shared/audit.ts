import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ALL_SHARDS } from '../../src/activity/shard.ts'
import { headerOf } from '../../src/audit/chain.ts'
import type { AuditOwner } from '../../src/audit/contract.ts'
import { createVerifier } from '../../src/audit/verify.ts'
import { rounded, type Spread, spreadOf } from '../figures.ts'
import { threadsMsOf } from '../processorTime.ts'
import { ask, type Floor, LOGS, startFloor } from './floor.ts'
import { ACCESSES, accessCharacters, accessesOf, eventsOf, PAYMENTS, salesOf, type Told } from './told.ts'

const ROUNDS = 5
const POKES = 2_000
/** The log gathers for a second. */
const GATHERED_MS = 1_200
/** A runtime that computes less than this in such a time has nothing left to do. */
const QUIET = { withinMs: 200, mostMs: 4, givenUpMs: 20_000 } as const

type Log = keyof typeof LOGS
type Both<Value> = Readonly<Record<Log, Value>>

export interface AuditFigures {
  readonly rounds: number
  readonly paymentsPerRound: number
  readonly announcements: number
  readonly events: number
  readonly accesses: number
  /** Of each round, what a sale takes of the log over what it takes of the floor. */
  readonly ratio: Spread
  readonly log: Computed
  readonly floor: Computed
}

/** Milliseconds of a core. */
export interface Computed {
  /** A sale, each of its announcements told with a call of its own: an upper bound, for a busy feed tells of several at once. */
  readonly saleMs: Spread
  /** Of it pulling the events from the feed, taking the accesses, hashing, rows, and the archive's files. */
  readonly keptMs: Spread
  /** One call that tells of something new. */
  readonly pokeMs: Spread
}

interface Round {
  readonly keptMs: number
  readonly pokeMs: number
}

/**
 * The same sales told to the feed in two runtimes, of which one has the audit log and one its floor. The feed's own work is
 * over when the log is asked to take what is there, so that what the runtime computes from then on is the log's.
 */
export async function measureAudit(
  directory: string,
  told: Told,
  progress: (line: string) => void,
): Promise<AuditFigures> {
  const started: Floor[] = []
  const start = async (name: Log): Promise<Floor> => {
    const characters = { event: told.eventCharacters, access: accessCharacters(told) }
    const floor = await startFloor(join(directory, `audit-${name}`), LOGS[name], characters)
    started.push(floor)
    return floor
  }
  try {
    const running = { log: await start('log'), floor: await start('floor') }
    // The first round is not counted: tables are made in it, and code is compiled.
    const rounds: Both<Round>[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      const computed = await computedIn(running, told, round)
      if (round > 0) rounds.push(computed)
      const [log, floor] = [computed.log, computed.floor].map((one) => rounded(saleMs(told, one)))
      progress(`audit log  ${round} of ${ROUNDS}, ms of a core a sale: ${log}, floor ${floor}`)
    }
    const events = told.announcements.reduce((sum, announcement) => sum + announcement.events.length, 0)
    await checkLog(running.log, told.owner, {
      events: (ROUNDS + 1) * PAYMENTS * events,
      accesses: (ROUNDS + 1) * PAYMENTS * ACCESSES,
    })
    const computedOf = (name: Log): Computed => ({
      saleMs: spreadOf(rounds.map((round) => saleMs(told, round[name]))),
      keptMs: spreadOf(rounds.map((round) => round[name].keptMs)),
      pokeMs: spreadOf(rounds.map((round) => round[name].pokeMs)),
    })
    return {
      rounds: ROUNDS,
      paymentsPerRound: PAYMENTS,
      announcements: told.announcements.length,
      events,
      accesses: ACCESSES,
      ratio: spreadOf(rounds.map(({ log, floor }) => saleMs(told, log) / saleMs(told, floor))),
      log: computedOf('log'),
      floor: computedOf('floor'),
    }
  } finally {
    for (const floor of started) await floor.stop()
  }
}

const saleMs = ({ announcements }: Told, { keptMs, pokeMs }: Round): number => keptMs + announcements.length * pokeMs

async function computedIn(floors: Both<Floor>, told: Told, round: number): Promise<Both<Round>> {
  const { owner } = told
  const poke = (count: number) => (floor: Floor) => ask(floor, '/poke', JSON.stringify({ ...owner, count }))
  const sales = salesOf(told, round)
  const accesses = accessesOf(told, round)
  // Nobody follows: when the last is answered, nothing is left to do.
  await Promise.all(
    Object.values(floors).map(async (floor) => {
      for (const batch of sales) await ask(floor, '/announce', batch)
    }),
  )
  const kept = await computed(floors, async (floor) => {
    await poke(ALL_SHARDS.length)(floor)
    for (const batch of accesses) await ask(floor, '/accesses', batch)
  })
  const poked = await computed(floors, poke(POKES))
  return both((name) => ({ keptMs: kept[name] / PAYMENTS, pokeMs: poked[name] / POKES }))
}

/** What both runtimes compute from here on until neither has anything left to do. */
async function computed(floors: Both<Floor>, work: (floor: Floor) => Promise<unknown>): Promise<Both<number>> {
  const before = computedBy(floors)
  await Promise.all([work(floors.log), work(floors.floor)])
  await wait(GATHERED_MS)
  const deadlineMs = Date.now() + QUIET.givenUpMs
  for (let last = computedBy(floors); Date.now() < deadlineMs; ) {
    await wait(QUIET.withinMs)
    const now = computedBy(floors)
    const isQuiet = now.log - last.log < QUIET.mostMs && now.floor - last.floor < QUIET.mostMs
    if (isQuiet) return both((name) => now[name] - before[name])
    last = now
  }
  throw new Error('the audit log never comes to an end')
}

const computedBy = (floors: Both<Floor>): Both<number> =>
  both((name) => threadsMsOf(Number(readFileSync(floors[name].pidFile, 'utf8'))))

const both = <Value>(value: (name: Log) => Value): Both<Value> => ({ log: value('log'), floor: value('floor') })

/** The log has every event and every access once, in a chain that holds; else what it took is no figure. */
async function checkLog(
  floor: Floor,
  owner: AuditOwner,
  wanted: { readonly events: number; readonly accesses: number },
): Promise<void> {
  const verifier = createVerifier()
  verifier.take(headerOf(owner))
  let events = 0
  let accesses = 0
  for (let after = 0; ; ) {
    const lines = await ask<readonly string[]>(floor, '/lines', JSON.stringify({ ...owner, after }))
    if (lines.length === 0) break
    for (const line of lines) {
      verifier.take(line)
      const told = eventsOf(line)
      events += told
      if (told === 0) accesses += 1
    }
    after += lines.length
  }
  const verified = verifier.end('')
  if (!verified.ok) throw new Error(`the audit log is broken at ${verified.error.number}: ${verified.error.why}`)
  if (events !== wanted.events || accesses !== wanted.accesses) {
    throw new Error(`the audit log has ${events} events and ${accesses} accesses of ${JSON.stringify(wanted)}`)
  }
}
