/**
 * What is held against a key (a network, a range of cards, a card, a merchant) and what speaks for it. Three numbers that
 * fade, instead of lists of what happened: as small under attack as in peace, and the same whenever they are looked at.
 *
 * `score` is a cumulative sum (Page, 1954): a bad end of a card adds one, a good end takes one away, never below zero, so
 * that yesterday's good business hides no attack of today. Where less than half of the ends are bad it hardly ever
 * climbs: it reaches h about once in (good / bad)^h cards.
 */
export interface Standing {
  readonly score: number
  /** Cards that were brought and are not answered for yet: under way, left alone, or only collected. */
  readonly open: number
  /** Cards that were approved lately. */
  readonly good: number
  readonly atMs: number
}

/** `card`: one that was not there before. `challenged`: the issuer asks the shopper, which is neither good nor bad. */
export type Sign = 'card' | 'invalid' | 'answered' | 'approved' | 'declined'

export type KeyKind = 'network' | 'range' | 'bin' | 'card' | 'merchant'

const MINUTE_MS = 60_000
/** Open and good cards count half after this: longer than a shopper takes, shorter than a token lives. */
export const HALF_LIFE_MS = 5 * MINUTE_MS

/** How long until one bad end is forgotten: so many a time pass for good, however patient somebody is. */
export const FORGET_ONE_MS: Readonly<Record<KeyKind, number>> = {
  network: 3 * MINUTE_MS,
  range: MINUTE_MS,
  // All shoppers of a bank: what an issuer's bad quarter of an hour left is soon gone.
  bin: MINUTE_MS,
  // One card: four tries an hour for whoever guesses its security code, which has a thousand values.
  card: 15 * MINUTE_MS,
  merchant: MINUTE_MS / 4,
}

/**
 * What a good end takes away. At a merchant strangers' sales would hide an attack that comes from everywhere, so there it
 * is half: what is asked of a merchant's shoppers is no more than a little work of their browsers.
 */
const GOOD_END: Readonly<Record<KeyKind, number>> = { network: 1, range: 1, bin: 1, card: 1, merchant: 0.5 }

export const NOTHING: Standing = { score: 0, open: 0, good: 0, atMs: 0 }

/** The standing as it is at this moment. A clock that ran backwards changes nothing. */
export function faded(kind: KeyKind, standing: Standing, nowMs: number): Standing {
  const passedMs = nowMs - standing.atMs
  if (passedMs <= 0) return standing
  const share = 2 ** (-passedMs / HALF_LIFE_MS)
  return {
    score: Math.max(0, standing.score - passedMs / FORGET_ONE_MS[kind]),
    open: standing.open * share,
    good: standing.good * share,
    atMs: nowMs,
  }
}

/** The standing after one more sign. `mostScore` bounds what has to be waited for. */
export function signed(kind: KeyKind, standing: Standing, sign: Sign, nowMs: number, mostScore: number): Standing {
  const before = faded(kind, standing, nowMs)
  switch (sign) {
    case 'card':
      return { ...before, open: before.open + 1 }
    case 'answered':
      return { ...before, open: Math.max(0, before.open - 1) }
    case 'invalid':
    case 'declined':
      return { ...before, score: Math.min(mostScore, before.score + 1) }
    case 'approved':
      return { ...before, score: Math.max(0, before.score - GOOD_END[kind]), good: before.good + 1 }
  }
}
