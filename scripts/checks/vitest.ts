import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as z from 'zod'
import { sourceHere } from '../proof/place.ts'
import { keepTests } from '../proof/scenarios/kept.ts'
import { run } from './run.ts'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, by name and with its reason: who sees only the end of a long run reads it there. */
  readonly failures: readonly string[]
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

const List = z.array(z.object({ name: z.string(), file: z.string() }))

/** Names the tests of a project that cannot run here, and counts them as skipped. */
export async function skipProject(project: string, reason: string): Promise<Tally> {
  const { ok, output } = await run('vitest', ['list', '--json', '--project', project])
  const start = output.indexOf('[')
  if (!ok || start < 0) {
    console.error(output)
    return broken(`the tests of ${project} could not be listed`)
  }
  const tests = List.parse(JSON.parse(output.slice(start)))
  for (const { name, file } of tests) console.log(`↓ ${relative(process.cwd(), file)} > ${name} (${reason})`)
  return { passed: 0, failed: 0, skipped: tests.length, failures: [] }
}

/**
 * Runs some of Vitest's projects and counts; each line of theirs begins with the name of the run, because others print
 * beside it. A file that does not even load, or a run that breaks off, is a failure.
 */
export async function runVitest(name: string, commandArguments: readonly string[]): Promise<Tally> {
  const source = await sourceHere()
  const directory = mkdtempSync(join(tmpdir(), 'turnpike-tests-'))
  const reportFile = join(directory, 'report.json')
  try {
    const { ok } = await run(
      'vitest',
      [
        'run',
        '--passWithNoTests',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...commandArguments,
      ],
      { show: name },
    )
    const said: unknown = JSON.parse(readFileSync(reportFile, 'utf8'))
    keepTests(name, source, said)
    const report = Report.parse(said)
    const notLoaded = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    const failures = [
      ...notLoaded.map((file) => failure(file.name, 'does not load', file.message)),
      ...report.testResults.flatMap((file) =>
        file.assertionResults
          .filter((test) => test.status === 'failed')
          .map((test) => failure(file.name, test.fullName, test.failureMessages?.join('\n'))),
      ),
    ]
    // A run can fail without a failed test: an error that nobody handled, for one.
    if (failures.length === 0 && !ok) failures.push(`${name}: an error outside of every test`)
    return {
      passed: report.numPassedTests,
      failed: failures.length,
      skipped: report.numPendingTests + report.numTodoTests,
      failures,
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return broken(`${name}: the run broke off`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const broken = (failure: string): Tally => ({ passed: 0, failed: 1, skipped: 0, failures: [failure] })

/** The first lines of a reason name what was expected; the rest is where, of which only our own places help. */
function failure(file: string, test: string, reason = ''): string {
  const lines = reason.split('\n').filter((line) => line.trim() !== '' && !line.includes('node_modules'))
  return [
    `${relative(process.cwd(), file)} > ${test}`,
    ...lines.slice(0, 12).map((line) => `    ${line.slice(0, 300)}`),
  ].join('\n')
}
