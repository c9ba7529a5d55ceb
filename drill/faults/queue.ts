import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'

/** Three messages in ten get lost, three come twice. */
const SHARES = { drop: 0.3, double: 0.3 }
const STEP_MS = 1_200

export const queue: Fault = async ({ world, steps, isTimeLeft, during }) => {
  for (let step = 0; step < steps && isTimeLeft(step); step += 1) {
    await during('messages of the queue get lost and come twice', async () => {
      await world.queue(SHARES)
      await wait(STEP_MS)
    })
  }
  await world.queue({ drop: 0, double: 0 })
}
