import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openCard, sealCard } from '../../src/vault/crypto/envelope.ts'
import { seal, unseal } from '../../src/vault/crypto/seal.ts'

const key = () => new Uint8Array(randomBytes(32))
const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }
const OWNER = { tokenId: 'tok_0aa', merchantId: 'm1', mode: 'TEST' as const }
const KEYS = { current: '1', keys: new Map([['1', key()]]) }

describe('the envelope of a card', () => {
  test('opens with the token’s key and holds nothing readable', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, KEYS)
    expect(Buffer.from(sealed.sealed).includes('4242')).toBe(false)
    expect(openCard(sealed, OWNER, tokenKey, KEYS)).toEqual(CARD)
  })

  test('does not open with another token’s key, or without our key-encryption key', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, KEYS)
    expect(openCard(sealed, OWNER, key(), KEYS)).toBeUndefined()
    expect(openCard(sealed, OWNER, tokenKey, { current: '1', keys: new Map([['1', key()]]) })).toBeUndefined()
    expect(openCard(sealed, OWNER, tokenKey, { current: '2', keys: new Map([['2', key()]]) })).toBeUndefined()
  })

  test('still opens after the key-encryption key was rotated', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, KEYS)
    const rotated = { current: '2', keys: new Map([...KEYS.keys, ['2', key()] as const]) }
    expect(openCard(sealed, OWNER, tokenKey, rotated)).toEqual(CARD)
    expect(sealCard(CARD, OWNER, tokenKey, rotated).keyVersion).toBe('2')
  })

  test('does not open for another token, merchant, mode or key version', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, KEYS)
    const sameKey = KEYS.keys.get('1') ?? key()
    const relabelled = {
      current: '1',
      keys: new Map([
        ['1', sameKey],
        ['2', sameKey],
      ]),
    }
    expect(openCard(sealed, { ...OWNER, tokenId: 'tok_0ab' }, tokenKey, KEYS)).toBeUndefined()
    expect(openCard(sealed, { ...OWNER, merchantId: 'm2' }, tokenKey, KEYS)).toBeUndefined()
    expect(openCard(sealed, { ...OWNER, mode: 'LIVE' }, tokenKey, KEYS)).toBeUndefined()
    expect(openCard({ ...sealed, keyVersion: '2' }, OWNER, tokenKey, relabelled)).toBeUndefined()
  })

  test('does not open when any single byte of the row is changed', () => {
    const tokenKey = key()
    const { keyVersion, sealed } = sealCard(CARD, OWNER, tokenKey, KEYS)
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte))
      expect(openCard({ keyVersion, sealed: changed }, OWNER, tokenKey, KEYS)).toBeUndefined()
    }
    expect(openCard({ keyVersion, sealed: sealed.subarray(0, 10) }, OWNER, tokenKey, KEYS)).toBeUndefined()
  })

  test('binds every ciphertext to its purpose', () => {
    const context = { id: 'a', merchantId: 'm', mode: 'TEST', keyVersion: '1' }
    const one = key()
    const sealed = seal(one, new Uint8Array([1]), { ...context, purpose: 'card' })
    expect(unseal(one, sealed, { ...context, purpose: 'card' })).toEqual(new Uint8Array([1]))
    expect(unseal(one, sealed, { ...context, purpose: 'account' })).toBeUndefined()
    expect(unseal(one, sealed, { ...context, purpose: 'card', id: 'a","m' })).toBeUndefined()
  })
})
