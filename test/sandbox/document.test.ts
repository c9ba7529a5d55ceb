import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAULT_KINDS, OPERATIONS } from '../../sandbox/acquirer/faults.ts'

const text = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8')

test('the sandbox’s page has a row for every kind of fault, and names every operation', () => {
  const kinds = [...text.matchAll(/^\| `(\w+)` .*\| .*\| .*\|$/gm)]
    .map(([, kind]) => kind)
    .filter((kind) => kind !== 'kind')
  expect(kinds.toSorted()).toEqual([...FAULT_KINDS].toSorted())
  for (const operation of OPERATIONS) expect(text).toContain(`\`${operation}\``)
})
