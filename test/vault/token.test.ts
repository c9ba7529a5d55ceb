import creditCardType from 'credit-card-type'
import { describe, expect, test } from 'vitest'
import { readBrand } from '../../src/vault/card/brand.ts'
import { TOKEN_PATTERN, type TokenFacts, tokenFactsOf } from '../../src/vault/contract.ts'
import { decideClaim, decidePut, maySpend } from '../../src/vault/shard/decide.ts'
import type { NewTokenRow, TokenRow } from '../../src/vault/shard/row.ts'
import { keyHashOf, parseToken, placeOf, tokenFor as tokenWith } from '../../src/vault/token/token.ts'

const SECRET = new TextEncoder().encode('a'.repeat(32))
const tokenFor = (jwe: string, secret: Uint8Array, facts: TokenFacts = {}) => tokenWith(jwe, facts, secret)
const KEY_HASH = new Uint8Array([7, 7])
const ROW: TokenRow = {
  tokenId: 't',
  credentialId: 'key_1',
  merchantId: 'm1',
  mode: 'TEST',
  boundPaymentId: null,
  claimedPaymentId: null,
  createdAtMs: 1000,
  expiresAtMs: 901_000,
  keyVersion: '1',
  keyHash: KEY_HASH,
  sealed: new Uint8Array([1]),
}
const SPEND = { tokenId: 't', paymentId: 'pay_a', merchantId: 'm1', mode: 'TEST' as const }
const CLAIM = { ...SPEND, keyHash: KEY_HASH }

describe('a token', () => {
  test('is the same for the same blob and another for every other', () => {
    const token = tokenFor('a.b.c', SECRET)
    expect(token.text).toMatch(TOKEN_PATTERN)
    expect(tokenFor('a.b.c', SECRET)).toEqual(token)
    expect(parseToken(token.text)).toEqual(token)
    expect(tokenFor('a.b.d', SECRET).id).not.toBe(token.id)
    const otherSecret = tokenFor('a.b.c', new TextEncoder().encode('b'.repeat(32)))
    expect(otherSecret.id).toBe(token.id)
    expect(otherSecret.key).not.toEqual(token.key)
  })

  test('spreads over 32 shards', () => {
    const names = new Set(
      Array.from({ length: 2000 }, (_, number) => placeOf(tokenFor(`${number}`, SECRET).id)?.shardName),
    )
    expect(names.size).toBe(32)
    for (const name of names) expect(name).toMatch(/^shard:0a[a-z2-7]$/)
  })

  test('HC2 is none when malformed', () => {
    const { text } = tokenFor('a', SECRET)
    for (const wrong of [
      '',
      'tok_',
      text.toUpperCase(),
      `${text}a`,
      text.slice(1),
      `${text.slice(0, -1)}b`,
      'a'.repeat(1e6),
    ]) {
      expect(parseToken(wrong)).toBeUndefined()
    }
    expect(placeOf(text)).toBeUndefined()
    for (const wrong of ['tok_0bb', `tok_1${'b'.repeat(28)}`, `tok_0${'b'.repeat(29)}`, 'b'.repeat(1e6)]) {
      expect(placeOf(wrong)).toBeUndefined()
    }
  })

  test('of an id from before facts keeps its place, and tells nothing', () => {
    const old = `tok_0ac${'bbusbcdefghijklmnopqrstuvw'}`
    expect(placeOf(old)).toEqual({ shardName: 'shard:0ac', rowId: old })
    expect(tokenFactsOf(old)).toEqual({})
  })

  test('has a hash of its key that belongs to its id', () => {
    const token = tokenFor('a', SECRET)
    expect(keyHashOf(token)).toEqual(keyHashOf(token))
    expect(keyHashOf({ ...token, id: tokenFor('b', SECRET).id })).not.toEqual(keyHashOf(token))
    expect(keyHashOf({ ...token, key: tokenFor('b', SECRET).key })).not.toEqual(keyHashOf(token))
  })
})

describe('the facts in a token’s id', () => {
  test.each<TokenFacts>([
    {},
    { brand: 'visa' },
    { brand: 'american-express', funding: 'CREDIT', country: 'US' },
    { brand: 'maestro', funding: 'DEBIT', country: 'NL' },
    { funding: 'PREPAID' },
    { country: 'ZA' },
  ])('are read back: %o', (facts) => {
    const token = tokenFor('a.b.c', SECRET, facts)
    expect(token.text).toMatch(TOKEN_PATTERN)
    expect(tokenFactsOf(token.id)).toEqual(facts)
    expect(parseToken(token.text)).toEqual(token)
  })

  test('are what every brand of the vault has a place for', () => {
    for (const number of ['4242424242424242', '5555555555554444', '378282246310005', '6011111111111117']) {
      const brand = readBrand(number)
      if (typeof brand === 'string') throw new Error(brand)
      expect(tokenFactsOf(tokenFor(number, SECRET, { brand: brand.name }).id)).toEqual({ brand: brand.name })
    }
    for (const brand of Object.values(creditCardType.types)) {
      expect(tokenFactsOf(tokenFor('a', SECRET, { brand }).id)).toEqual({ brand })
    }
  })

  test('are unknown where the code has no place for them', () => {
    for (const facts of [
      { brand: 'unknown' },
      { brand: 'visa2' },
      { country: 'usa' },
      { country: '' },
      { country: 'ZZ' },
    ]) {
      expect(tokenFactsOf(tokenFor('a', SECRET, facts).id)).toEqual({})
    }
  })

  test('HC2 are none where the text is no token’s id', () => {
    const { id, text } = tokenFor('a', SECRET, { brand: 'visa' })
    for (const wrong of ['', text, id.toUpperCase(), `${id}a`, id.slice(1), 'b'.repeat(1e6)]) {
      expect(tokenFactsOf(wrong)).toEqual({})
    }
  })

  test('HC2 cannot be changed: another id proves no key, though it leads to the same row', () => {
    const token = tokenFor('a', SECRET, { brand: 'visa', country: 'US' })
    const forged = tokenFor('a', SECRET, { brand: 'visa', country: 'FR' })
    expect(placeOf(forged.id)).toEqual(placeOf(token.id))
    expect(forged.key).toEqual(token.key)
    expect(keyHashOf(forged)).not.toEqual(keyHashOf(token))
  })
})

