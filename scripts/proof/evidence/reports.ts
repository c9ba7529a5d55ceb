import { statSync } from 'node:fs'
import * as z from 'zod'
import { CommandError } from '../../commands/commandError.ts'
import { readReport, reportPath } from '../place.ts'

/** What of each report goes into the evidence. What else is in them is theirs. */
const Stamp = { commit: z.string().optional(), changed: z.boolean().optional(), date: z.string().optional() }
const Counts = z.record(z.string(), z.number())

const SHAPES = {
  simulate: z.object({
    ...Stamp,
    seed: z.number(),
    payments: z.number(),
    seconds: z.number(),
    invariants: Counts,
    faults: Counts,
    gatewayFaults: Counts,
    violations: z.array(z.unknown()),
  }),
  drill: z.object({
    ...Stamp,
    seed: z.number().optional(),
    rounds: z.number(),
    kills: z.number(),
    payments: z.number(),
    charges: z.number(),
    invariants: Counts,
    faults: Counts,
    violations: z.array(z.unknown()),
  }),
  scenarios: z.object({
    ...Stamp,
    scenarios: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        result: z.string(),
        passed: z.number(),
        failed: z.number(),
        skipped: z.number(),
        payments: z.number(),
        charges: z.number(),
        mostStanding: z.number(),
      }),
    ),
  }),
  mutants: z.object({
    ...Stamp,
    mutants: z.array(
      z.object({
        name: z.string(),
        rule: z.string(),
        invariant: z.string(),
        verdict: z.string(),
        by: z.array(z.string()).optional(),
      }),
    ),
    notRun: z.array(z.string()),
  }),
  fuzz: z.object({
    ...Stamp,
    seed: z.string(),
    targets: z.array(z.object({ target: z.string(), requests: z.number(), statuses: Counts })),
    found: z.array(z.unknown()),
    growth: z.array(z.object({ what: z.string(), ratio: z.number() })),
  }),
} as const

export type RunName = keyof typeof SHAPES
export const RUNS = Object.keys(SHAPES) as readonly RunName[]

/** What each run left; absent where it has not run here. */
export type Reports = { readonly [Name in RunName]?: z.infer<(typeof SHAPES)[Name]> }

export const readReports = (): Reports => ({
  simulate: read('simulate'),
  drill: read('drill'),
  scenarios: read('scenarios'),
  mutants: read('mutants'),
  fuzz: read('fuzz'),
})

function read<Name extends RunName>(name: Name): Reports[Name] {
  const path = reportPath(name)
  const report = readReport(path)
  if (report === undefined) return undefined
  const parsed = SHAPES[name].safeParse(report)
  if (!parsed.success) throw new CommandError(`${path} is no report of ${name}: ${z.prettifyError(parsed.error)}`)
  // A report that does not say when it was made was made when its file was written.
  return { date: statSync(path).mtime.toISOString(), ...parsed.data } as Reports[Name]
}
