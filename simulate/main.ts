import { parseArgs } from 'node:util'
import { reportPath, sourceHere, writeReport } from '../scripts/proof/place.ts'
import { BREAKS } from './breaks.ts'
import { bundleCore } from './bundle.ts'
import { INVARIANTS } from './model/finding.ts'
import { paymentsOf, type Report, simulate } from './run.ts'
import { scale } from './scale/main.ts'
import type { Failure } from './shrink.ts'
import { runWorld } from './world/world.ts'

/** `npm run simulate`: so many payments' lives from one seed, with faults at everything that is waited for. */
const { values } = parseArgs({
  // `scale` reads its own.
  args: process.argv[2] === 'scale' ? [] : process.argv.slice(2),
  options: {
    seed: { type: 'string', default: '1' },
    payments: { type: 'string', default: '10000' },
    trace: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    report: { type: 'string' },
    storage: { type: 'string', default: 'memory' },
    break: { type: 'string' },
  },
})

const whole = (name: 'seed' | 'payments'): number => {
  const number = Number(values[name])
  if (Number.isSafeInteger(number) && number >= (name === 'seed' ? 0 : 1)) return number
  throw new Error(`--${name} has to be a whole number, and is ${values[name]}.`)
}

/** What goes on beside payments, and mostly of itself. */
const ASIDE =
  /^\s*[\d.]+ s {2}(?:health|endpoint|feed|queue|log|isolate|consumer .* payment|client .* → health|payment \d+ → (?:feed|health))/

const told = (lines: readonly string[]): readonly string[] =>
  values.all ? lines : lines.filter((line) => line.includes('fault ') || !ASIDE.test(line))

function table(title: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(40)} ${String(count).padStart(10)}`)
  return [title, ...rows].join('\n')
}

function print(report: Report): void {
  const { seed, payments, worlds, seconds, processorSeconds, invariants, faults, gatewayFaults } = report
  console.log(table('looked at', Object.fromEntries(INVARIANTS.map((name) => [name, invariants[name]]))))
  console.log(table('faults', faults))
  console.log(table('faults at gateways', gatewayFaults))
  console.log(
    `seed ${seed}: ${payments} payments in ${worlds} worlds, ${seconds} s, of which ${processorSeconds} s of one core ` +
      `(${Math.round(payments / processorSeconds)} payments a second)`,
  )
}

/** More lives than this cannot be read beside each other: then only those are told that something is wrong with. */
const MOST_TOLD = 5

function printFailure({ seed, payments, faults, violations, trace }: Failure): void {
  const wrong = violations.flatMap(({ about }) => /^payment (\d+)$/.exec(about)?.[1] ?? [])
  const isAboutWrong = (line: string) =>
    wrong.some((number) => new RegExp(`(?:payment|client) ${number}\\b`).test(line))
  const isLong = !values.all && payments.length > MOST_TOLD && wrong.length > 0
  console.log(`\nThe world of seed ${seed} with payments ${payments.join(', ')} and ${faults} faults:\n`)
  console.log(told(isLong ? trace.filter(isAboutWrong) : trace).join('\n'))
  console.log()
  for (const { invariant, about, what } of violations) console.log(`✗ ${invariant} ${about}: ${what}`)
  console.log(`\nAgain: npm run simulate -- --seed ${seed} --payments ${1 + Math.max(...payments)}`)
}

async function main(): Promise<void> {
  const broken = BREAKS.find(({ name }) => name === values.break)
  if (values.break !== undefined && broken === undefined) {
    throw new Error(`--break has to be one of ${BREAKS.map(({ name }) => name).join(', ')}.`)
  }
  const storage = values.storage === 'sqlite' ? 'sqlite' : 'memory'
  const core = await bundleCore(broken === undefined ? [] : broken.mutations)
  const [seed, payments] = [whole('seed'), whole('payments')]
  if (values.trace) {
    const lines: string[] = []
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        runWorld({ core, seed, payments: paymentsOf(payments), storage, trace: (line) => lines.push(line) })
        resolve()
      })
    })
    console.log(told(lines).join('\n'))
  }
  const { report, failure } = await simulate({ core, seed, payments, storage })
  // What was broken on purpose is no evidence.
  if (broken === undefined) {
    const { commit, changed } = await sourceHere()
    writeReport(values.report ?? reportPath('simulate'), { commit, changed, date: new Date().toISOString(), ...report })
  }
  print(report)
  if (failure !== undefined) printFailure(failure)
  console.log(report.violations.length === 0 ? 'Nothing is wrong.' : `${report.violations.length} violations.`)
  process.exitCode = report.violations.length === 0 ? 0 : 1
}

const [first, ...rest] = process.argv.slice(2)
if (first === 'scale') scale(rest)
else await main()
