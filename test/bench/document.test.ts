import { expect, test } from 'vitest'
import { withFigures } from '../../bench/document.ts'

const PAGE = 'before\n\n<!-- figures of live -->\nold\n<!-- end of live -->\n\nafter'

test('a benchmark’s table takes the place of the last one, and nothing else changes', () => {
  const once = withFigures(
    PAGE,
    { name: 'live', table: 'p50 3 ms', command: 'npm run bench' },
    new Date('2026-11-21T20:15:00Z'),
  )
  expect(once).toContain('2026-11-21 20:15 UTC:\n\n```text\np50 3 ms\n```')
  expect(once).not.toContain('old')
  const twice = withFigures(
    once,
    { name: 'live', table: 'p50 4 ms', command: 'npm run bench' },
    new Date('2026-11-22T20:15:00Z'),
  )
  expect(twice).not.toContain('p50 3 ms')
  expect([twice.startsWith('before\n'), twice.endsWith('\n\nafter')]).toEqual([true, true])
})

test('a benchmark without a place in the page is an error', () => {
  expect(() => withFigures(PAGE, { name: 'burst', table: '', command: 'npm run bench' }, new Date())).toThrow(
    'the page has no place for burst',
  )
})
