import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT, textOf } from './sources.ts'

/** The rows of docs/pci.md, without headings and rules. */
const rows = textOf('docs/pci.md')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(?: requirement|[ -]+\|)/.test(line))
  .map((line) => {
    const [, requirement = '', metBy = '', testedBy = '', left = ''] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim())
    return { requirement, metBy, testedBy, left }
  })

/** What looks like a file of this repository, quoted as code. */
const pathsIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([\w./-]+\.(?:ts|js|json|sh|toml))`/g)].map(([, path = '']) => path)

/** Links to pages count as what meets a requirement too; that they lead somewhere is held for all documents. */
const linksIn = (cell: string): number => [...cell.matchAll(/\]\([^)]+\)/g)].length

describe('PCI DSS by requirement', () => {
  test('has the requirements that touch code', () => {
    const text = rows.map(({ requirement }) => requirement).join(' ')
    const expected = [
      '3.3.1',
      '3.4.1',
      '3.5.1',
      '3.6.1',
      '3.7.1',
      '4.2.1',
      '6.2.4',
      '6.3.2',
      '6.4.3',
      '7.2',
      '8.2.1',
      '8.3.4',
    ]
    expect(
      [...expected, '10.2.1', '10.3', '11.3', '11.6.1', '12.5.2', '12.10'].filter((one) => !text.includes(one)),
    ).toEqual([])
  })

  test.each(rows)('$requirement: files and tests are there', ({ metBy, testedBy, left }) => {
    const files = pathsIn(metBy)
    const tests = pathsIn(testedBy)
    expect([...files, ...tests].filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
    expect(files.length + linksIn(metBy)).toBeGreaterThan(0)
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.filter((path) => !/^test\/.*\.test\.ts$/.test(path))).toEqual([])
    // What is left is said, or said to be nothing.
    expect(left).not.toBe('')
  })
})
