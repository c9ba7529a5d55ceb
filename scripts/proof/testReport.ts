import { readFileSync } from 'node:fs'
import * as z from 'zod'

/** What Vitest's JSON reporter says of one run, as far as it is read here. */
const Report = z.object({
  startTime: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
          meta: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
})

export interface TestResult {
  readonly file: string
  /** With the titles of what it stands in. */
  readonly title: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly failures: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
}

export interface TestReport {
  readonly startedAtMs: number
  readonly tests: readonly TestResult[]
  /** Files whose tests never began, and why. */
  readonly notLoaded: readonly { readonly file: string; readonly why: string }[]
}

/** Throws where the file is not there, or is no report. */
export const readTestReport = (path: string): TestReport => parseTestReport(JSON.parse(readFileSync(path, 'utf8')))

export function parseTestReport(report: unknown): TestReport {
  const { startTime, testResults } = Report.parse(report)
  return {
    startedAtMs: startTime,
    tests: testResults.flatMap(({ name: file, assertionResults }) =>
      assertionResults.map(({ fullName, status, failureMessages, meta }) => ({
        file,
        title: fullName,
        status: status === 'passed' || status === 'failed' ? status : 'skipped',
        failures: failureMessages ?? [],
        meta: meta ?? {},
      })),
    ),
    notLoaded: testResults
      .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
      .map(({ name: file, message }) => ({ file, why: message })),
  }
}
