import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { StackAddresses, StackKeys } from './options.ts'

/** What a stack in a process of its own tells when it is ready. */
export interface StackFacts extends StackAddresses {
  readonly stateDirectory: string
  readonly port: number
  readonly keys: StackKeys
  readonly merchantId: string
  readonly accountIds: { readonly a: string; readonly b: string }
}

export interface ChildStack extends StackFacts {
  /** Kills the launcher and everything it started, at once, as a power cut would. */
  kill9(): Promise<void>
  /** Ctrl-C: every part stops in order. */
  stop(): Promise<void>
  /** Starts again on the same state and ports; kills first where it still runs. The old handle is then of no use. */
  restart(): Promise<ChildStack>
  /** All that the process has printed. */
  output(): string
}

export interface SpawnOptions {
  readonly stateDirectory: string
  /** 0, the default, takes four free ports. */
  readonly port?: number
  readonly databaseUrl?: string
  /** Where that database speaks Neon's protocol. */
  readonly databaseFetchEndpoint?: string
  /** Whether drills may drop and double the queue's messages. */
  readonly queueFaults?: boolean
  /** What Node is told before the script. */
  readonly nodeArguments?: readonly string[]
  /** Beside what this process has. */
  readonly environment?: Readonly<Record<string, string>>
  /** Whether the demo shop receives webhooks; by default it does not, for it would have every event delivered. */
  readonly shopWebhooks?: boolean
}

/** Runs `npm start`'s own script as a child with its own process group, and resolves when the api's port is open. */
export async function spawnStack(options: SpawnOptions): Promise<ChildStack> {
  const { DATABASE_URL: _url, DATABASE_FETCH_ENDPOINT: _endpoint, ...environment } = process.env
  const child = fork(
    join(import.meta.dirname, '../start.ts'),
    [
      ...['--port', String(options.port ?? 0), '--state', options.stateDirectory],
      ...(options.shopWebhooks === true ? [] : ['--no-shop-webhooks']),
      ...(options.queueFaults === true ? ['--queue-faults'] : []),
    ],
    {
      detached: true,
      silent: true,
      execArgv: [...(options.nodeArguments ?? [])],
      env: {
        ...environment,
        ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
        ...(options.databaseFetchEndpoint === undefined
          ? {}
          : { DATABASE_FETCH_ENDPOINT: options.databaseFetchEndpoint }),
        ...options.environment,
      },
    },
  )
  const chunks: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const output = () => chunks.join('')
  const facts = await readyFacts(child, output)

  const kill9 = async () => {
    const ended = hasEnded(child) ? undefined : once(child, 'exit')
    // The whole group: launcher, workerd and the watch beside it.
    killGroup(child, 'SIGKILL')
    await ended
  }
  return {
    ...facts,
    output,
    kill9,
    stop: async () => {
      if (hasEnded(child)) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
    restart: async () => {
      await kill9()
      return spawnStack({ ...options, port: facts.port })
    },
  }
}

async function readyFacts(child: ChildProcess, output: () => string): Promise<StackFacts> {
  const message = await new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve)
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`The stack ended with code ${code} before it was ready.\n${output()}`)),
    )
  })
  const told = message as { kind: 'ready'; facts: StackFacts } | { kind: 'failed'; message: string }
  if (told.kind === 'failed') throw new Error(told.message)
  return told.facts
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

function killGroup(child: ChildProcess, signal: 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Nothing of the group is left.
  }
}
