import { expect, test } from 'vitest'
import { withFigures } from '../../bench/document.ts'

const PAGE = 'before\n\n<!-- figures of live -->\nold\n<!-- end of live -->\n\nafter'

test('a benchmark’s table takes the place of the last one, and nothing else changes', () => {
  const once = withFigures(PAGE, 'live', 'p50 3 ms', new Date('2026-11-21T20:15:00Z'))
  expect(once).toContain('2026-11-21 20:15 UTC:\n\n```text\np50 3 ms\n```')
  expect(once).not.toContain('old')
  const twice = withFigures(once, 'live', 'p50 4 ms', new Date('2026-11-22T20:15:00Z'))
  expect(twice).not.toContain('p50 3 ms')
  expect([twice.startsWith('before\n'), twice.endsWith('\n\nafter')]).toEqual([true, true])
})

test('a benchmark without a place in the page is an error', () => {
  expect(() => withFigures(PAGE, 'burst', '', new Date())).toThrow('docs/benchmarks.md has no place for burst')
})
