import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../checks/run.ts'

/** Where runs leave what they found, for the tables of others. Git does not look there. */
const PLACE = '.turnpike/proof'

export const reportPath = (name: string): string => join(PLACE, `${name}.json`)

export function writeReport(path: string, report: object): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`)
}

/** Undefined where there is none. */
export function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new Error(`${path} is no report: ${String(error)}`)
  }
}

/** What was looked at: the commit, whether the files are still as it has them, and which files they are. */
export interface Source {
  readonly commit: string
  readonly changed: boolean
  /** The same for the same files. */
  readonly digest: string
}

/** A run writes its own evidence, and that says nothing of what was run. */
const FILES = ['--', '.', ':!docs/evidence.md']

export async function sourceHere(): Promise<Source> {
  const commit = await run('git', ['rev-parse', 'HEAD'])
  if (!commit.ok) return { commit: 'unknown', changed: true, digest: randomUUID() }
  const [changes, added] = await Promise.all([
    run('git', ['diff', 'HEAD', ...FILES]),
    run('git', ['ls-files', '--others', '--exclude-standard', ...FILES]),
  ])
  const hash = createHash('sha256').update(commit.output).update(changes.output)
  for (const path of added.output.split('\n').filter((line) => line !== ''))
    hash.update(path).update(readFileSync(path))
  return {
    commit: commit.output.trim().slice(0, 12),
    changed: changes.output !== '' || added.output !== '',
    digest: hash.digest('hex'),
  }
}
