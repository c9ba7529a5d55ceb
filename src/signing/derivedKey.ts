import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** What a key derived from a Worker's signing secret is for. A key of one purpose opens nothing made for another. */
type Purpose =
  | 'client-secret'
  | 'client-secret-nonce'
  | 'return-token'
  | 'list-cursor'
  | 'card-fingerprint'
  | 'webhook-secret'
  | 'card-testing'
  | 'proof-of-work'

const KEY_BYTES = 32
/** Derived keys by purpose and secret: a Worker has one secret, tests have a few. */
const derived = new Map<string, Buffer>()
const MOST_DERIVED = 64

export function keyFor(purpose: Purpose, signingSecret: string): Buffer {
  const name = `${purpose} ${signingSecret}`
  const known = derived.get(name)
  if (known !== undefined) return known
  const key = Buffer.from(hkdfSync('sha256', signingSecret, '', `turnpike ${purpose} v1`, KEY_BYTES))
  if (derived.size >= MOST_DERIVED) derived.clear()
  derived.set(name, key)
  return key
}

/** HMAC-SHA-256, cut to `length` bytes; 16 leave a forger 2^128 tries. */
export const macOf = (key: Buffer, text: string, length: number): Buffer =>
  createHmac('sha256', key).update(text).digest().subarray(0, length)

/** Compares in a time that does not depend on where the two differ. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other)
