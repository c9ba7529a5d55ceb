import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { run as runProgram } from '../checks/run.ts'
import { run } from '../commands/run.ts'
import { evidencePage } from './evidence/page.ts'
import { RUNS, type RunName, readReports } from './evidence/reports.ts'
import { readReport, reportPath, sourceHere, writeReport } from './place.ts'
import { readScenarios } from './scenarios/list.ts'

/**
 * `npm run evidence`: docs/evidence.md, out of the reports that the runs have left here. With `--run` it runs them first, which
 * takes its time.
 */

const PAGE = 'docs/evidence.md'

await run(async () => {
  const { values } = parseArgs({ options: { run: { type: 'boolean' } } })
  if (values.run === true) for (const name of RUNS) await runAndStamp(name)
  const reports = readReports()
  writeFileSync(PAGE, evidencePage(reports, readScenarios()))
  return RUNS.map((name) => `${name}: ${reports[name] === undefined ? 'not run' : `as of ${reports[name].date}`}`).join(
    '\n',
  )
})

/** A run that fails has left its report too, and that is evidence as well. */
async function runAndStamp(name: RunName): Promise<void> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> }
  if (scripts[name] === undefined) return console.log(`${name}: there is no such command`)
  const source = await sourceHere()
  const path = reportPath(name)
  await runProgram('npm', ['run', '--silent', name, '--', '--report', path], { show: name })
  const report = readReport(path)
  if (typeof report === 'object' && report !== null) {
    writeReport(path, { ...source, date: new Date().toISOString(), ...report })
  }
}
