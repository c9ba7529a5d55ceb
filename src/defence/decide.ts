import { FORGET_ONE_MS, faded, HALF_LIFE_MS, type KeyKind, type Sign, type Standing, signed } from './standing.ts'

/** What is done with a card that is brought: nothing, a delay, a proof of work, or a word to come back later. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'challenge'; readonly difficulty: number }
  | { readonly kind: 'refuse'; readonly retryAfterMs: number }

interface Lines {
  readonly slow: number
  readonly challenge: number
  readonly refuse: number
}

const NEVER = Number.POSITIVE_INFINITY
const NO_LINES: Lines = { slow: NEVER, challenge: NEVER, refuse: NEVER }

/**
 * Where a score crosses. With three bad ends of ten, twice what a shop has, an address is slowed about once in 70 cards for a
 * moment, challenged once in 5,000, and refused once in a thousand million. A bank's range and a whole merchant are
 * shared by strangers, so they are never refused: their shoppers' browsers do a little work.
 */
const SCORE_LINES: Readonly<Record<KeyKind, Lines>> = {
  network: { slow: 5, challenge: 10, refuse: 25 },
  range: { slow: 15, challenge: 30, refuse: 100 },
  bin: { slow: NEVER, challenge: 20, refuse: NEVER },
  card: { slow: 4, challenge: 6, refuse: 10 },
  merchant: { slow: NEVER, challenge: 80, refuse: NEVER },
}

/**
 * Where cards without an answer cross: collected, or on the way while a gateway hangs. A carrier's address that had good
 * cards may have a quarter as many without an answer beside them.
 */
const OPEN_LINES: Readonly<Record<KeyKind, Lines>> = {
  network: { slow: 30, challenge: 60, refuse: 300 },
  range: { slow: 120, challenge: 240, refuse: 1_200 },
  bin: NO_LINES,
  card: NO_LINES,
  merchant: NO_LINES,
}
const OPEN_FOR_EACH_GOOD = 0.25

/**
 * An address that had so many good cards in the last minutes is a carrier's, with an attacker behind it: its shoppers are
 * not refused for their neighbour. Alone an attacker is refused long before it has found as many.
 */
const ENOUGH_GOOD: Readonly<Record<KeyKind, number>> = {
  network: 10,
  range: 40,
  bin: NEVER,
  card: NEVER,
  merchant: NEVER,
}

/** Shorter than any browser's patience, and long enough that a thousand cards one after another take half an hour. */
export const LONGEST_DELAY_MS = 2_000
const DELAY_STEP_MS = 250
/** Bits: a browser finds the first in a fifth of a second and the last in about two. */
export const LEAST_DIFFICULTY = 14
export const MOST_DIFFICULTY = 17
/** What the line of refusal is overshot by, in bad ends: at an address, a quarter of an hour of peace. */
const OVERSHOOT = 5

export const PASS: Verdict = { kind: 'pass' }
const HARDEST: Verdict = { kind: 'challenge', difficulty: MOST_DIFFICULTY }

const hasRefusal = (kind: KeyKind): boolean => SCORE_LINES[kind].refuse !== NEVER
const mostScore = (kind: KeyKind): number =>
  hasRefusal(kind) ? SCORE_LINES[kind].refuse + OVERSHOOT : SCORE_LINES[kind].challenge * 2

/** The standing after one more sign; crossing the line of refusal goes beyond it, or it would be crossed back at once. */
export function withSign(kind: KeyKind, standing: Standing, sign: Sign, nowMs: number): Standing {
  const most = mostScore(kind)
  const after = signed(kind, standing, sign, nowMs, most)
  const isBad = sign === 'declined' || sign === 'invalid'
  return isBad && hasRefusal(kind) && after.score >= SCORE_LINES[kind].refuse ? { ...after, score: most } : after
}

/** What one key asks for. Takes no clock but the one given: the same standing at the same moment is the same verdict. */
export function verdictOn(kind: KeyKind, standing: Standing, nowMs: number): Verdict {
  const { score, open, good } = faded(kind, standing, nowMs)
  const lines = OPEN_LINES[kind]
  const excess = Math.max(0, open - good * OPEN_FOR_EACH_GOOD)
  const scored = judged(score, SCORE_LINES[kind], 4, (score - SCORE_LINES[kind].refuse) * FORGET_ONE_MS[kind])
  return stricter(
    scored.kind === 'refuse' && good >= ENOUGH_GOOD[kind] ? HARDEST : scored,
    judged(excess, lines, 60, Math.log2(Math.max(1, excess / lines.refuse)) * HALF_LIFE_MS),
  )
}

function judged(value: number, lines: Lines, harderEach: number, waitMs: number): Verdict {
  // A second at least: "now" would be asked again at once.
  if (value >= lines.refuse) return { kind: 'refuse', retryAfterMs: Math.max(1_000, Math.ceil(waitMs)) }
  if (value >= lines.challenge) {
    const harder = Math.floor((value - lines.challenge) / harderEach)
    return { kind: 'challenge', difficulty: Math.min(MOST_DIFFICULTY, LEAST_DIFFICULTY + harder) }
  }
  if (value < lines.slow) return PASS
  const steps = 1 + Math.floor(((value - lines.slow) * 8) / (lines.challenge - lines.slow))
  return { kind: 'slow', delayMs: Math.min(LONGEST_DELAY_MS, steps * DELAY_STEP_MS) }
}

const RANK = { pass: 0, slow: 1, challenge: 2, refuse: 3 } as const

export function stricter(one: Verdict, other: Verdict): Verdict {
  if (RANK[one.kind] !== RANK[other.kind]) return RANK[one.kind] > RANK[other.kind] ? one : other
  return amountOf(one) >= amountOf(other) ? one : other
}

function amountOf(verdict: Verdict): number {
  switch (verdict.kind) {
    case 'pass':
      return 0
    case 'slow':
      return verdict.delayMs
    case 'challenge':
      return verdict.difficulty
    case 'refuse':
      return verdict.retryAfterMs
  }
}

/** The strictest of what the keys of one card ask for. */
export const decide = (
  standings: readonly { readonly kind: KeyKind; readonly standing: Standing }[],
  nowMs: number,
): Verdict => standings.map(({ kind, standing }) => verdictOn(kind, standing, nowMs)).reduce(stricter, PASS)