describe('a claim', () => {
  test.each<[string, Partial<TokenRow>, Partial<typeof CLAIM>, boolean, number, string]>([
    ['opens a free token', {}, {}, false, 2000, 'open'],
    ['opens its own again', { claimedPaymentId: 'pay_a' }, {}, false, 2000, 'open'],
    ['opens one that was made for its payment', { boundPaymentId: 'pay_a' }, {}, false, 2000, 'open'],
    ['HC2 is unknown with another key', {}, { keyHash: new Uint8Array([7, 8]) }, false, 2000, 'unknown'],
    ['HC2 is unknown with a shorter key', {}, { keyHash: new Uint8Array([7]) }, false, 2000, 'unknown'],
    ['HC2 is unknown to whoever has the id alone', {}, { keyHash: new Uint8Array() }, false, 2000, 'unknown'],
    ['HC2 is unknown where no key was kept', { keyHash: null }, {}, false, 2000, 'unknown'],
    ['is refused for another merchant', {}, { merchantId: 'm2' }, false, 2000, 'foreign'],
    ['is refused for another merchant, also expired', {}, { merchantId: 'm2' }, false, 1e9, 'foreign'],
    ['is refused for a token of another payment', { boundPaymentId: 'pay_b' }, {}, false, 2000, 'foreign'],
    ['is refused where another payment was first', { claimedPaymentId: 'pay_b' }, {}, false, 2000, 'claimed'],
    ['is refused after 15 minutes', {}, {}, false, 901_000, 'expired'],
    ['is refused when spent', { claimedPaymentId: 'pay_a' }, {}, true, 2000, 'claimed'],
    ['is refused when wiped', { claimedPaymentId: 'pay_a', sealed: null }, {}, false, 2000, 'claimed'],
  ])('%s', (_title, row, claim, spent, nowMs, expected) => {
    const decision = decideClaim({ ...ROW, ...row }, { ...CLAIM, ...claim }, spent, nowMs)
    expect(decision.kind === 'refused' ? decision.reason : decision.kind).toBe(expected)
  })

  test('of an unknown token is refused', () => {
    expect(decideClaim(undefined, CLAIM, false, 0)).toEqual({ kind: 'refused', reason: 'unknown' })
  })
})

describe('spending', () => {
  const claimed: TokenRow = { ...ROW, claimedPaymentId: 'pay_a' }

  test.each<[string, TokenRow | undefined, Partial<typeof SPEND>, boolean]>([
    ['is for the payment that claimed the token', claimed, {}, true],
    ['HC2 is not for another payment', claimed, { paymentId: 'pay_b' }, false],
    ['HC2 is not for another merchant', claimed, { merchantId: 'm2' }, false],
    ['HC2 is not for another mode', claimed, { mode: 'LIVE' as 'TEST' }, false],
    ['HC2 is for nobody before a claim', ROW, {}, false],
    [
      'HC2 is for nobody before a claim, also for the payment that it was made for',
      { ...ROW, boundPaymentId: 'pay_a' },
      {},
      false,
    ],
    ['happens once', { ...claimed, sealed: null }, {}, false],
    ['of an unknown token is nothing', undefined, {}, false],
  ])('%s', (_title, row, change, expected) => {
    expect(maySpend(row, { ...SPEND, ...change })).toBe(expected)
  })
})

describe('a blob', () => {
  test.each<[string, TokenRow | undefined, Partial<NewTokenRow>, string]>([
    ['that is new is kept', undefined, {}, 'insert'],
    ['that comes again is the same token', ROW, {}, 'same'],
    ['that comes again at the last moment is the same token', ROW, { createdAtMs: 601_000 }, 'same'],
    ['that comes again later is refused', ROW, { createdAtMs: 601_001 }, 'replayed'],
    ['that another credential used is refused', ROW, { credentialId: 'key_2' }, 'replayed'],
    ['that was used for another payment is refused', ROW, { boundPaymentId: 'pay_b' }, 'replayed'],
    ['that has another key since is refused', ROW, { keyHash: new Uint8Array([1, 1]) }, 'replayed'],
    ['whose card is wiped is refused', { ...ROW, sealed: null }, {}, 'replayed'],
  ])('HC3 %s', (_title, existing, change, expected) => {
    expect(decidePut(existing, { ...ROW, keyHash: KEY_HASH, ...change, sealed: new Uint8Array([1]) })).toBe(expected)
  })
})
