import type { TestProject } from 'vitest/node'
import { startReceiver } from './receiver.ts'

/** Receivers for a run, over real HTTP. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const receiver = await startReceiver()
  project.provide('receiver' as never, receiver.origin as never)
  return receiver.stop
}
