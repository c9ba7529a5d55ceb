import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Written whole and readable by its owner alone: a kill leaves the old file or the new one, never half of it. */
export function writePrivateJson(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.new`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, path)
}

export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
