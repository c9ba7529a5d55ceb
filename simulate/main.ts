import { reportPath, sourceHere, writeReport } from '../scripts/proof/place.ts'
import { BREAKS } from './breaks.ts'
import { bundleCore, type Core } from './bundle.ts'
import { INVARIANTS } from './model/finding.ts'
import { neverLived } from './model/lived.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { paymentsOf, type Report, simulate, WORLD_SIZE } from './run.ts'
import { scale } from './scale/main.ts'
import type { Failure } from './shrink.ts'
import { runWorld } from './world/world.ts'

/** What goes on beside payments, and mostly of itself. */
const ASIDE =
  /^\s*[\d.]+ s {2}(?:health|endpoint|feed|queue|log|isolate|consumer .* payment|client .* → health|payment \d+ → (?:feed|health))/

const toldOf = (lines: readonly string[], { all }: Options): readonly string[] =>
  all ? lines : lines.filter((line) => line.includes('fault ') || !ASIDE.test(line))

function table(title: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(40)} ${String(count).padStart(10)}`)
  return [title, ...rows].join('\n')
}

function print(report: Report): void {
  const { seed, payments, worlds, seconds, processorSeconds, invariants, lived, faults, gatewayFaults } = report
  console.log(table('looked at', Object.fromEntries(INVARIANTS.map((name) => [name, invariants[name]]))))
  console.log(table('lived', lived))
  console.log(table('faults', faults))
  console.log(table('faults at gateways', gatewayFaults))
  console.log(
    `seed ${seed}: ${payments} payments in ${worlds} worlds, ${seconds} s, of which ${processorSeconds} s of one core ` +
      `(${Math.round(payments / processorSeconds)} payments a second)`,
  )
}

/** More lives than this cannot be read beside each other: then only those are told that something is wrong with. */
const MOST_TOLD = 5

function printFailure({ seed, payments, faults, violations, trace }: Failure, options: Options): void {
  const wrong = violations.flatMap(({ about }) => /^payment (\d+)$/.exec(about)?.[1] ?? [])
  const isAboutWrong = (line: string) =>
    wrong.some((number) => new RegExp(`(?:payment|client) ${number}\\b`).test(line))
  const isLong = !options.all && payments.length > MOST_TOLD && wrong.length > 0
  console.log(`\nThe world of seed ${seed} with payments ${payments.join(', ')} and ${faults} faults:\n`)
  console.log(toldOf(isLong ? trace.filter(isAboutWrong) : trace, options).join('\n'))
  console.log()
  for (const { invariant, about, what } of violations) console.log(`✗ ${invariant} ${about}: ${what}`)
  const broken = options.break === undefined ? '' : ` --break ${options.break}`
  const few = `--payments ${1 + Math.max(...payments)} --only ${payments.join(',')}`
  console.log(`\nAgain, with all of its faults: npm run simulate -- --seed ${seed} ${few}${broken} --trace`)
}

/** `npm run simulate`: so many payments' lives from one seed, with faults at everything that is waited for. */
async function main(options: Options): Promise<void> {
  const { seed, only, storage, trace } = options
  // A trace of more than one world cannot be read.
  const payments = trace ? Math.min(options.payments, WORLD_SIZE) : options.payments
  const core = await bundleCore(BREAKS.find(({ name }) => name === options.break)?.mutations ?? [])
  if (trace) console.log(toldOf(await traceOf(options, paymentsOf(payments), core), options).join('\n'))
  const { report, failure } = await simulate({ core, seed, payments, storage, ...(only === undefined ? {} : { only }) })
  const never = failure === undefined && only === undefined ? neverLived(report.lived, report.payments) : []
  // What was broken on purpose is no evidence, nor are a few payments of one world.
  const isEvidence = options.break === undefined && only === undefined && !trace
  if (isEvidence || options.report !== undefined) {
    const { commit, changed } = await sourceHere()
    const figures = { commit, changed, date: new Date().toISOString(), ...report, never }
    writeReport(options.report ?? reportPath('simulate'), figures)
  }
  print(report)
  if (failure !== undefined) printFailure(failure, options)
  for (const sentence of never) console.log(`✗ ${sentence} What is never done is never looked at.`)
  const isClean = report.violations.length === 0
  if (never.length === 0) console.log(isClean ? 'Nothing is wrong.' : `${report.violations.length} violations.`)
  process.exitCode = isClean && never.length === 0 ? 0 : 1
}

/** Worlds run in one go, from within a step of the event loop. */
const traceOf = ({ seed, only, storage }: Options, world: readonly number[], core: Core): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      const lines: string[] = []
      const payments = only === undefined ? world : world.filter((number) => only.includes(number))
      try {
        runWorld({ core, seed, payments, storage, trace: (line) => lines.push(line) })
        resolve(lines)
      } catch (error) {
        reject(error)
      }
    })
  })

const [first, ...rest] = process.argv.slice(2)
if (first === 'scale') scale(rest)
else {
  const read = readOptions(
    process.argv.slice(2),
    BREAKS.map(({ name }) => name),
  )
  if (!read.ok) {
    console.error(read.error)
    process.exitCode = 1
  } else if (read.value === 'help') console.log(HELP)
  else await main(read.value)
}
