import { bounded } from './bounded.ts'
import { verdictOn, withSign } from './decide.ts'
import { type CardKeys, keysIn, kindOf } from './keys.ts'
import { NOTHING, type Sign, type Standing } from './standing.ts'

/** `challenged`: the issuer asked the shopper; what comes of it is told later, or never. */
export type CardOutcome = 'approved' | 'declined' | 'challenged'

/** What an isolate of the vault saw since it last told of it. Names are keyed hashes: neither address nor card is in them. */
export interface Report {
  readonly brought: readonly { readonly tokenId: string; readonly keys: CardKeys }[]
  /** Cards that were none: wrong digits, an expiry that is over. */
  readonly invalid: readonly CardKeys[]
  readonly outcomes: readonly { readonly tokenId: string; readonly outcome: CardOutcome }[]
  /** Keys whose standing it wants to know besides those. */
  readonly asked: readonly string[]
}

/** A merchant under attack by a hundred networks with ten thousand cards has about this many keys; together some 10 MB. */
const MOST_KEYS = 30_000
const MOST_TOKENS = 30_000
/** What is known of tokens that nobody told of yet, for the half second that isolates take. */
const MOST_EARLY = 2_000
/** A card is the same card for an hour: tried again it is no new one, for network, bank and merchant. */
const SAME_CARD_MS = 3_600_000

interface KnownCard {
  readonly seenAtMs: number
  readonly ends: readonly Sign[]
}

/** Whether more than a delay is asked for under this name. */
export function isHeld(name: string, standing: Standing, nowMs: number): boolean {
  const kind = kindOf(name)
  const verdict = kind === undefined ? undefined : verdictOn(kind, standing, nowMs).kind
  return verdict === 'challenge' || verdict === 'refuse'
}

export type Ledger = ReturnType<typeof createLedger>

/**
 * One merchant's standings, in memory and bounded. Cards count once: a network that brings one card a hundred times has
 * brought one, so a shop's own tests, a shopper who tries again and a benchmark are no attack; the card has a key of its
 * own, under which every try counts.
 */
export function createLedger(mostKeys = MOST_KEYS, mostTokens = MOST_TOKENS) {
  const standings = bounded<Standing>(mostKeys)
  const cards = bounded<KnownCard>(mostKeys)
  const tokens = bounded<CardKeys>(mostTokens)
  /** Told by one isolate before another one told of the token. */
  const early = bounded<readonly CardOutcome[]>(MOST_EARLY)

  const read = (name: string): Standing => standings.get(name) ?? NOTHING

  /**
   * From the narrowest key to the widest. A bad end whose network is dealt with already is held against nothing wider, or one
   * address would have the shoppers of a whole bank, and one bank's range those of the whole shop, do work for it.
   */
  function sign(keys: CardKeys, what: Sign, nowMs: number): void {
    const isBad = what === 'declined' || what === 'invalid'
    for (const [kind, name] of keysIn(keys)) {
      const wasHeld = isBad && isHeld(name, read(name), nowMs)
      standings.set(name, withSign(kind, read(name), what, nowMs))
      if (wasHeld) return
    }
  }

  /** Under the card's own key always; under those that it shares, once. */
  function signOnce(keys: CardKeys, what: Sign, nowMs: number): void {
    const { card, ...shared } = keys
    if (card !== undefined) sign({ card }, what, nowMs)
    const known = card === undefined ? undefined : cards.get(card)
    const isKnown = known !== undefined && nowMs - known.seenAtMs < SAME_CARD_MS
    if (isKnown && known.ends.includes(what)) return
    // A card that was good within the hour is no stolen number that somebody tries, whatever its bank says now.
    if (isKnown && what === 'declined' && known.ends.includes('approved')) return
    if (card !== undefined) {
      const before = isKnown ? known : { seenAtMs: nowMs, ends: [] }
      cards.set(card, { ...before, ends: [...before.ends, what] })
    }
    sign(shared, what, nowMs)
  }

  /** A token stays known after a decline: the payment may fail over, and then the approval is the end of the card. */
  function learn(tokenId: string, outcome: CardOutcome, nowMs: number): readonly string[] {
    const keys = tokens.get(tokenId)
    if (keys === undefined) {
      early.set(tokenId, [...(early.get(tokenId) ?? []), outcome].slice(-3))
      return []
    }
    signOnce(keys, 'answered', nowMs)
    if (outcome !== 'challenged') signOnce(keys, outcome, nowMs)
    return keysIn(keys).map(([, name]) => name)
  }

  return {
    read,

    /** Takes a report in and answers the standing of every key that it was about. */
    take(report: Report, nowMs: number): Readonly<Record<string, Standing>> {
      const named = new Set(report.asked)
      const name = (keys: CardKeys) => {
        for (const [, one] of keysIn(keys)) named.add(one)
      }
      for (const { tokenId, keys } of report.brought) {
        name(keys)
        // The same blob again is the same token, and was counted.
        if (tokens.get(tokenId) !== undefined) continue
        tokens.set(tokenId, keys)
        signOnce(keys, 'card', nowMs)
        for (const outcome of early.get(tokenId) ?? []) learn(tokenId, outcome, nowMs)
        early.delete(tokenId)
      }
      for (const keys of report.invalid) {
        name(keys)
        sign(keys, 'invalid', nowMs)
      }
      for (const { tokenId, outcome } of report.outcomes) {
        for (const one of learn(tokenId, outcome, nowMs)) named.add(one)
      }
      return Object.fromEntries([...named].filter((one) => kindOf(one) !== undefined).map((one) => [one, read(one)]))
    },

    /** What has to outlive this memory: the keys that are challenged or refused just now, at most so many. */
    held(nowMs: number, most: number): readonly (readonly [name: string, standing: Standing])[] {
      // The newest are at the end.
      return [...standings.entries()].filter(([name, standing]) => isHeld(name, standing, nowMs)).slice(-most)
    },

    restore(held: readonly (readonly [name: string, standing: Standing])[]): void {
      for (const [name, standing] of held) standings.set(name, standing)
    },

    sizes: () => ({ keys: standings.size, cards: cards.size, tokens: tokens.size }),
  }
}
