import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** One rule of the product, broken. */
export interface Mutant {
  readonly name: string
  readonly path: string
  /** The rule that it breaks, in words. */
  readonly rule: string
  /** What no longer holds then: an id of docs/faults.md. */
  readonly invariant: string
  /** Arguments for Vitest, one run for each. Any of them may catch it. */
  readonly caughtBy: readonly (readonly string[])[]
}

/**
 * For a patch that does not say who should catch it: everything that runs without a stack. But for the tests of the patches
 * themselves, which notice that one is in.
 */
const ANYONE = ['--project', '!stack', '--project', '!e2e', '--project', '!launcher', '--exclude', 'test/proof/**']

const FOLDER = 'test/mutants'

/** All of them, by name. Throws where one does not say what it breaks. */
export const readMutants = (): readonly Mutant[] =>
  globSync(`${FOLDER}/*.patch`)
    .sort()
    .map((path) => parseMutant(path, readFileSync(path, 'utf8')))

export function parseMutant(path: string, text: string): Mutant {
  const [header = '', ...parts] = text.split(/^(?=diff --git )/m)
  const valuesOf = (name: string) =>
    [...header.matchAll(new RegExp(`^${name}: *(.+)$`, 'gm'))].map(([, value = '']) => value.trim())
  const [rule] = valuesOf('Rule')
  const [invariant] = valuesOf('Invariant')
  if (rule === undefined || invariant === undefined || parts.length === 0) {
    throw new Error(`${path}: wanted are a line "Rule: …", a line "Invariant: …", and then the diff as git writes it`)
  }
  const named = valuesOf('Caught-by').map((line) => line.split(/\s+/))
  return {
    name: basename(path, '.patch'),
    path,
    rule,
    invariant,
    caughtBy: named.length === 0 ? [ANYONE] : named,
  }
}
