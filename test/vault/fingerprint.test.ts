import { describe, expect, test } from 'vitest'
import { cardFingerprint } from '../../src/vault/crypto/fingerprint.ts'

const SECRET = 'a'.repeat(32)
const OWNER = { merchantId: 'm1', mode: 'TEST' } as const

describe('a card’s fingerprint', () => {
  test('is the same for a merchant, mode and number, and another for every other', () => {
    const own = cardFingerprint('4242424242424242', OWNER, SECRET)
    expect(own).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(cardFingerprint('4242424242424242', OWNER, SECRET)).toBe(own)
    const others = [
      cardFingerprint('4000000000000002', OWNER, SECRET),
      cardFingerprint('4242424242424242', { ...OWNER, merchantId: 'm2' }, SECRET),
      cardFingerprint('4242424242424242', { ...OWNER, mode: 'LIVE' }, SECRET),
      cardFingerprint('4242424242424242', OWNER, 'b'.repeat(32)),
      cardFingerprint('2424242424242', { merchantId: 'm14', mode: 'TEST' }, SECRET),
    ]
    expect(new Set([own, ...others]).size).toBe(6)
  })
})
