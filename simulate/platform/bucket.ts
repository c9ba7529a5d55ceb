import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'

/** R2, as far as the archive writes to it. */
export function createBucket(clock: Clock, faults: Faults) {
  const objects = new Map<string, string>()
  return {
    objects: (): ReadonlyMap<string, string> => objects,
    async put(key: string, content: string | Uint8Array): Promise<void> {
      const actor = clock.current()
      const fault = faults.at(actor, ['before', 'after', 'delay'])
      await clock.sleep(faults.latencyMs(actor, 2, 20) + (fault?.kind === 'delay' ? fault.unit * 5_000 : 0))
      if (fault?.kind === 'before') throw new Error('the bucket did not answer')
      objects.set(key, content.toString())
      if (fault?.kind === 'after') throw new Error('the bucket did not answer')
    },
  }
}
