import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Enough for days of development; the file before it is kept once. */
const LARGEST_LOG_BYTES = 64 * 1024 * 1024

export interface WorkerLog {
  write(log: { timestamp: number; level: string; message: string }): void
  close(): Promise<void>
}

/** What the Workers log goes to a file; errors also to the console, because a developer would otherwise miss them. */
export function openWorkerLog(stateDirectory: string, showErrors: boolean): WorkerLog {
  const directory = join(stateDirectory, 'logs')
  const path = join(directory, 'workers.log')
  mkdirSync(directory, { recursive: true })
  if (existsSync(path) && statSync(path).size > LARGEST_LOG_BYTES) renameSync(path, join(directory, 'workers.old.log'))
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
  return {
    write({ timestamp, level, message }) {
      stream.write(`${new Date(timestamp).toISOString()} ${level} ${message}\n`)
      if (showErrors && level === 'error') process.stderr.write(`${message}\n`)
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  }
}
