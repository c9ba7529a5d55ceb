import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** One of those that are compared: it can do the job, a payment held, captured in full and returned in full. */
export interface System {
  readonly name: string
  /** What has to be there before so many jobs; not measured. Jobs are then numbered from 0. */
  prepare(jobs: number, round: string): Promise<Job>
  stop(): Promise<void>
}

export type Job = (index: number) => Promise<void>

export const AMOUNT = { amount: '10.00', currency: 'EUR' } as const

/** Starts a server of its own process, and waits until it says that it is ready. */
export async function startServer(file: string, environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = fork(file, [], { env: { ...process.env, ...environment }, silent: true, execArgv: [] })
  const said: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} ended: ${said.join('').slice(-2_000)}`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => undefined)
  return child
}

export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
