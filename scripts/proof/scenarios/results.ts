import * as z from 'zod'
import type { TestResult } from '../testReport.ts'
import { idsIn, type Scenario } from './list.ts'

export interface ScenarioResult extends Scenario {
  /** `missing`: no test carries the id. `not run`: none of those that do has said anything. */
  readonly result: 'passed' | 'failed' | 'not run' | 'missing'
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What its tests counted in the acquirers' books: payments, charges made for them, and the most that stood for one. */
  readonly payments: number
  readonly charges: number
  readonly mostStanding: number
  /** One of its tests, a failed one where there is one. */
  readonly test: string
}

/** A payment is charged once. */
const MOST_STANDING = 1

/** What a test notes of the books it looked into: see test/charges.ts. */
const Counts = z.record(z.string(), z.object({ payment: z.string(), made: z.number(), standing: z.number() }))

export function resultsOf(
  scenarios: readonly Scenario[],
  known: ReadonlySet<string>,
  tests: readonly TestResult[],
): readonly ScenarioResult[] {
  const byId = new Map<string, TestResult[]>()
  for (const test of tests) {
    for (const id of new Set(idsIn(test.title))) byId.set(id, [...(byId.get(id) ?? []), test])
  }
  return scenarios.map((scenario) => {
    const own = byId.get(scenario.id) ?? []
    const of = (status: TestResult['status']) => own.filter((test) => test.status === status)
    const [failed, passed, skipped] = [of('failed'), of('passed'), of('skipped')]
    const test = (failed[0] ?? passed[0] ?? skipped[0])?.title ?? ''
    return {
      ...scenario,
      ...chargesOf(own),
      result:
        failed.length > 0
          ? 'failed'
          : passed.length > 0
            ? 'passed'
            : known.has(scenario.id) || own.length > 0
              ? 'not run'
              : 'missing',
      passed: passed.length,
      failed: failed.length,
      skipped: skipped.length,
      test,
    }
  })
}

function chargesOf(tests: readonly TestResult[]): Pick<ScenarioResult, 'payments' | 'charges' | 'mostStanding'> {
  const standing = new Map<string, number>()
  let charges = 0
  for (const { meta } of tests) {
    const counts = Counts.safeParse(meta.charges)
    for (const { payment, made, standing: left } of Object.values(counts.data ?? {})) {
      charges += made
      standing.set(payment, (standing.get(payment) ?? 0) + left)
    }
  }
  return { payments: standing.size, charges, mostStanding: Math.max(0, ...standing.values()) }
}

/**
 * What may not be: a failure, more than one charge that stands for one payment, or an id of which no test said anything.
 * What one part of the tests does not provoke another may: then `isWhole` is false.
 */
export const isBad = (
  { result, skipped, mostStanding }: ScenarioResult,
  { isWhole }: { readonly isWhole: boolean },
): boolean => result === 'failed' || mostStanding > MOST_STANDING || (result === 'not run' && skipped === 0 && isWhole)
