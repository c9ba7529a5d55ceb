import { expect, test } from 'vitest'
import { evidencePage } from '../../scripts/proof/evidence/page.ts'

const SCENARIOS = [
  { id: 'I1', title: 'one charge' },
  { id: 'CR1', title: 'it dies' },
]

const SIMULATED = {
  date: '2026-11-21T10:00:00.000Z',
  commit: 'abc',
  seed: 7,
  payments: 100_000,
  seconds: 41,
  invariants: { I1: 123_456 },
  faults: { before: 12 },
  gatewayFaults: { reset: 3 },
  violations: [],
}

test('without any report the page has no figure', () => {
  const page = evidencePage({}, SCENARIOS)
  expect(page.match(/not run/gi)?.length).toBeGreaterThanOrEqual(10)
  expect(page.replaceAll(/\bI1\b|\bCR1\b/g, '')).not.toMatch(/[0-9]/)
})

test('what a report says is on the page with its seed, date and commit, and what no report says is not', () => {
  const page = evidencePage({ simulate: SIMULATED }, SCENARIOS)
  expect(page).toContain('| simulation | 2026-11-21 10:00 | abc | 100,000 payments in 41 s, seed 7 | no violation |')
  expect(page).toContain('| I1 | one charge | 123,456 | not run | not run |')
  expect(page).toContain('| reset | 3 | not run |')
  expect(page).toContain('| drills | not run |  |  |  |')
})

test('violations, failed scenarios and mutants that survive are told', () => {
  const counts = { passed: 1, failed: 1, skipped: 0, payments: 2, charges: 3, mostStanding: 1 }
  const page = evidencePage(
    {
      simulate: { ...SIMULATED, violations: [{}] },
      scenarios: { scenarios: [{ id: 'CR1', title: 'it dies', result: 'failed', ...counts }] },
      mutants: { mutants: [{ name: 'm', rule: 'r', invariant: 'I1', verdict: 'survived' }], notRun: ['other'] },
    },
    SCENARIOS,
  )
  expect(page).toContain('1 VIOLATIONS')
  expect(page).toContain('| CR1 | it dies | failed | 1, 1 failed | 3 of 2 |')
  expect(page).toContain('| r | I1 | survived | 0 |')
  expect(page).toContain('Not run, for the time was over: other.')
})
