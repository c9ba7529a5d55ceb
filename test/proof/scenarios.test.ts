import { expect, test } from 'vitest'
import { idsInTests, readScenarios, scenariosOf } from '../../scripts/proof/scenarios/list.ts'
import { isBad, resultsOf } from '../../scripts/proof/scenarios/results.ts'
import type { TestResult } from '../../scripts/proof/testReport.ts'

const SCENARIOS = ['CR1', 'CR2', 'GW1', 'GW10', 'HC1'].map((id) => ({ id, title: `what ${id} is` }))

const ran = (title: string, status: TestResult['status'], meta = {}): TestResult => ({
  file: 'a.test.ts',
  title,
  status,
  failures: [],
  meta,
})

test('every line of the page has a test that carries its id', () => {
  const known = idsInTests()
  const scenarios = readScenarios()
  expect(scenarios.length).toBeGreaterThan(110)
  expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
  expect(scenarios.filter(({ id }) => !known.has(id))).toEqual([])
})

test('a line of the page is an id and what it is', () => {
  expect(scenariosOf('| id | what |\n| --- | --- |\n| CR1 | It dies |\n| I1  | One charge   |\nCR9 | no line')).toEqual(
    [
      { id: 'CR1', title: 'It dies' },
      { id: 'I1', title: 'One charge' },
    ],
  )
})

test('an id counts as what the tests say that carry it, whole, wherever it stands in the title', () => {
  const results = resultsOf(SCENARIOS, new Set(['HC1']), [
    ran('crash CR1 CR2 finds it', 'passed'),
    ran('CR2 again', 'failed'),
    ran('GW10 waits', 'skipped'),
  ])
  expect(results.map(({ id, result }) => [id, result])).toEqual([
    ['CR1', 'passed'],
    ['CR2', 'failed'],
    ['GW1', 'missing'],
    ['GW10', 'not run'],
    ['HC1', 'not run'],
  ])
})

test('charges are those that tests counted, by payment and over both books', () => {
  const charges = {
    'a pay_1': { payment: 'pay_1', made: 1, standing: 0 },
    'b pay_1': { payment: 'pay_1', made: 1, standing: 1 },
    'a pay_2': { payment: 'pay_2', made: 1, standing: 1 },
  }
  const [first] = resultsOf(SCENARIOS, new Set(), [ran('CR1 one', 'passed', { charges }), ran('CR1 none', 'passed')])
  expect(first).toMatchObject({ payments: 2, charges: 3, mostStanding: 1 })
})

test('two charges that stand for one payment are bad, though its tests passed', () => {
  const twice = { payment: 'pay_1', made: 1, standing: 1 }
  const standing = (charges: object) => resultsOf(SCENARIOS, new Set(), [ran('CR1 one', 'passed', { charges })])
  const bad = (charges: object) => standing(charges).filter((one) => isBad(one, { isWhole: false }))
  expect(bad({ 'a pay_1': twice })).toEqual([])
  expect(bad({ 'a pay_1': twice, 'b pay_1': twice })).toMatchObject([{ id: 'CR1', mostStanding: 2 }])
})

test('what failed is bad, and so is what did not run, unless only a part was run', () => {
  const results = resultsOf(SCENARIOS, new Set(['HC1']), [ran('CR1 one', 'failed'), ran('GW1 waits', 'skipped')])
  const bad = (isWhole: boolean) => results.filter((one) => isBad(one, { isWhole })).map(({ id }) => id)
  expect(bad(true)).toEqual(['CR1', 'HC1'])
  expect(bad(false)).toEqual(['CR1'])
})
