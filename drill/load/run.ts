import { randomOf } from '../world/random.ts'
import type { World } from '../world/world.ts'
import type { Journal } from './journal.ts'
import { lifeFor } from './lives.ts'
import { shopperOf } from './shopper.ts'

export interface Running {
  /** No further life begins; resolves when those under way are over. */
  stop(): Promise<void>
  lives(): number
}

/** So many shoppers side by side, each with one life after the other, until it is stopped. */
export function underLoad(world: World, journal: Journal, seed: number, shoppers: number): Running {
  let isStopping = false
  let lives = 0
  const work = async (): Promise<void> => {
    while (!isStopping) {
      lives += 1
      const own = lives
      const random = randomOf(seed * 100_003 + own)
      const shopper = shopperOf(world, journal, random)
      const life = lifeFor(random())
      await world.phases.during('life', () => life(shopper, `drill ${seed.toString(36)}-${own}`))
    }
  }
  const all = Promise.all(Array.from({ length: shoppers }, work))
  // Whoever stops it is told what went wrong; until then nobody is there to hear it.
  all.catch(() => undefined)
  return {
    lives: () => lives,
    stop: async () => {
      isStopping = true
      await all
    },
  }
}
