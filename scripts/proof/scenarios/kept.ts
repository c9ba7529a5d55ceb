import { existsSync } from 'node:fs'
import * as z from 'zod'
import { readReport, reportPath, type Source, writeReport } from '../place.ts'
import { parseTestReport, type TestResult } from '../testReport.ts'

/** The kinds of tests, as `npm test` runs them one beside the other. */
export interface Part {
  readonly name: string
  readonly projects: readonly string[]
}

export const PARTS: readonly Part[] = [
  { name: 'unit', projects: ['unit', 'launcher'] },
  { name: 'workers', projects: ['!unit', '!launcher', '!stack', '!e2e'] },
  { name: 'stack', projects: ['stack'] },
  { name: 'e2e', projects: ['e2e'] },
]

const Kept = z.object({ source: z.object({ digest: z.string() }), report: z.unknown() })

const pathOf = (part: string): string => reportPath(`tests-${part}`)

/** Keeps what Vitest said of a part, with the state of the files that it ran on. */
export const keepTests = (part: string, source: Source, report: unknown): void =>
  writeReport(pathOf(part), { source, report })

/** What was kept of a part, where it ran on these very files. */
export function keptTests(part: string, { digest }: Source): readonly TestResult[] | undefined {
  if (!existsSync(pathOf(part))) return undefined
  const { source, report } = Kept.parse(readReport(pathOf(part)))
  return source.digest === digest ? parseTestReport(report).tests : undefined
}
