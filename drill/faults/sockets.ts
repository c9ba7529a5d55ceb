import { setTimeout as wait } from 'node:timers/promises'
import { between } from '../world/random.ts'
import type { Fault } from './fault.ts'

const CUTS = 8

/** Every connection between clients and the api is reset, again and again, whatever is under way on it. */
export const sockets: Fault = async ({ world, random, steps, isTimeLeft, during }) => {
  for (let step = 0; step < steps && isTimeLeft(step); step += 1) {
    await during(`every client's connection is cut ${CUTS} times`, async () => {
      for (let cut = 0; cut < CUTS; cut += 1) {
        world.way.cut()
        await wait(between(random, 40, 200))
      }
    })
  }
}
