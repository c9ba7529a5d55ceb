import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'

export const KINDS = ['kill', 'postgres', 'queue', 'acquirer', 'sockets', 'clock'] as const

export type Kind = (typeof KINDS)[number]

/** One thing that was done to the stack, for the story of whoever lived through it. */
export interface Done {
  readonly kind: Kind
  readonly what: string
  readonly fromMs: number
  readonly toMs: number
}

/** What a kind of fault needs. */
export interface Drill {
  readonly world: World
  readonly random: Random
  /** How much of it this round takes: kills, or bursts of faults. */
  readonly steps: number
  /** Whether there is time for another step beside this many; for the first there always is. */
  isTimeLeft(done: number): boolean
  /** Does it, and notes it with the time that it took. */
  during(what: string, work: () => Promise<void>): Promise<void>
}

/** Breaks things for a while under load, and puts everything right again before it resolves. */
export type Fault = (drill: Drill) => Promise<void>
