import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGuessing } from '../../src/defence/guesses.ts'
import { networkOf } from '../../src/defence/network.ts'

describe('networkOf', () => {
  test.each([
    ['192.0.2.17', '192.0.2.17/32', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    // An IPv4 address in an IPv6 coat is the same subscriber.
    ['::ffff:192.0.2.17', '192.0.2.17/32', '192.0.2.0/24'],
    ['::ffff:c000:211', '192.0.2.17/32', '192.0.2.0/24'],
  ])('%s is in %s and %s', (text, narrow, wide) => {
    expect(networkOf(text)).toEqual({ narrow, wide })
  })

  test.each([
    null,
    undefined,
    '',
    'localhost',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    ':::',
    '1.2.3.4::',
    '1.2.3.4, 5.6.7.8',
    '1'.repeat(1e6),
  ])('what is no address has no network (%#)', (text) => {
    expect(networkOf(text)).toBeUndefined()
  })

  test('every address of a subscriber’s /64 is one network', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
    fc.assert(
      fc.property(fc.array(group, { minLength: 4, maxLength: 4 }), (low) => {
        expect(networkOf(`2001:db8:7:8:${low.join(':')}`)?.narrow).toBe('2001:db8:7:8::/64')
      }),
    )
  })
})

describe('HL1 guessing keys', () => {
  const one = networkOf('192.0.2.17')
  const other = networkOf('198.51.100.9')

  test('thirty unknown credentials pass, then each is told to wait, and other networks notice nothing', () => {
    const guessing = createGuessing(() => 0)
    const told = Array.from({ length: 100 }, () => guessing.unknown(one))
    expect(told.slice(0, 30).every((waitMs) => waitMs === undefined)).toBe(true)
    expect(told.slice(30).every((waitMs) => waitMs !== undefined && waitMs >= 1_000)).toBe(true)
    expect(guessing.unknown(other)).toBeUndefined()
    expect(guessing.before(other)).toBeUndefined()
  })

  test('whoever shows a good key beside a guesser is looked up, until guessing alone would cost too much', () => {
    const guessing = createGuessing(() => 0)
    for (let guesses = 0; guesses < 299; guesses += 1) guessing.unknown(one)
    expect(guessing.before(one)).toBeUndefined()
    guessing.unknown(one)
    expect(guessing.before(one)).toBeGreaterThanOrEqual(1_000)
  })

  test('it is forgotten: thirty a minute are never too many', () => {
    let nowMs = 0
    const guessing = createGuessing(() => nowMs)
    for (let guesses = 0; guesses < 500; guesses += 1) {
      nowMs += 2_000
      expect(guessing.unknown(one)).toBeUndefined()
    }
  })

  test('an address that nobody knows is not blamed', () => {
    const guessing = createGuessing(() => 0)
    for (let guesses = 0; guesses < 1_000; guesses += 1) expect(guessing.unknown(undefined)).toBeUndefined()
  })
})
