import { setTimeout as wait } from 'node:timers/promises'
import { between } from '../world/random.ts'
import type { Fault } from './fault.ts'

/** Killed and started again; out of reach; slow; and answers that are lost after the commit. */
export const postgres: Fault = async ({ world, random, steps, isTimeLeft, during }) => {
  for (let step = 0; step < steps && isTimeLeft(step); step += 1) {
    await during('Postgres is killed -9 and started again', async () => {
      await world.postgres.kill()
      await wait(between(random, 100, 600))
      await world.postgres.start()
    })
    await during('answers of Postgres are lost after the commit', async () => {
      world.postgres.fault({ kind: 'lost_answer', ms: 0, times: between(random, 2, 5) })
      await wait(700)
    })
    await during('Postgres is slow', async () => {
      world.postgres.fault({ kind: 'slow', ms: 400 })
      await wait(700)
    })
    await during('Postgres is out of reach', async () => {
      world.postgres.fault({ kind: 'down', ms: 0 })
      await wait(700)
    })
    world.postgres.fault(undefined)
  }
}
