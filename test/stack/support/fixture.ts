import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type ChildStack, spawnStack } from '../../../scripts/stack/child.ts'
import { type Client, clientOf } from './client.ts'
import { operatorOf } from './operator.ts'

export interface Running {
  stack: ChildStack
  client: Client
}

/**
 * A real stack in processes of its own for one test file; faults are cleared between its tests, and gateways put right,
 * unless its tests run side by side and each puts right what it broke.
 */
export function runningStack({ areSideBySide = false, shopWebhooks = false } = {}): Running {
  const running = {} as Running
  let stateDirectory: string
  beforeAll(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'turnpike-stack-'))
    running.stack = await spawnStack({ stateDirectory, shopWebhooks })
    running.client = clientOf(running.stack)
  })
  afterEach(async () => {
    if (areSideBySide) return
    await running.client.clearFaults()
    await operatorOf(running.client).allHealthy()
  })
  afterAll(async () => {
    await running.stack?.kill9()
    await rm(stateDirectory, { recursive: true, force: true })
  })
  return running
}

/** Kills everything at once, as a power cut would, and starts it again on the same state. */
export async function powerCut(running: Running): Promise<void> {
  running.stack = await running.stack.restart()
  running.client = clientOf(running.stack)
}

/** Begins the Workers anew with code of another build, as a deploy does; what goes through them meanwhile is cut. */
export async function deploy({ controlOrigin, controlSecret }: ChildStack): Promise<void> {
  const headers = { authorization: `Bearer ${controlSecret}` }
  const answer = await fetch(`${controlOrigin}/deploy`, { method: 'POST', headers })
  if (answer.status !== 204) throw new Error(`not deployed: ${await answer.text()}`)
}
