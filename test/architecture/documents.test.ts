import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT, sourceFiles, textOf } from './sources.ts'

const MOST_LINES_OF_README = 120
const MOST_LINES_OF_CODE = 300
/** A page, printed. */
const MOST_LINES_OF_DECISION = 70

const documents = [...globSync('*.md', { cwd: ROOT }), ...globSync('docs/**/*.md', { cwd: ROOT })].sort()
const decisions = documents.filter((file) => /^docs\/adr\/[0-9]/.test(file))
const lines = (text: string): number => text.trimEnd().split('\n').length

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** Where a document's relative links lead, from the root. */
const linksOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .map((target) => join(dirname(file), target.replace(/#.*$/, '')))

describe('documents', () => {
  test('the README is short', () => {
    expect(lines(textOf('README.md'))).toBeLessThan(MOST_LINES_OF_README)
  })

  test.each(documents)('%s links to what is there', (file) => {
    expect(linksOf(file).filter((target) => !existsSync(join(ROOT, target)))).toEqual([])
  })

  test.each(documents)('%s names commands that exist', (file) => {
    const named = [...textOf(file).matchAll(/\bnpm (?:run (?:-s )?([a-z][a-z0-9:-]*)|(start|test)\b)/g)]
    const missing = named.map(([, script, short]) => script ?? short ?? '').filter((script) => !(script in scripts))
    expect(missing).toEqual([])
  })

  test('each decision and runbook can be found from the README', () => {
    const found = new Set<string>(['README.md'])
    for (const file of found) {
      for (const target of linksOf(file)) if (target.endsWith('.md')) found.add(target)
    }
    const sought = documents.filter((file) => /^docs\/(adr|runbooks)\//.test(file))
    expect(sought.filter((file) => !found.has(file))).toEqual([])
  })

  test.each(decisions)('%s is a page of context, decision and consequences', (file) => {
    const headings = [...textOf(file).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['Context', 'Decision', 'Consequences'])
    expect(lines(textOf(file))).toBeLessThanOrEqual(MOST_LINES_OF_DECISION)
  })

  test('decisions are numbered without a gap', () => {
    const numbers = decisions.map((file) => Number(/([0-9]{4})-/.exec(file)?.[1]))
    expect(numbers).toEqual(decisions.map((_file, index) => index + 1))
  })
})

test('no source file is longer than a reader holds in mind', () => {
  const long = sourceFiles().filter((file) => lines(textOf(file)) > MOST_LINES_OF_CODE)
  expect(long).toEqual([])
})

test('every dependency of the product is imported by it, or is the platform’s own', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const code = sourceFiles('src', 'schema', 'checkout-widget').map(textOf).join('\n')
  const unused = Object.keys(dependencies).filter((name) => !code.includes(`'${name}'`) && !code.includes(`'${name}/`))
  expect(unused).toEqual([])
})
