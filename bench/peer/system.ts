import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { clientTo, type Post } from '../http.ts'

/** One of those that are compared: it can do the job, a payment held, captured in full and returned in full. */
export interface System {
  readonly name: string
  /** What has to be there before so many jobs; not measured. Jobs are then numbered from 0. */
  prepare(jobs: number, round: string): Promise<Job>
  stop(): Promise<void>
}

export type Job = (index: number) => Promise<void>

export const AMOUNT = { amount: '10.00', currency: 'EUR' } as const

export interface GraphqlClient {
  /** The data of an answer without errors. `answer` sees the whole first. */
  ask<Data>(query: string, variables: object, headers?: Readonly<Record<string, string>>): Promise<Data>
  close(): void
}

export function graphqlClient(origin: string, path: string, connections: number): GraphqlClient {
  const client = clientTo(origin, connections)
  return {
    ask: async (query, variables, headers = {}) =>
      parsed(await client.post(path, headers, JSON.stringify({ query, variables }))),
    close: client.close,
  }
}

function parsed<Data>({ status, body }: Awaited<ReturnType<Post>>): Data {
  const { data, errors } = JSON.parse(body) as { data?: Data; errors?: unknown }
  if (status !== 200 || data === undefined || errors !== undefined) throw new Error(`answered ${status}: ${body}`)
  return data
}

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
