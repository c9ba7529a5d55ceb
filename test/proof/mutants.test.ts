import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createBaseline } from '../../scripts/proof/mutants/baseline.ts'
import { parseMutant, readMutants } from '../../scripts/proof/mutants/patch.ts'
import { verdictOn } from '../../scripts/proof/mutants/verdict.ts'
import { readScenarios } from '../../scripts/proof/scenarios/list.ts'
import { parseTestReport, type TestReport } from '../../scripts/proof/testReport.ts'

type Outcome = 'passed' | 'failed' | 'skipped'

/** A report of one file with these tests, each failure for this reason. */
const report = (
  tests: Readonly<Record<string, Outcome>>,
  failure = 'AssertionError: expected 1 to be 2',
): TestReport => ({
  startedAtMs: 0,
  notLoaded: [],
  tests: Object.entries(tests).map(([title, status]) => ({
    file: 'a.test.ts',
    title,
    status,
    failures: status === 'failed' ? [failure] : [],
    meta: {},
  })),
})

const GREEN = report({ one: 'passed', two: 'passed' })

describe('a mutant', () => {
  test('is caught by an assertion of a test that passes without it', () => {
    expect(verdictOn(GREEN, report({ one: 'passed', two: 'failed' }))).toEqual({ kind: 'caught', by: ['two'] })
  })

  test('survives where all its tests pass', () => {
    expect(verdictOn(GREEN, GREEN)).toEqual({ kind: 'survived' })
  })

  test('is caught by a property, whose error ends with what was asserted', () => {
    const failure = 'Error: Property failed after 1 tests\nCounterexample: [0]\n\nHint: …\nAssertionError: expected …'
    expect(verdictOn(GREEN, report({ one: 'failed', two: 'passed' }, failure)).kind).toBe('caught')
  })

  test.each([
    ['where its tests fail by an error of their own', GREEN, report({ one: 'failed' }, 'TypeError: x is undefined')],
    ['where they fail without it too', report({ one: 'failed', two: 'passed' }), report({ two: 'failed' })],
    ['where no test is named', report({ one: 'skipped' }), report({ one: 'skipped' })],
    ['where they come to no end', GREEN, undefined],
    ['where they do not load', GREEN, { ...report({}), notLoaded: [{ file: 'a.test.ts', why: 'SyntaxError' }] }],
  ])('is not judged %s', (_title, without, within) => {
    expect(verdictOn(without, within).kind).toBe('broken')
  })
})

describe('the patches', () => {
  const ids = new Set(readScenarios().map(({ id }) => id))

  test('are at least two dozen, and each names a rule, what it breaks, and files that should notice', () => {
    const mutants = readMutants()
    expect(mutants.length).toBeGreaterThanOrEqual(24)
    expect(mutants.filter(({ invariant }) => !ids.has(invariant)).map(({ name }) => name)).toEqual([])
    expect(new Set(mutants.map(({ rule }) => rule)).size).toBe(mutants.length)
  })

  test('apply to the code as it is', () => {
    const stale = readMutants().filter(({ path }) => spawnSync('git', ['apply', '--check', path]).status !== 0)
    expect(stale.map(({ name }) => name)).toEqual([])
  }, 60_000)

  test('of a reviewer may leave out who should notice: then everybody looks', () => {
    const { caughtBy } = parseMutant('test/mutants/x.patch', 'Rule: r\nInvariant: I1\n\ndiff --git a/x b/x\n')
    expect(caughtBy).toEqual([expect.arrayContaining(['!stack', '!e2e', 'test/proof/**'])])
  })

  test.each(['Invariant: I1\ndiff --git a/x b/x\n', 'Rule: r\ndiff --git a/x b/x\n', 'Rule: r\nInvariant: I1\n'])(
    'say what they break: %j does not',
    (text) => expect(() => parseMutant('test/mutants/x.patch', text)).toThrow('test/mutants/x.patch'),
  )
})

test('the tests of one project run once without any mutant, those of another apart', async () => {
  const runs: (readonly string[])[] = []
  const baseline = createBaseline({
    async test(run) {
      runs.push(run)
      return GREEN
    },
  })
  const [a, b, c] = [
    ['--project', 'unit', 'a.test.ts'],
    ['--project', 'unit', 'b.test.ts', 'a.test.ts'],
    ['--project', 'payment', 'c.test.ts'],
  ]
  await baseline.prepare([a ?? [], b ?? [], c ?? []])
  await baseline.prepare([a ?? []])
  expect(runs).toEqual([['--project', 'unit', 'a.test.ts', 'b.test.ts'], c])
  expect(baseline.of(a ?? [])).toBe(GREEN)
})

test('a report that is none is refused', () => {
  expect(() => parseTestReport({ tests: [] })).toThrow()
})
