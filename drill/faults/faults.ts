import { acquirer } from './acquirer.ts'
import { clock } from './clock.ts'
import type { Fault, Kind } from './fault.ts'
import { kill } from './kill.ts'
import { postgres } from './postgres.ts'
import { queue } from './queue.ts'
import { sockets } from './sockets.ts'

export const FAULTS: Readonly<Record<Kind, Fault>> = { kill, postgres, queue, acquirer, sockets, clock }

/** How a time box is divided among the kinds: a kill is several seconds, and has the most places to be aimed at. */
export const WEIGHTS: Readonly<Record<Kind, number>> = {
  kill: 3,
  postgres: 1,
  queue: 1,
  acquirer: 1,
  sockets: 1,
  clock: 1,
}

/** How much of each a round takes when all of them are in it, so that a round is about half a minute on two cores. */
export const STEPS: Readonly<Record<Kind, number>> = {
  kill: 8,
  postgres: 1,
  queue: 2,
  acquirer: 8,
  sockets: 1,
  clock: 6,
}
