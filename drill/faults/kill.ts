import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { momentOf } from './sweep.ts'

/** Under load every phase begins many times in this. */
const BEGINS_WITHIN_MS = 4_000
/** Some lives are to get on between two kills. */
const BETWEEN_MS = 400

/** kill -9, at the next moments of the sweep. */
export const kill: Fault = async ({ world, steps, isTimeLeft, during }) => {
  for (let step = 0; step < steps && isTimeLeft(step); step += 1) {
    const { phase, part, what } = momentOf(world.nextMoment())
    const hasBegun = await world.phases.nextBegins(phase, BEGINS_WITHIN_MS)
    await wait(part * world.phases.lengthMs(phase))
    const when = hasBegun ? `at ${Math.round(part * 100)} % of ${phase}` : `while no ${phase} began`
    await during(`kill -9 of ${what === 'runtime' ? 'the runtime' : what} ${when}`, () => world.kill(what))
    await wait(BETWEEN_MS)
  }
}
