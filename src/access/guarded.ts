import { createGuessing, type Guessing } from '../defence/guesses.ts'
import type { Network } from '../defence/network.ts'
import type { IdentifyResult } from '../vault/contract.ts'

/** `guessing`: too many credentials that nobody knows came from there. It is no answer about this one. */
export type GuardedResult = IdentifyResult | { readonly kind: 'guessing'; readonly retryAfterMs: number }

/** Asks who a credential speaks for, and counts by network those that nobody knows. */
export const guardedBy =
  (guessing: Guessing) =>
  async (network: Network | undefined, ask: () => Promise<IdentifyResult>): Promise<GuardedResult> => {
    const unaskedMs = guessing.before(network)
    if (unaskedMs !== undefined) return { kind: 'guessing', retryAfterMs: unaskedMs }
    const result = await ask()
    if (result.kind !== 'refused') return result
    const retryAfterMs = guessing.unknown(network)
    return retryAfterMs === undefined ? result : { kind: 'guessing', retryAfterMs }
  }

/** This isolate's. */
export const guarded = guardedBy(createGuessing(() => Date.now()))
