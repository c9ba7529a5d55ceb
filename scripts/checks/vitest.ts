import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as z from 'zod'
import { run } from './run.ts'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) })),
})

const List = z.array(z.object({ name: z.string(), file: z.string() }))

/** Names the tests of a project that cannot run here, and counts them as skipped. */
export async function skipProject(project: string, reason: string): Promise<Tally> {
  const { ok, output } = await run('vitest', ['list', '--json', '--project', project])
  const start = output.indexOf('[')
  if (!ok || start < 0) {
    console.error(output)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const tests = List.parse(JSON.parse(output.slice(start)))
  for (const { name, file } of tests) console.log(`↓ ${relative(process.cwd(), file)} > ${name} (${reason})`)
  return { passed: 0, failed: 0, skipped: tests.length }
}

/**
 * Runs some of Vitest's projects and counts; each line of theirs begins with the name of the run, because others print
 * beside it. A file that does not even load, or a run that breaks off, is a failure.
 */
export async function runVitest(name: string, commandArguments: readonly string[]): Promise<Tally> {
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
    const report = Report.parse(JSON.parse(readFileSync(reportFile, 'utf8')))
    const notLoaded = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    const failed = report.numFailedTests + notLoaded.length
    return {
      passed: report.numPassedTests,
      // A run can fail without a failed test: an error that nobody handled, for one.
      failed: failed === 0 && !ok ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
