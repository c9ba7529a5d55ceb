import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { combineParts, type Part, splitSecret } from '../../src/vault/crypto/shamir.ts'
import { sharedKeys } from '../../src/vault/keys/providers.ts'
import { combineShares, parseShare, type Share, splitKey } from '../../src/vault/keys/share.ts'

const key = () => new Uint8Array(randomBytes(32))
const sharesOf = (texts: readonly string[]): Share[] =>
  texts.flatMap((text) => {
    const share = parseShare(text)
    return share === undefined ? [] : [share]
  })

describe('Shamir’s secret sharing', () => {
  test('gives the secret from any k parts in any order', async () => {
    await fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 4 }),
        fc.infiniteStream(fc.nat()),
        (secret, threshold, more, order) => {
          const parts = [...splitSecret(secret, threshold, threshold + more)]
          const shuffled = parts
            .map((part) => ({ part, at: order.next().value }))
            .sort((one, other) => one.at - other.at)
            .map(({ part }) => part)
          expect(combineParts(shuffled.slice(0, threshold))).toEqual(secret)
          expect(combineParts(shuffled)).toEqual(secret)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('leaves every secret equally possible to k - 1 parts', () => {
    // With one of two parts known, each value of the other gives another secret: all 256 are left.
    const [known] = splitSecret(new Uint8Array([42]), 2, 2)
    if (known === undefined) throw new Error('there are no parts')
    const possible = new Set<number>()
    for (let y = 0; y < 256; y += 1) possible.add(combineParts([known, { x: 2, y: new Uint8Array([y]) }])[0] ?? -1)
    expect(possible.size).toBe(256)
  })

  test('agrees with AES’s field: parts computed by hand give their secret', () => {
    // f(x) = 0x53 + 0xCA·x, with 0xCA·2 = 0x8F and 0xCA·3 = 0x45 in GF(2^8) with 0x11B (FIPS 197, 4.2).
    const parts: Part[] = [
      { x: 2, y: new Uint8Array([0x53 ^ 0x8f]) },
      { x: 3, y: new Uint8Array([0x53 ^ 0x45]) },
    ]
    expect(combineParts(parts)).toEqual(new Uint8Array([0x53]))
  })

  test('refuses thresholds and parts that make no sense', () => {
    const secret = key()
    for (const [threshold, count] of [
      [1, 3],
      [4, 3],
      [2, 256],
      [2.5, 3],
    ] as const) {
      expect(() => splitSecret(secret, threshold, count)).toThrow(RangeError)
    }
    const parts = splitSecret(secret, 2, 3)
    expect(() => combineParts([])).toThrow(RangeError)
    expect(() => combineParts([...parts, ...parts])).toThrow(RangeError)
  })
})

describe('custodians’ shares', () => {
  test('combine to the key, count once when given twice, and say how many are missing', () => {
    const secret = key()
    const texts = splitKey(secret, '3', 3, 5)
    expect(combineShares(sharesOf(texts.slice(2)))).toEqual({ ok: true, value: secret })
    const twice = [...texts.slice(0, 2), ...texts.slice(0, 1)]
    expect(combineShares(sharesOf(twice))).toEqual({ ok: false, error: { kind: 'too_few', missing: 1 } })
  })

  test('are refused with any character changed, left out or of another set', () => {
    const texts = splitKey(key(), '1', 2, 3)
    const [text = ''] = texts
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A'
      expect(parseShare(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined()
      expect(parseShare(text.slice(0, at) + text.slice(at + 1))).toBeUndefined()
    }
    expect(parseShare(` ${text}\n`)).toEqual(parseShare(text))
    const foreign = splitKey(key(), '1', 2, 3)
    expect(combineShares(sharesOf([text, foreign[1] ?? '']))).toEqual({ ok: false, error: { kind: 'do_not_fit' } })
  })

  test('of two versions stand side by side, and the newer is current once it is whole', () => {
    const [older, newer] = [key(), key()]
    const first = splitKey(older, '1', 2, 3)
    const second = splitKey(newer, '2', 2, 3)
    const given = { KEY_SHARE_1: first[0] ?? '', KEY_SHARE_2: first[2] ?? '', KEY_SHARE_3: second[1] ?? '' }
    expect(sharedKeys(given)).toEqual({ current: '1', keys: new Map([['1', older]]) })
    const whole = sharedKeys({ ...given, KEY_SHARE_4: second[2] ?? '' })
    expect([whole.current, whole.keys.get('1'), whole.keys.get('2')]).toEqual(['2', older, newer])
    expect(() => sharedKeys({ ...given, KEY_SHARE_4: `${second[2]}x` })).toThrow('KEY_SHARE_4 is no share')
    const mixed = { ...given, KEY_SHARE_2: splitKey(key(), '1', 2, 3)[1] ?? '' }
    expect(() => sharedKeys(mixed)).toThrow('are not of one set')
  })
})
