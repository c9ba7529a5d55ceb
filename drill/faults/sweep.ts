import { PHASES, type Phase } from '../world/phases.ts'
import type { Killed } from '../world/world.ts'

/** A moment to kill at: so far into the next such part of somebody's life, as a part of its measured length. */
export interface Moment {
  readonly phase: Phase
  readonly part: number
  readonly what: Killed
}

/** Every so many kills it is everything, acquirers and Postgres too, and not the runtime alone. */
const EVERYTHING_EVERY = 6

/**
 * The kill of this number. Kills go round the phases, each time at another place within: halves, quarters, eighths …
 * (van der Corput's sequence), so that however many there are, they lie evenly over the whole.
 */
export function momentOf(number: number): Moment {
  const phase = PHASES[number % PHASES.length] ?? 'life'
  const round = Math.floor(number / PHASES.length)
  return {
    phase,
    part: placeOf(round + 1),
    what: number % EVERYTHING_EVERY === 1 ? 'everything' : 'runtime',
  }
}

/** 1/2, 1/4, 3/4, 1/8, 5/8 …: the bits of the number in reverse. */
export function placeOf(number: number): number {
  let place = 0
  for (let rest = number, step = 0.5; rest > 0; rest = Math.floor(rest / 2), step /= 2) place += (rest % 2) * step
  return place
}
