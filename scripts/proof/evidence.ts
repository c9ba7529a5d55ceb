import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { run as runProgram } from '../checks/run.ts'
import { CommandError } from '../commands/commandError.ts'
import { run } from '../commands/run.ts'
import { evidencePage } from './evidence/page.ts'
import { RUNS, type RunName, readReports } from './evidence/reports.ts'
import { readReport, reportPath, sourceHere, writeReport } from './place.ts'
import { readScenarios } from './scenarios/list.ts'

/**
 * `npm run evidence`: docs/evidence.md, out of the reports that the runs have left here. With `--run all`, or `--run simulate` and the
 * like, it runs them first, which takes its time.
 */

const PAGE = 'docs/evidence.md'

await run(async () => {
  const { values } = parseArgs({ options: { run: { type: 'string', multiple: true } } })
  for (const name of namesOf(values.run ?? [])) await runAndStamp(name)
  const reports = readReports()
  writeFileSync(PAGE, evidencePage(reports, readScenarios()))
  return RUNS.map((name) => `${name}: ${reports[name] === undefined ? 'not run' : `as of ${reports[name].date}`}`).join(
    '\n',
  )
})

function namesOf(wanted: readonly string[]): readonly RunName[] {
  const unknown = wanted.find((name) => name !== 'all' && !RUNS.some((known) => known === name))
  if (unknown !== undefined) throw new CommandError(`--run takes all, ${RUNS.join(', ')}; there is no "${unknown}".`)
  return RUNS.filter((name) => wanted.includes('all') || wanted.includes(name))
}

/**
 * A run that fails has left its report too, and that is evidence as well. One that crashed has left none: what an older one left
 * is removed first, for it would be stamped as this one's.
 */
async function runAndStamp(name: RunName): Promise<void> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> }
  if (scripts[name] === undefined) return console.log(`${name}: there is no such command`)
  const source = await sourceHere()
  const path = reportPath(name)
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  await runProgram('npm', ['run', '--silent', name, '--', '--report', path], { show: name })
  const report = readReport(path)
  if (report === undefined) console.log(`${name}: it ended without a report`)
  if (typeof report === 'object' && report !== null) {
    writeReport(path, { ...source, date: new Date().toISOString(), ...report })
  }
}
