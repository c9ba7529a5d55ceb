import { accessSync, constants, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'

/**
 * A fresh directory for a run's state: in memory where the machine has such a place, so that its disk is not what is
 * measured. `TURNPIKE_BENCH_STATE` names another one, to measure a disk. `where` says which for the report.
 */
export function statePlace(): { readonly directory: string; readonly where: string } {
  const wanted = process.env.TURNPIKE_BENCH_STATE
  if (wanted !== undefined) return { directory: mkdtempSync(join(wanted, 'turnpike-bench-')), where: wanted }
  const inMemory = canWrite(MEMORY)
  const directory = mkdtempSync(join(inMemory ? MEMORY : tmpdir(), 'turnpike-bench-'))
  return { directory, where: inMemory ? `tmpfs (${MEMORY})` : `disk (${tmpdir()})` }
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
