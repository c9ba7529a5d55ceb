import type { Payer } from './model.ts'
import type { World } from './world.ts'

/** What a router may know: the payment and who is there. It answers whom to try, first to last, by the gateway's place. */
export interface Question {
  readonly index: number
  readonly payer: Payer
  readonly available: readonly number[]
}

/** What a router is told of each attempt. */
export interface Answer extends Question {
  readonly gateway: number
  readonly result: 'approved' | 'declined' | 'failed'
  readonly latencyMs: number
}

export interface Router {
  readonly order: (question: Question) => readonly number[]
  readonly learn: (answer: Answer) => void
  /** The part of payments that went elsewhere than to what was believed best, where that can be told. */
  readonly explored?: () => number
}

/** Begins without any knowledge. `seed` is for chance of its own. */
export interface Contender {
  readonly name: string
  readonly begin: (world: World, seed: string) => Router
}
