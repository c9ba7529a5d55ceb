import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { LaunchError } from './launch-error.ts'

/** A killed launcher's workerd ends within half a second; longer waiting would only trust a number used again. */
const OLD_RUNTIME_GONE_WITHIN_MS = 2000

/** A lock that nothing refers to would be closed with the garbage. */
const held = new Set<DatabaseSync>()

export interface StateLock {
  release(): void
}

/**
 * One stack per state directory: two on one corrupt each other silently. The lock is an open transaction on a SQLite
 * file, so the operating system drops it with the process, however that ends.
 */
export function takeStateLock(stateDirectory: string): StateLock {
  const pidFile = join(stateDirectory, 'lock.pid')
  const database = new DatabaseSync(join(stateDirectory, 'lock.sqlite'), { timeout: 1000 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch {
    database.close()
    throw new LaunchError(
      `Another stack (process ${readPid(pidFile) ?? 'unknown'}) uses the state in ${stateDirectory}. ` +
        'Stop it, or choose another directory and port with `npm start -- --state DIR --port N`.',
    )
  }
  writeFileSync(pidFile, `${process.pid}\n`)
  held.add(database)
  return {
    release() {
      held.delete(database)
      database.close()
    },
  }
}

/** Waits until the runtime of a killed stack, which may still write to the state, has ended. */
export async function waitForOldRuntime(pidFile: string): Promise<void> {
  const pid = readPid(pidFile)
  const untilMs = Date.now() + OLD_RUNTIME_GONE_WITHIN_MS
  while (pid !== undefined && isRunning(pid) && Date.now() < untilMs) await wait(50)
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim())
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/** A process that has ended but that nobody has reaped still takes signals; on Linux its state tells. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}
