import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { statePlace } from '../../bench/place.ts'
import { type ChildStack, spawnStack } from '../../scripts/stack/child.ts'
import { type Client, clientOf } from '../../test/stack/support/client.ts'
import { type Cuttable, cuttable } from '../../test/stack/support/cuttable.ts'
import { type Operator, operatorOf } from '../../test/stack/support/operator.ts'
import { SELECTION } from '../collect/webhook.ts'
import { type Clocks, openClocks } from './clocks.ts'
import { createPhases, type Phases } from './phases.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { openSink, type Sink } from './sink.ts'

/** Hanging gateways are given up after this, so that a round has many of them. In production it is 20 s. */
export const GATEWAY_TIMEOUT_MS = 1_500
/** A runtime that does not answer so long after a kill does not come back. */
const BACK_WITHIN_MS = 90_000

export type Killed = 'runtime' | 'everything'

/** A real stack with Postgres in a process of its own, a webhook endpoint, and a way between it and its clients. */
export interface World {
  readonly stateDirectory: string
  readonly postgres: Postgres
  readonly sink: Sink
  readonly phases: Phases
  readonly way: Cuttable
  /** Over the way that can be cut. */
  readonly client: Client
  /** Not over it. */
  readonly operator: Operator
  stack(): ChildStack
  /** kill -9 of the Workers' process alone, or of all at once as a power cut; resolves when it answers again. */
  kill(what: Killed): Promise<void>
  kills(): number
  /** 0, 1, 2 …: which moment of the sweep is next. */
  nextMoment(): number
  readonly clocks: Clocks
  queue(shares: { readonly drop: number; readonly double: number }): Promise<void>
  /** Ends all that writes files: what is there is there for good. */
  halt(): Promise<void>
  /** Everything that it printed, the runs before a restart included. */
  output(): string
  close(): Promise<void>
}

export async function openWorld(progress: (line: string) => void): Promise<World> {
  const place = statePlace()
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    progress(`the stack starts, with its state on ${place.where}`)
    const stateDirectory = join(place.directory, 'stack')
    mkdirSync(stateDirectory, { mode: 0o700 })
    const postgres = await startPostgres(join(stateDirectory, 'postgres'))
    closers.push(postgres.kill)
    const clocks = await openClocks(place.directory)
    let stack = await spawnStack({
      stateDirectory,
      databaseUrl: postgres.databaseUrl,
      databaseFetchEndpoint: postgres.fetchEndpoint,
      queueFaults: true,
      nodeArguments: clocks.nodeArguments,
      environment: clocks.environment,
    })
    closers.push(() => stack.kill9())
    const phases = createPhases()
    const sink = await openSink(phases)
    closers.push(sink.close)
    const way = await cuttable(stack.apiOrigin)
    closers.push(way.close)
    const operator = operatorOf(clientOf(stack))
    await prepare(operator, stack, sink.url)

    let kills = 0
    let moments = 0
    let said = ''
    return {
      stateDirectory,
      postgres,
      sink,
      phases,
      way,
      client: clientOf({ ...stack, apiOrigin: way.origin }),
      operator,
      stack: () => stack,
      kills: () => kills,
      nextMoment: () => {
        moments += 1
        return moments - 1
      },
      async kill(what) {
        kills += 1
        if (what === 'runtime') {
          const pid = runtimeOf(stateDirectory)
          process.kill(pid, 'SIGKILL')
          return untilBack(stack, stateDirectory, pid)
        }
        said += stack.output()
        await Promise.all([stack.kill9(), postgres.kill()])
        await postgres.start()
        stack = await stack.restart()
      },
      clocks,
      queue: (shares) => setQueue(stack, shares),
      halt: async () => {
        await Promise.all([stack.kill9(), postgres.kill()])
      },
      output: () => said + stack.output(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function prepare(operator: Operator, stack: ChildStack, url: string): Promise<void> {
  for (const id of Object.values(stack.accountIds)) {
    await operator.updateGateway({ id, timeoutMs: GATEWAY_TIMEOUT_MS })
  }
  await operator.change('addWebhookEndpoint', { url, selection: SELECTION }, 'endpoint { id }')
}

const runtimeOf = (stateDirectory: string): number =>
  Number(readFileSync(join(stateDirectory, 'workerd.pid'), 'utf8').trim())

/** The launcher starts another one by itself. */
async function untilBack(stack: ChildStack, stateDirectory: string, killed: number): Promise<void> {
  const endMs = Date.now() + BACK_WITHIN_MS
  for (;;) {
    const isBack = await fetch(`${stack.apiOrigin}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isBack && runtimeOf(stateDirectory) !== killed) return
    if (Date.now() > endMs) throw new Error(`the runtime did not come back:\n${stack.output().slice(-2_000)}`)
    await wait(50)
  }
}

async function setQueue({ controlOrigin, controlSecret }: ChildStack, shares: object): Promise<void> {
  const answer = await fetch(`${controlOrigin}/queue/faults`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${controlSecret}` },
    body: JSON.stringify(shares),
  })
  if (!answer.ok) throw new Error(`the queue: ${await answer.text()}`)
}
