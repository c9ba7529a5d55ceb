import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientSecretFor, readClientSecret } from '../../src/access/clientSecret.ts'
import { hashOf, hintOf, newKey, parseCredential } from '../../src/access/credential.ts'
import { readReturnToken, returnTokenFor } from '../../src/access/returnToken.ts'
import { childId, paymentIdFor } from '../../src/ids/ids.ts'

const SECRET = 'a signing secret of at least 32 characters'
const MERCHANT = 'mer_3f1a6c1e-9d3b-4b7e-8a52-0c1d2e3f4a5b'
const PAYMENT = paymentIdFor(MERCHANT, 'TEST', 'one')
const OTHER_PAYMENT = paymentIdFor(MERCHANT, 'TEST', 'two')
const CLIENT = { paymentId: PAYMENT, merchantId: MERCHANT, mode: 'TEST' } as const

/** Every text that differs from this one in one character. */
const changed = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 1), fc.constantFrom('a', '2', '7', 'z', 'A', '0', '_', ' ', 'é'))
    .map(([at, character]) => text.slice(0, at) + character + text.slice(at + 1))
    .filter((other) => other !== text)

describe('a key', () => {
  test.each([
    ['secret', 'TEST', 'sk_test_'],
    ['secret', 'LIVE', 'sk_live_'],
    ['operator', 'TEST', 'op_test_'],
    ['publishable', 'LIVE', 'pk_live_'],
  ] as const)('of kind %s and mode %s starts with %s and is known by its hash', (keyKind, mode, prefix) => {
    const key = newKey(keyKind, mode)
    expect(key.startsWith(prefix)).toBe(true)
    expect(parseCredential(key)).toEqual({ kind: 'key', keyKind, mode, hash: hashOf(key) })
    expect(hintOf(key)).toBe(`${prefix}…${key.slice(-4)}`)
  })

  test.each([
    '',
    'sk_test_',
    `sk_test_${'a'.repeat(51)}`,
    `sk_test_${'a'.repeat(53)}`,
    `sk_test_${'A'.repeat(52)}`,
    `sk_demo_${'a'.repeat(52)}`,
    `rk_test_${'a'.repeat(52)}`,
    ` sk_test_${'a'.repeat(52)}`,
    `sk_test_${'a'.repeat(52)}\n`,
    'pay_x_secret_y',
    'x'.repeat(5_000_000),
  ])('HI1 that is malformed is none (%#)', (text) => {
    expect(parseCredential(text)).toBeUndefined()
  })
})

describe('a client secret', () => {
  const secret = clientSecretFor(SECRET, CLIENT)

  test('tells payment, merchant and mode, and is the same each time', () => {
    expect(secret.startsWith(`${PAYMENT}_secret_`)).toBe(true)
    expect(readClientSecret(SECRET, secret)).toEqual(CLIENT)
    expect(clientSecretFor(SECRET, CLIENT)).toBe(secret)
    expect(parseCredential(secret)).toEqual({ kind: 'clientSecret', text: secret })
    expect(readClientSecret(SECRET, clientSecretFor(SECRET, { ...CLIENT, mode: 'LIVE' }))?.mode).toBe('LIVE')
  })

  test('does not show the merchant', () => {
    expect(secret).not.toContain(MERCHANT.slice(4, 12))
  })

  test('HI1 opens no other payment, and nothing under another secret', () => {
    const moved = OTHER_PAYMENT + secret.slice(PAYMENT.length)
    expect(readClientSecret(SECRET, moved)).toBeUndefined()
    expect(readClientSecret(`${SECRET}!`, secret)).toBeUndefined()
  })

  test('HI1 is refused when one character is changed or missing', async () => {
    await fc.assert(
      fc.property(changed(secret), fc.nat(secret.length - 1), (other, length) => {
        expect(readClientSecret(SECRET, other)).toBeUndefined()
        expect(readClientSecret(SECRET, secret.slice(0, length))).toBeUndefined()
      }),
    )
  })
})

describe('a return token', () => {
  const attempt = childId('attempt', PAYMENT, 2)
  const token = returnTokenFor(SECRET, attempt)

  test('leads to its attempt and needs no escaping in a URL', () => {
    expect(readReturnToken(SECRET, token)).toEqual({ paymentId: PAYMENT, attempt: 2 })
    expect(encodeURIComponent(token)).toBe(token)
  })

  test('HR1 is refused for another attempt, changed, of another kind or under another secret', async () => {
    const proof = token.slice(token.lastIndexOf('_'))
    expect(readReturnToken(SECRET, childId('attempt', PAYMENT, 1) + proof)).toBeUndefined()
    expect(readReturnToken(SECRET, returnTokenFor(SECRET, childId('refund', PAYMENT, 2)))).toBeUndefined()
    expect(readReturnToken(`${SECRET}!`, token)).toBeUndefined()
    expect(readReturnToken(SECRET, clientSecretFor(SECRET, CLIENT))).toBeUndefined()
    expect(readReturnToken(SECRET, 'x'.repeat(5_000_000))).toBeUndefined()
    await fc.assert(
      fc.property(changed(token), (other) => {
        expect(readReturnToken(SECRET, other)).toBeUndefined()
      }),
    )
  })
})
