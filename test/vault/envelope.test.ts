import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openCard, sealCard } from '../../src/vault/crypto/envelope.ts'
import { isFirstFormat, openFirstFormat } from '../../src/vault/crypto/firstFormat.ts'
import { contentKey, seal, unseal } from '../../src/vault/crypto/seal.ts'

const key = () => new Uint8Array(randomBytes(32))
const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }
const OWNER = { tokenId: 'tok_0aa', merchantId: 'm1', mode: 'TEST' as const }
const DATA_KEY = { name: 'dk_one', key: key() }

describe('the envelope of a card', () => {
  test('opens with the token’s key and holds nothing readable', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, DATA_KEY)
    expect(sealed.keyVersion).toBe('dk_one')
    expect(Buffer.from(sealed.sealed).includes('4242')).toBe(false)
    expect(openCard(sealed, OWNER, tokenKey, DATA_KEY)).toEqual(CARD)
  })

  test('does not open with another token’s key, or without the merchant’s data key', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, DATA_KEY)
    expect(openCard(sealed, OWNER, key(), DATA_KEY)).toBeUndefined()
    expect(openCard(sealed, OWNER, tokenKey, { name: 'dk_one', key: key() })).toBeUndefined()
  })

  test('does not open for another token, merchant, mode or data key', () => {
    const tokenKey = key()
    const sealed = sealCard(CARD, OWNER, tokenKey, DATA_KEY)
    expect(openCard(sealed, { ...OWNER, tokenId: 'tok_0ab' }, tokenKey, DATA_KEY)).toBeUndefined()
    expect(openCard(sealed, { ...OWNER, merchantId: 'm2' }, tokenKey, DATA_KEY)).toBeUndefined()
    expect(openCard(sealed, { ...OWNER, mode: 'LIVE' }, tokenKey, DATA_KEY)).toBeUndefined()
    expect(openCard({ ...sealed, keyVersion: 'dk_two' }, OWNER, tokenKey, DATA_KEY)).toBeUndefined()
  })

  test('does not open when any single byte of the row is changed', () => {
    const tokenKey = key()
    const { keyVersion, sealed } = sealCard(CARD, OWNER, tokenKey, DATA_KEY)
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte))
      expect(openCard({ keyVersion, sealed: changed }, OWNER, tokenKey, DATA_KEY)).toBeUndefined()
    }
    expect(openCard({ keyVersion, sealed: sealed.subarray(0, 10) }, OWNER, tokenKey, DATA_KEY)).toBeUndefined()
  })

  test('seals each piece of content under a key of its own', () => {
    const context = { purpose: 'card', id: 'a', merchantId: 'm', mode: 'TEST', keyVersion: 'dk_one' } as const
    const one = contentKey(DATA_KEY.key, context)
    expect(one).toHaveLength(32)
    expect(contentKey(DATA_KEY.key, context)).toEqual(one)
    expect(contentKey(DATA_KEY.key, { ...context, id: 'b' })).not.toEqual(one)
    expect(contentKey(DATA_KEY.key, { ...context, purpose: 'account' })).not.toEqual(one)
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

describe('a row of the first format', () => {
  /** As the version before data keys wrote it: key-encryption key of ones, token's key of twos. */
  const ROW =
    'PkT0SNoKBpTX/Pe8XHe6p+ky18kqmI7pVTSGfBl7g1jD4jGFt+CVOY6qV5QgXvUfr0o/vZmrNR/lov9tflBbNsuvu4nUNyScwFwnf9RJEwBfcLriFnKC1MgE3eW4r5nhIXNS3NZ5Be905puoY16Dy/M2NjP5sbHna9p7fu8dGKqF76+jfT8dxSXsZyYuGdJXDnararUltfJVOQu3HJwwhye36Askwzl3GON9a3pG9AelLIyUNurLjpPexLwAG2qC'
  const row = { keyVersion: '1', sealed: new Uint8Array(Buffer.from(ROW, 'base64')) }
  const tokenKey = new Uint8Array(32).fill(2)
  const keys = { current: '2', keys: new Map([['1', new Uint8Array(32).fill(1)]]) }

  test('is known by its version, and still opens after a rotation', () => {
    expect(['1', '999999', 'dk_abc', ''].map(isFirstFormat)).toEqual([true, true, false, false])
    expect(openFirstFormat(row, OWNER, tokenKey, keys)).toEqual(CARD)
  })

  test('opens for nobody else, nor when a byte of it is changed', () => {
    expect(openFirstFormat(row, OWNER, key(), keys)).toBeUndefined()
    expect(openFirstFormat(row, { ...OWNER, merchantId: 'm2' }, tokenKey, keys)).toBeUndefined()
    expect(openFirstFormat(row, OWNER, tokenKey, { current: '1', keys: new Map([['1', key()]]) })).toBeUndefined()
    expect(openFirstFormat({ ...row, keyVersion: '2' }, OWNER, tokenKey, keys)).toBeUndefined()
    const changed = row.sealed.map((byte, at) => (at === 100 ? byte ^ 1 : byte))
    expect(openFirstFormat({ ...row, sealed: changed }, OWNER, tokenKey, keys)).toBeUndefined()
  })
})
