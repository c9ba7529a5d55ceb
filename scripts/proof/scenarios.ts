import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium } from '../checks/chromium.ts'
import { run as runProgram } from '../checks/run.ts'
import { run } from '../commands/run.ts'
import { reportPath, sourceHere, writeReport } from './place.ts'
import { keptTests, PARTS, type Part } from './scenarios/kept.ts'
import { idsIn, idsInTests, readScenarios, type Scenario } from './scenarios/list.ts'
import { isBad, resultsOf, type ScenarioResult } from './scenarios/results.ts'
import { shortened, table } from './table.ts'
import { readTestReport, type TestResult } from './testReport.ts'

/**
 * `npm run scenarios`: every line of docs/faults.md with the tests that provoke it, how they ended, and the charges that
 * they counted. It takes what `npm test` has just left where the files are still the same, and runs the rest.
 */

await run(async () => {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean' },
      part: { type: 'string', multiple: true },
      report: { type: 'string' },
    },
  })
  const scenarios = readScenarios()
  const known = idsInTests()
  const missing = scenarios.filter(({ id }) => !known.has(id))
  if (missing.length > 0) process.exitCode = 1
  if (values.list === true)
    return [
      table(
        ['id', 'test', 'what'],
        scenarios.map((one) => listed(one, known)),
      ),
      '',
      summary(scenarios.length, missing),
    ].join('\n')

  const source = await sourceHere()
  const wanted = PARTS.filter(({ name }) => values.part === undefined || values.part.includes(name))
  const tests: TestResult[] = []
  for (const part of wanted) tests.push(...(keptTests(part.name, source) ?? (await runPart(part, scenarios))))
  const results = resultsOf(scenarios, known, tests)
  const path = values.report ?? (values.part === undefined ? reportPath('scenarios') : undefined)
  if (path !== undefined) writeReport(path, { ...source, date: new Date().toISOString(), scenarios: results })
  const isWhole = values.part === undefined
  if (results.some((result) => isBad(result, { isWhole }))) process.exitCode = 1
  return [
    table(['id', 'result', 'tests', 'charges', 'what', 'test'], results.map(row)),
    '',
    ...tests.filter(({ status, title }) => status === 'failed' && idsIn(title).length > 0).map(told),
    totals(results),
    summary(scenarios.length, missing),
  ].join('\n')
})

/** Runs those tests of a part that carry an id. Without a browser its tests are named as not run. */
async function runPart({ name, projects }: Part, scenarios: readonly Scenario[]): Promise<readonly TestResult[]> {
  if (name === 'e2e' && findChromium() === undefined) {
    console.log('e2e: there is no Chromium here')
    return []
  }
  const directory = mkdtempSync(join(tmpdir(), 'turnpike-scenarios-'))
  const file = join(directory, 'report.json')
  const kinds = [...new Set(scenarios.map(({ id }) => id.replace(/[0-9]+$/, '')))]
  try {
    console.log(`${name}: running the tests that carry an id`)
    await runProgram('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      '-t',
      `\\b(${kinds.join('|')})[0-9]`,
      ...projects.flatMap((project) => ['--project', project]),
    ])
    // The others of these files are skipped here and say nothing.
    return readTestReport(file).tests.filter(({ status, title }) => status !== 'skipped' || idsIn(title).length > 0)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function listed({ id, title }: Scenario, known: ReadonlySet<string>): readonly string[] {
  return [id, known.has(id) ? 'yes' : 'MISSING', title]
}

function row({ id, title, result, passed, failed, skipped, ...counts }: ScenarioResult): readonly string[] {
  const tests = [`${passed}`, failed > 0 ? `${failed} failed` : '', skipped > 0 ? `${skipped} skipped` : '']
  const { payments, charges, test } = counts
  return [
    id,
    result === 'passed' ? result : result.toUpperCase(),
    tests.filter((part) => part !== '').join(', '),
    payments === 0 ? '' : `${charges} of ${payments}`,
    shortened(title, 60),
    shortened(test, 80),
  ]
}

/** The first lines of a failure name what was expected. */
function told({ file, title, failures }: TestResult): string {
  const lines = (failures[0] ?? '').split('\n').slice(0, 4)
  return [
    `✗ ${relative(process.cwd(), file)} > ${title}`,
    ...lines.map((line) => `    ${shortened(line, 200)}`),
    '',
  ].join('\n')
}

function totals(results: readonly ScenarioResult[]): string {
  const most = Math.max(0, ...results.map(({ mostStanding }) => mostStanding))
  const of = (result: ScenarioResult['result']) => results.filter((one) => one.result === result).length
  return `${of('passed')} passed, ${of('failed')} failed, ${of('not run')} not run; charges are "made of payments that were counted", and at most ${most} stood for one payment when last counted, which may be one`
}

function summary(all: number, missing: readonly Scenario[]): string {
  return missing.length === 0
    ? `each of ${all} ids has a test`
    : `${missing.length} of ${all} ids have no test: ${missing.map(({ id }) => id).join(', ')}`
}
