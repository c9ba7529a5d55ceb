import { decide, type Verdict } from '../../src/defence/decide.ts'
import { type CardKeys, keysIn } from '../../src/defence/keys.ts'
import { type CardOutcome, createLedger } from '../../src/defence/ledger.ts'
import type { Network } from '../../src/defence/network.ts'

/** A generator with a seed (mulberry32), so that a simulation is the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Try {
  readonly atMs: number
  readonly who: 'shopper' | 'attacker'
  readonly network: Network
  readonly bin: string
  readonly card: string
  readonly merchant?: string
  /** How it ends and when, where it ends. */
  readonly outcome?: CardOutcome
  readonly answeredAfterMs?: number
}

export interface Seen extends Try {
  readonly verdict: Verdict
}

export const keysOf = ({
  network,
  bin,
  card,
  merchant = 'shop',
}: Pick<Try, 'network' | 'bin' | 'card' | 'merchant'>): CardKeys => ({
  network: `network:${merchant} ${network.narrow}`,
  range: `range:${merchant} ${network.wide}`,
  bin: `bin:${merchant} ${bin}`,
  card: `card:${merchant} ${card}`,
  merchant: `merchant:${merchant}`,
})

/**
 * Plays tries against one ledger for each merchant, in the order of their times, answers between them. Whoever is
 * challenged does the work and goes on, attackers too; whoever is refused brings nothing.
 */
export function play(tries: readonly Try[]): readonly Seen[] {
  const ledgers = new Map<string, ReturnType<typeof createLedger>>()
  const ledgerOf = (merchant = 'shop') => {
    const ledger = ledgers.get(merchant) ?? createLedger()
    ledgers.set(merchant, ledger)
    return ledger
  }
  const seen: Seen[] = []
  const moments: { readonly atMs: number; readonly run: () => void }[] = []
  const answers = new Map<number, boolean>()
  for (const [index, one] of tries.entries()) {
    const ledger = ledgerOf(one.merchant)
    const keys = keysOf(one)
    const tokenId = `token ${index}`
    moments.push({
      atMs: one.atMs,
      run: () => {
        const standings = keysIn(keys).map(([kind, name]) => ({ kind, standing: ledger.read(name) }))
        const verdict = decide(standings, one.atMs)
        seen.push({ ...one, verdict })
        answers.set(index, verdict.kind !== 'refuse')
        if (verdict.kind === 'refuse') return
        ledger.take({ brought: [{ tokenId, keys }], invalid: [], outcomes: [], asked: [] }, one.atMs)
      },
    })
    const { outcome } = one
    if (outcome === undefined) continue
    const atMs = one.atMs + (one.answeredAfterMs ?? 650)
    moments.push({
      atMs,
      run: () => {
        if (answers.get(index) === true)
          ledger.take({ brought: [], invalid: [], outcomes: [{ tokenId, outcome }], asked: [] }, atMs)
      },
    })
  }
  for (const { run } of moments.sort((one, other) => one.atMs - other.atMs)) run()
  return seen
}

export const address = (number: number): Network => ({
  narrow: `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 255}.${number & 255}/32`,
  wide: `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 255}.0/24`,
})

/** What becomes of a shop's cards: of ten, one or two are declined, and some are asked for 3-D Secure. */
export interface ShopperTraffic {
  readonly random: () => number
  readonly count: number
  readonly forMs: number
  readonly fromMs?: number
  readonly declinedShare?: number
  readonly networkOf: (shopper: number) => Network
  readonly merchant?: string
  /** While a gateway hangs, nobody is answered before this. */
  readonly answeredAfterMs?: number
}

export function shoppers(traffic: ShopperTraffic): readonly Try[] {
  const { random, count, forMs, fromMs = 1, declinedShare = 0.15, networkOf, merchant, answeredAfterMs } = traffic
  return Array.from({ length: count }, (_, index): Try => {
    const end = random()
    const outcome = end < declinedShare ? 'declined' : end < declinedShare + 0.05 ? 'challenged' : 'approved'
    return {
      atMs: fromMs + random() * forMs,
      who: 'shopper',
      network: networkOf(index),
      // Most cards of a country come from a few dozen banks.
      bin: `bank ${Math.floor(random() * 40)}`,
      card: `shopper ${merchant ?? ''} ${fromMs} ${index}`,
      answeredAfterMs: answeredAfterMs ?? 300 + random() * 700,
      outcome,
      ...(merchant === undefined ? {} : { merchant }),
    }
  })
}

export interface AttackTraffic {
  readonly random: () => number
  readonly count: number
  readonly everyMs: number
  readonly fromMs?: number
  readonly approvedShare?: number
  readonly networkOf: (index: number) => Network
  readonly binOf?: (index: number) => string
  /** Collects tokens and confirms none. */
  readonly unanswered?: boolean
  readonly merchant?: string
}

export const attack = (traffic: AttackTraffic): readonly Try[] => {
  const { random, count, everyMs, fromMs = 1, approvedShare = 0.05, networkOf, unanswered = false, merchant } = traffic
  return Array.from({ length: count }, (_, index): Try => {
    const end = random()
    return {
      atMs: fromMs + index * everyMs,
      who: 'attacker',
      network: networkOf(index),
      bin: traffic.binOf?.(index) ?? `stolen ${Math.floor(random() * 200)}`,
      card: `stolen ${index}`,
      answeredAfterMs: 300 + random() * 700,
      ...(unanswered ? {} : { outcome: end < approvedShare ? 'approved' : 'declined' }),
      ...(merchant === undefined ? {} : { merchant }),
    }
  })
}

export interface Tally {
  /** Tries until the first of each, from one; undefined where it never came. */
  readonly slow: number | undefined
  readonly challenge: number | undefined
  readonly refuse: number | undefined
  /** Tries of theirs that brought a card. */
  readonly brought: number
}

export function tallyOf(seen: readonly Seen[], who: Try['who']): Tally {
  const theirs = seen.filter((one) => one.who === who)
  const first = (kind: Verdict['kind']) => {
    const index = theirs.findIndex(({ verdict }) => verdict.kind === kind)
    return index < 0 ? undefined : index + 1
  }
  return {
    slow: first('slow'),
    challenge: first('challenge'),
    refuse: first('refuse'),
    brought: theirs.filter(({ verdict }) => verdict.kind !== 'refuse').length,
  }
}
