import { bounded } from './bounded.ts'
import { decide, type Verdict, withSign } from './decide.ts'
import type { Network } from './network.ts'
import { type KeyKind, NOTHING, type Standing } from './standing.ts'

/** Networks that shoppers confirmed from lately, for each merchant; 20,000 of them take about 2 MB. */
const MOST_NETWORKS = 20_000

/** Where a shopper confirms from. A shop's own server has one address for all of its shoppers, and is not judged by it. */
export interface Confirmer {
  readonly merchantId: string
  readonly mode: string
  readonly network: Network
}

export type Confirmations = ReturnType<typeof createConfirmations>

/**
 * The second line: tokens that were gathered before anybody noticed are still to be confirmed, and that is where a card
 * tester learns something. The same rules, from what this isolate saw itself.
 */
export function createConfirmations(now: () => number) {
  const standings = bounded<Standing>(MOST_NETWORKS)
  const keysOf = ({ merchantId, mode, network }: Confirmer): readonly (readonly [KeyKind, string])[] => [
    ['network', `${merchantId} ${mode} ${network.narrow}`],
    ['range', `${merchantId} ${mode} ${network.wide}`],
  ]
  return {
    judge: (confirmer: Confirmer): Verdict =>
      decide(
        keysOf(confirmer).map(([kind, name]) => ({ kind, standing: standings.get(name) ?? NOTHING })),
        now(),
      ),
    learn(confirmer: Confirmer, end: 'approved' | 'declined'): void {
      for (const [kind, name] of keysOf(confirmer)) {
        standings.set(name, withSign(kind, standings.get(name) ?? NOTHING, end, now()))
      }
    },
  }
}
