import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CommandError } from '../commands/commandError.ts'
import { run } from '../commands/run.ts'
import { spawnStack } from '../stack/child.ts'
import { type Growth, growths, isLinear } from './fuzz/growth.ts'
import { judge, type Sent } from './fuzz/judge.ts'
import { createRandom } from './fuzz/random.ts'
import { type Target, targetsOf } from './fuzz/targets.ts'
import { createWorld, type World } from './fuzz/world.ts'
import { reportPath, sourceHere, writeReport } from './place.ts'
import { shortened, table } from './table.ts'
import { timeBoxMs } from './timeBox.ts'

/**
 * `npm run fuzz`: a real stack, and requests to it that nobody sane sends. None may be answered with a 5xx or with words of
 * what is inside, and none may take more than its share of time. The seed and a case's number make the same request again.
 */

interface Found {
  readonly target: string
  readonly number: number
  readonly wrong: string
  readonly sent: Sent
}

interface Tally {
  readonly target: string
  sent: number
  slowestMs: number
  readonly statuses: Map<number, number>
}

const DEFAULT_BOX_MS = 60_000
/** Enough to see whether they are one fault or many. */
const MOST_FOUND = 10

await run(async () => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      'time-box': { type: 'string' },
      only: { type: 'string' },
      case: { type: 'string' },
      report: { type: 'string' },
    },
  })
  const seed = values.seed ?? String(randomInt(2 ** 31))
  const boxMs = timeBoxMs(values['time-box']) ?? DEFAULT_BOX_MS
  console.log(`seed ${seed}`)
  const source = await sourceHere()
  const stateDirectory = mkdtempSync(join(tmpdir(), 'turnpike-fuzz-'))
  const stack = await spawnStack({ stateDirectory })
  let world: World | undefined
  try {
    world = await createWorld(stack)
    const targets = targetsOf(world).filter(({ name }) => values.only === undefined || name.startsWith(values.only))
    if (targets.length === 0) throw new CommandError(`There is nothing called "${values.only}" to fuzz.`)
    if (values.case !== undefined) return await oneCase(targets, seed, Number(values.case))
    const found: Found[] = []
    const tallies: Tally[] = []
    for (const target of targets) tallies.push(await fuzz(target, seed, boxMs / targets.length, found))
    const grown = await growths(world)
    const slow = grown.filter((growth) => !isLinear(growth))
    if (found.length > 0 || slow.length > 0) process.exitCode = 1
    const path = values.report ?? reportPath('fuzz')
    writeReport(path, {
      ...source,
      date: new Date().toISOString(),
      seed,
      targets: tallies.map(reported),
      found,
      growth: grown,
    })
    return [
      table(['target', 'requests', 'slowest ms', 'answers'], tallies.map(row)),
      '',
      table(['grows', 'sizes', 'median ms', 'ratio'], grown.map(growthRow)),
      '',
      ...found.map(told(seed)),
      ...slow.map(({ what, ratio }) => `✗ ${what}: ${ratio.toFixed(1)} times as long for twice as much`),
      `seed ${seed}: ${tallies.reduce((sum, { sent }) => sum + sent, 0)} requests, ${found.length} answered as none may be, ${slow.length} not in linear time`,
    ].join('\n')
  } finally {
    await world?.close()
    await stack.kill9()
    rmSync(stateDirectory, { recursive: true, force: true })
  }
})

/** One after the other, each with chance of its own, so that one case can be made again without those before it. */
async function fuzz(target: Target, seed: string, forMs: number, found: Found[]): Promise<Tally> {
  const tally: Tally = { target: target.name, sent: 0, slowestMs: 0, statuses: new Map() }
  const untilMs = performance.now() + forMs
  for (let number = 1; performance.now() < untilMs && found.length < MOST_FOUND; number += 1) {
    const sent = await target.make(randomOf(seed, target, number))
    const { answered, wrong } = await judge(sent)
    tally.sent += 1
    tally.slowestMs = Math.max(tally.slowestMs, answered.tookMs)
    tally.statuses.set(answered.status, (tally.statuses.get(answered.status) ?? 0) + 1)
    if (wrong !== undefined) found.push({ target: target.name, number, wrong, sent })
  }
  return tally
}

async function oneCase(targets: readonly Target[], seed: string, number: number): Promise<string> {
  const [target, ...others] = targets
  if (target === undefined || others.length > 0) throw new CommandError('A case is one of --only one target.')
  const sent = await target.make(randomOf(seed, target, number))
  const { answered, wrong } = await judge(sent)
  return [JSON.stringify(sent), '', `${answered.status} ${answered.body}`, wrong ?? 'nothing is wrong with it'].join(
    '\n',
  )
}

function randomOf(seed: string, { name }: Target, number: number) {
  return createRandom(`${seed} ${name} ${number}`)
}

function told(seed: string) {
  return ({ target, number, wrong, sent }: Found): string =>
    `✗ ${target}: ${wrong}; again by --seed ${seed} --only "${target}" --case ${number}\n  ${shortened(String(sent.body), 300)}`
}

function row({ target, sent, slowestMs, statuses }: Tally): readonly string[] {
  const answers = [...statuses].sort(([one], [other]) => one - other).map(([status, count]) => `${count} × ${status}`)
  return [target, String(sent), slowestMs.toFixed(0), answers.join(', ')]
}

function growthRow({ what, sizes, ratio }: Growth): readonly string[] {
  return [
    what,
    sizes.map(({ size }) => size).join(', '),
    sizes.map(({ medianMs }) => medianMs.toFixed(1)).join(', '),
    ratio.toFixed(2),
  ]
}

function reported({ target, sent, slowestMs, statuses }: Tally): object {
  return { target, requests: sent, slowestMs: Math.round(slowestMs), statuses: Object.fromEntries(statuses) }
}
