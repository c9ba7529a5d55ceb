import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SCENARIOS } from './scenarios.ts'
import { type Seen, tallyOf } from './simulation.ts'

const SEED = 4

const of = (seen: readonly Seen[], who: Seen['who'], ...kinds: Seen['verdict']['kind'][]): number =>
  seen.filter((one) => one.who === who && kinds.includes(one.verdict.kind)).length

const played = SCENARIOS.map(({ name, play }) => ({ name, seen: play(SEED) }))
const find = (beginning: string): readonly Seen[] => {
  const found = played.find(({ name }) => name.startsWith(beginning))
  if (found === undefined) throw new Error(`no scenario begins with "${beginning}"`)
  return found.seen
}

/** A row of the table in docs/defence.md. */
const rowOf = ({ name, seen }: (typeof played)[number]): string => {
  const { slow, challenge, refuse, brought } = tallyOf(seen, 'attacker')
  const shown = (value: number | undefined): string => (value === undefined ? '–' : value.toLocaleString('en'))
  const attacker = seen.some(({ who }) => who === 'attacker')
    ? [shown(slow), shown(challenge), shown(refuse), shown(brought)]
    : ['', '', '', '']
  const honest = [of(seen, 'shopper', 'slow'), of(seen, 'shopper', 'challenge'), of(seen, 'shopper', 'refuse')]
  return [
    name,
    ...attacker,
    ...honest.map(
      (count) => `${count} of ${of(seen, 'shopper', 'pass', 'slow', 'challenge', 'refuse').toLocaleString('en')}`,
    ),
  ].join(' | ')
}

describe('HL1 card testing, simulated', () => {
  test.each(played)('no shopper is refused: $name', ({ seen }) => {
    expect(of(seen, 'shopper', 'refuse')).toBe(0)
  })

  test('five times the sales behind one carrier’s address are neither slowed nor challenged', () => {
    expect(of(find('No attack: sales'), 'shopper', 'slow', 'challenge')).toBe(0)
  })

  test('1,000 cards from one address are slowed, challenged and refused within 50 tries', () => {
    const seen = find('1,000 cards from one address, one a second')
    const { slow = 0, challenge = 0, refuse = Number.POSITIVE_INFINITY, brought } = tallyOf(seen, 'attacker')
    expect(slow).toBeGreaterThan(0)
    expect(challenge).toBeGreaterThan(slow)
    expect(refuse).toBeGreaterThan(challenge)
    expect(refuse).toBeLessThanOrEqual(50)
    // In the quarter of an hour that the attack takes, it does not get beyond the first refusal.
    expect(brought).toBeLessThan(55)
    expect(of(seen, 'shopper', 'slow', 'challenge')).toBe(0)
  })

  test('tokens that nobody confirms are refused as well', () => {
    expect(tallyOf(find('1,000 cards from one address, one in a tenth'), 'attacker').refuse).toBeLessThanOrEqual(350)
  })

  test('moving about inside a /24 does not help', () => {
    expect(tallyOf(find('1,000 cards from 64'), 'attacker').refuse).toBeLessThanOrEqual(150)
  })

  test('an attack on one bank’s range is challenged, and cards of other banks pass', () => {
    const seen = find('1,000 cards of one bank')
    expect(tallyOf(seen, 'attacker').challenge).toBeLessThanOrEqual(40)
    expect(of(seen, 'attacker', 'challenge')).toBeGreaterThan(900)
    expect(of(seen, 'shopper', 'slow', 'challenge')).toBe(0)
  })

  test('docs/defence.md shows what the simulation does', () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/defence.md'), 'utf8')
    const cells = (line: string) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .filter((cell) => cell !== '')
        .join(' | ')
    const lines = document.split('\n').map(cells)
    const missing = played.map((one) => cells(rowOf(one))).filter((row) => !lines.includes(row))
    expect(missing).toEqual([])
  })
})
