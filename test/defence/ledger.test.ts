import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verdictOn } from '../../src/defence/decide.ts'
import { createLedger, type Report } from '../../src/defence/ledger.ts'
import { address, keysOf } from './simulation.ts'

const NOTHING_NEW: Report = { brought: [], invalid: [], outcomes: [], asked: [] }
const keys = (card: string, network = 1) => keysOf({ network: address(network), bin: 'bank', card })
const brought = (tokenId: string, card: string, network = 1): Report => ({
  ...NOTHING_NEW,
  brought: [{ tokenId, keys: keys(card, network) }],
})
const ended = (tokenId: string, outcome: 'approved' | 'declined' | 'challenged'): Report => ({
  ...NOTHING_NEW,
  outcomes: [{ tokenId, outcome }],
})
const network = keys('any').network ?? ''

test('a card that is brought and declined a hundred times is one card', () => {
  const ledger = createLedger()
  for (let tries = 0; tries < 100; tries += 1) {
    ledger.take(brought(`token ${tries}`, 'same'), tries)
    ledger.take(ended(`token ${tries}`, 'declined'), tries)
  }
  expect(ledger.read(network)).toMatchObject({ open: 0 })
  expect(ledger.read(network).score).toBeLessThanOrEqual(1)
  expect(verdictOn('card', ledger.read(keys('same').card ?? ''), 100).kind).toBe('refuse')
})

test('the same token told of twice counts once, as a lost answer has it sent again', () => {
  const ledger = createLedger()
  ledger.take(brought('token', 'one'), 1)
  ledger.take(brought('token', 'one'), 1)
  expect(ledger.read(network).open).toBe(1)
})

test('an outcome that is told before its token is not lost', () => {
  const ledger = createLedger()
  ledger.take(ended('token', 'declined'), 1)
  ledger.take(brought('token', 'one'), 1)
  expect(ledger.read(network)).toMatchObject({ open: 0, score: 1 })
})

test('a card that failed over and was approved elsewhere has ended well', () => {
  const ledger = createLedger()
  ledger.take(brought('token', 'one'), 1)
  ledger.take(ended('token', 'declined'), 1)
  ledger.take(ended('token', 'approved'), 1)
  expect(ledger.read(network)).toMatchObject({ open: 0, score: 0, good: 1 })
})

test('3-D Secure is neither good nor bad, and what comes of it is counted', () => {
  const ledger = createLedger()
  ledger.take(brought('token', 'one'), 1)
  ledger.take(ended('token', 'challenged'), 1)
  expect(ledger.read(network)).toMatchObject({ open: 0, score: 0, good: 0 })
  ledger.take(ended('token', 'approved'), 1)
  expect(ledger.read(network).good).toBe(1)
})

test('what one address did is not held against its bank and its shop once it is dealt with', () => {
  const ledger = createLedger()
  for (let card = 0; card < 500; card += 1) {
    ledger.take(brought(`token ${card}`, `card ${card}`), 1)
    ledger.take(ended(`token ${card}`, 'declined'), 1)
  }
  const others = keys('other', 9_000)
  expect(verdictOn('network', ledger.read(network), 1).kind).toBe('refuse')
  expect(verdictOn('bin', ledger.read(others.bin ?? ''), 1).kind).toBe('pass')
  expect(verdictOn('merchant', ledger.read(others.merchant ?? ''), 1).kind).toBe('pass')
})

test('its memory is bounded whatever is brought', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.string()), { maxLength: 300 }), (cards) => {
      const ledger = createLedger(50, 40)
      for (const [from, card] of cards) ledger.take(brought(`token ${from} ${card}`, card, from), from)
      const { keys: names, cards: known, tokens } = ledger.sizes()
      expect([names <= 50, known <= 50, tokens <= 40]).toEqual([true, true, true])
    }),
    { numRuns: 30 },
  )
})

test('what is challenged or refused outlives the memory, and nothing else does', () => {
  const ledger = createLedger()
  for (let card = 0; card < 30; card += 1) {
    ledger.take(brought(`token ${card}`, `card ${card}`), 1)
    ledger.take(ended(`token ${card}`, 'declined'), 1)
  }
  ledger.take(brought('honest', 'honest', 4_000), 1)
  const held = ledger.held(1, 100)
  expect(held.map(([name]) => name)).toEqual([network])
  const next = createLedger()
  next.restore(held)
  expect(verdictOn('network', next.read(network), 1).kind).toBe('refuse')
})
