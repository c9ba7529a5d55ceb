import { setTimeout as wait } from 'node:timers/promises'
import type { Whose } from '../world/clocks.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './fault.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/**
 * Workers are not ten minutes ahead, but half a minute: an alarm that a clock ahead has set is due that much later on the
 * next machine, and all is to be at rest within a minute.
 */
const OFF: readonly (readonly [whose: Whose, what: string, offMs: number])[] = [
  ['acquirers', 'ten minutes ahead (TM1)', 10 * MINUTE_MS],
  ['workers', 'ten minutes behind (TM1)', -10 * MINUTE_MS],
  ['acquirers', 'ten minutes behind (TM1)', -10 * MINUTE_MS],
  ['workers', 'half a minute ahead (TM1)', 30 * SECOND_MS],
  ['acquirers', 'back an hour at once (TM2)', -60 * MINUTE_MS],
  ['workers', 'an hour behind (TM2)', -60 * MINUTE_MS],
]
/** Shorter than the acquirers' third try at a webhook, which a skewed clock has refused: then it is right again. */
const STEP_MS = 900

/** One clock goes wrong against the other: timestamps of webhooks, ends of tokens and holds, alarms, the order of events. */
export const clock: Fault = async ({ world, steps, isTimeLeft, during }) => {
  const off = OFF.filter(([whose]) => world.clocks.canSet[whose])
  for (let step = 0; step < steps && isTimeLeft(step); step += 1) {
    const next = off[step % off.length]
    if (next === undefined) return
    const [whose, what, offMs] = next
    await during(`the ${whose}' clock is ${what}`, async () => {
      await set(world, whose, offMs)
      await wait(STEP_MS)
      await set(world, whose, 0)
    })
  }
}

/**
 * The acquirers' jumps. Objects find themselves on another machine with another clock, as they do where the platform moves
 * them: the runtime itself never sees a jump, for its own timers, the queue's among them, do not survive one backwards.
 */
async function set(world: World, whose: Whose, offMs: number): Promise<void> {
  await world.clocks.set(whose, offMs)
  if (whose === 'workers') await world.kill('runtime')
}
