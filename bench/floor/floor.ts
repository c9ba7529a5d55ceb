import { join } from 'node:path'
import type { DirectAcquirer } from '../acquirer.ts'
import { clientTo } from '../http.ts'
import { type Load, type Measured, measure } from '../load.ts'
import { startFloorRuntime } from './runtime.ts'

export interface Floor {
  pay(load: Load, prefix: string): Promise<Measured>
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
  return {
    pay: async (load, prefix) => {
      const client = clientTo(origin, load.connections)
      const measured = await measure(load, async (index) => {
        const { status, body } = await client.post('/', {}, JSON.stringify({ attemptId: `${prefix}-${index}` }))
        if (status !== 201) throw new Error(`the floor answered ${status}: ${body}`)
      })
      client.close()
      return measured
    },
    stop,
  }
}
