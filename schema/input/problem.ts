import { ok, type Result } from '../../src/result.ts'

/** What is wrong with an input, and where: the path starts below `input`. */
export interface Problem {
  readonly path: readonly string[]
  readonly message: string
}

export type Checked<Value> = Result<Value, Problem>

export const problem = (path: readonly string[], message: string): { readonly ok: false; readonly error: Problem } => ({
  ok: false,
  error: { path, message },
})

/** All the values, or the first problem in the order written. */
export function checkAll<Values extends object>(
  checks: { readonly [Name in keyof Values]: Checked<Values[Name]> },
): Checked<Values> {
  const values: Partial<Values> = {}
  for (const name of Object.keys(checks) as (keyof Values)[]) {
    const checked = checks[name]
    if (!checked.ok) return checked
    values[name] = checked.value
  }
  return ok(values as Values)
}
