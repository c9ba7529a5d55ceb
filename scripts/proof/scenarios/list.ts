import { globSync, readFileSync } from 'node:fs'

/** One line of docs/faults.md. */
export interface Scenario {
  readonly id: string
  readonly title: string
}

const PAGE = 'docs/faults.md'

export const readScenarios = (): readonly Scenario[] => scenariosOf(readFileSync(PAGE, 'utf8'))

export const scenariosOf = (page: string): readonly Scenario[] =>
  [...page.matchAll(/^\| ([A-Z]{1,2}[0-9]+) +\| (.+?) +\|$/gm)].map(([, id = '', title = '']) => ({ id, title }))

/** The ids that a text names. */
export const idsIn = (text: string): readonly string[] => text.match(/\b[A-Z]{1,2}[0-9]+\b/g) ?? []

/** The ids that titles of tests, or what builds them, carry in the files of the tests, without running any. */
export function idsInTests(): ReadonlySet<string> {
  const files = globSync('test/**/*.ts').filter((file) => !/\/generated\/|^test\/proof\//.test(file))
  return new Set(files.flatMap((file) => textsIn(readFileSync(file, 'utf8')).flatMap(idsIn)))
}

const textsIn = (code: string): readonly string[] =>
  [...withoutComments(code).matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|"((?:[^"\\\n]|\\.)*)"/g)].map(
    ([, single, template, double]) => single ?? template ?? double ?? '',
  )

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
