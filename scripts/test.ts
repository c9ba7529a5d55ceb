import { bundleSizeCheck } from './checks/bundle-size.ts'
import type { Check } from './checks/check.ts'
import { provideChromium } from './checks/chromium.ts'
import { generatedFilesCheck, migrationsCheck } from './checks/generated.ts'
import { proofLanes, scenariosCheck } from './checks/proof.ts'
import { run } from './checks/run.ts'
import { runVitest, skipProject, type Tally } from './checks/vitest.ts'
import { widgetCheck } from './checks/widget.ts'

/** `npm test`: everything. The last line counts, and the exit code agrees with it. */

const CHECKS: readonly Check[] = [
  command('types', 'tsc', ['--noEmit', '-p', '.']),
  command('types of the widget', 'tsc', ['--noEmit', '-p', 'checkout-widget']),
  command('types of the shop’s page', 'tsc', ['--noEmit', '-p', 'sandbox/shop/page']),
  command('format and lint', 'biome', ['check', '.']),
  migrationsCheck,
  bundleSizeCheck,
]

/** One of them writes the generated files anew, and so does a stack that starts with the widget: nothing runs beside. */
const fresh = await Promise.all([widgetCheck, generatedFilesCheck].map(runCheck))
/**
 * What a stack or a browser does is mostly waited for, so that what computes runs beside them: checks, then tests in one
 * process of Vitest's. The other lane holds two stacks: together what two cores bear before a test comes near its time.
 */
const lanes = await Promise.all([runInProcess(), runOnStacks()])
const proofs = await Promise.all(proofLanes.map(runInTurn))
const tallies: readonly Tally[] = [...fresh, ...lanes.flat(), ...proofs.flat(), await runCheck(scenariosCheck)]

const sum = (name: 'passed' | 'failed' | 'skipped') => tallies.reduce((total, tally) => total + tally[name], 0)
const skipped = sum('skipped')
for (const failure of tallies.flatMap((tally) => tally.failures)) console.log(`✗ ${failure}`)
process.exitCode = sum('failed') === 0 ? 0 : 1
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)

async function runInProcess(): Promise<readonly Tally[]> {
  // They only read, and each is one program for the most part: two cores take them all at once.
  const checks = await Promise.all(CHECKS.map(runCheck))
  return [
    ...checks,
    await runVitest('unit', ['--project', 'unit', '--project', 'launcher']),
    await runVitest(
      'workers',
      ['!unit', '!launcher', '!stack', '!e2e'].flatMap((project) => ['--project', project]),
    ),
  ]
}

async function runOnStacks(): Promise<readonly Tally[]> {
  const [stack, chromium] = await Promise.all([runVitest('stack', ['--project', 'stack']), provideChromium()])
  const e2e =
    chromium === undefined
      ? await skipProject('e2e', 'there is no Chromium here and none could be installed')
      : await runVitest('e2e', ['--project', 'e2e'])
  return [stack, e2e]
}

async function runInTurn(checks: readonly Check[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = []
  for (const check of checks) tallies.push(await runCheck(check))
  return tallies
}

async function runCheck(check: Check): Promise<Tally> {
  const problem = await check.run().catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  console.log(problem === undefined ? `✓ ${check.name}` : `✗ ${check.name}: ${problem}`)
  return problem === undefined
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [`${check.name}: ${problem}`] }
}

function command(name: string, program: string, commandArguments: readonly string[]): Check {
  return {
    name,
    async run() {
      const { ok, output } = await run(program, commandArguments)
      return ok ? undefined : output
    },
  }
}
