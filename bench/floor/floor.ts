import { join } from 'node:path'
import type { DirectAcquirer } from '../acquirer.ts'
import { clientTo } from '../http.ts'
import { type Load, type Measured, measure } from '../load.ts'
import { startFloorRuntime } from './runtime.ts'

export interface Floor {
  pay(load: Load, prefix: string): Promise<Measured>
  /** One at a time, for whoever decides when. */
  sender(connections: number): { pay(attemptId: string): Promise<void>; close(): void }
  stop(): Promise<void>
}

/** The floor of a payment. */
export async function startFloor(
  stateDirectory: string,
  { origin: acquirer, authorization }: Pick<DirectAcquirer, 'origin' | 'authorization'>,
): Promise<Floor> {
  const { origin, stop } = await startFloorRuntime(stateDirectory, {
    entryFile: join(import.meta.dirname, 'worker.ts'),
    bindings: { ACQUIRER: acquirer, AUTHORIZATION: authorization },
    objects: { FLOOR: 'FloorObject' },
  })
  const sender: Floor['sender'] = (connections) => {
    const client = clientTo(origin, connections)
    return {
      pay: async (attemptId) => {
        const { status, body } = await client.post('/', {}, JSON.stringify({ attemptId }))
        if (status !== 201) throw new Error(`the floor answered ${status}: ${body}`)
      },
      close: client.close,
    }
  }
  return {
    sender,
    pay: async (load, prefix) => {
      const { pay, close } = sender(load.connections)
      const measured = await measure(load, (index) => pay(`${prefix}-${index}`))
      close()
      return measured
    },
    stop,
  }
}
