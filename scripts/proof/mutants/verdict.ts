import type { TestReport, TestResult } from '../testReport.ts'

export type Verdict =
  | { readonly kind: 'caught'; readonly by: readonly string[] }
  | { readonly kind: 'survived' }
  /** Nothing was learnt of the rule: the patch or the tests are to be mended. */
  | { readonly kind: 'broken'; readonly why: string }

const keyOf = ({ file, title }: TestResult): string => `${file} ${title}`

/**
 * Whether tests that pass without the mutant say that something is wrong with it. A test says so by an assertion; a
 * test that trips over an error of its own would also fail where the rule is kept and written otherwise.
 */
export function verdictOn(without: TestReport | undefined, within: TestReport | undefined): Verdict {
  if (without === undefined) return broken('the named tests do not run without it either')
  if (within === undefined) return broken('the tests did not come to an end')
  const red = without.tests.filter(({ status }) => status === 'failed')
  if (red.length > 0 || without.notLoaded.length > 0) {
    return broken(`without it this fails too: ${red[0]?.title ?? without.notLoaded[0]?.file ?? ''}`)
  }
  const passing = new Set(without.tests.filter(({ status }) => status === 'passed').map(keyOf))
  if (passing.size === 0) return broken('its line Caught-by names no test')
  const [unloaded] = within.notLoaded
  if (unloaded !== undefined) return broken(`the tests do not load with it: ${unloaded.why.split('\n')[0]}`)
  const failed = within.tests.filter((test) => test.status === 'failed' && passing.has(keyOf(test)))
  const asserted = failed.filter(({ failures }) => failures.some(isAssertion))
  if (asserted.length > 0) return { kind: 'caught', by: asserted.map(({ title }) => title) }
  const [stumbled] = failed
  return stumbled === undefined
    ? { kind: 'survived' }
    : broken(`"${stumbled.title}" fails, yet by no assertion: ${stumbled.failures[0]?.split('\n')[0]}`)
}

/** Also inside a property, whose own error tells the counterexample and then what was asserted. */
const isAssertion = (failure: string): boolean => failure.includes('AssertionError')

const broken = (why: string): Verdict => ({ kind: 'broken', why })
