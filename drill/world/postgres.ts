import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { DatabaseFault } from '../../scripts/database/faults.ts'

export interface Postgres {
  readonly databaseUrl: string
  readonly fetchEndpoint: string
  /** kill -9, in whatever it is doing. */
  kill(): Promise<void>
  /** On the same files and port. */
  start(): Promise<void>
  fault(fault: DatabaseFault | undefined): void
}

interface Ready {
  readonly databaseUrl: string
  readonly fetchEndpoint: string
}

/** A Postgres in a process of its own. */
export async function startPostgres(directory: string): Promise<Postgres> {
  const password = randomUUID()
  let { child, ready } = await spawn(directory, password, 0)
  const port = Number(new URL(ready.fetchEndpoint).port)
  return {
    ...ready,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    start: async () => {
      ;({ child, ready } = await spawn(directory, password, port))
    },
    fault: (fault) => void child.send({ fault: fault ?? null }),
  }
}

async function spawn(
  directory: string,
  password: string,
  port: number,
): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  const child = fork(join(import.meta.dirname, 'postgresProcess.ts'), [directory, password, String(port)], {
    execArgv: [],
  })
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Postgres ended with code ${code} before it was ready.`)))
  })
  return { child, ready }
}
