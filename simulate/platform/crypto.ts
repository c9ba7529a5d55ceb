import type * as NodeCrypto from 'node:crypto'
import { simulatedUnit } from './globals.ts'

/**
 * The functions of node:crypto as the product calls them, with simulated chance, and each for the price of one hash: OpenSSL
 * spends most of its time on setting up. What is sealed opens under its own key, nonce and context alone, and shows
 * nothing of what is in it; more than that is asked of no cipher here.
 */
const real = process.getBuiltinModule('node:crypto') as typeof NodeCrypto

export const { timingSafeEqual, hkdfSync } = real

type Encoding = 'base64' | 'hex' | 'base64url'
type Part = string | Uint8Array

const TAG_BYTES = 16

const bytesOf = (part: Part): Uint8Array => (typeof part === 'string' ? Buffer.from(part) : part)

function hashing(algorithm: string, begin: readonly Uint8Array[]) {
  const parts = [...begin]
  const self = {
    update(part: Part) {
      parts.push(bytesOf(part))
      return self
    },
    digest(encoding?: Encoding) {
      const [only] = parts
      const whole = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
      return encoding === undefined ? real.hash(algorithm, whole, 'buffer') : real.hash(algorithm, whole, encoding)
    },
  }
  return self
}

export const createHash = (algorithm: string) => hashing(algorithm, [])

/** A hash that begins with the key: here nobody lengthens what was hashed. */
export const createHmac = (algorithm: string, secret: Part) => {
  const key = bytesOf(secret)
  return hashing(algorithm, [Uint8Array.of(key.length), key])
}

function sealing(key: Uint8Array, nonce: Uint8Array, opens: boolean) {
  const stream = real.hash('sha256', Buffer.concat([key, nonce]), 'buffer')
  let context: Uint8Array = Buffer.alloc(0)
  let sealed: Uint8Array = Buffer.alloc(0)
  let expected: Uint8Array | undefined
  const tag = (): Buffer =>
    real.hash('sha256', Buffer.concat([stream, context, sealed]), 'buffer').subarray(0, TAG_BYTES)
  const self = {
    setAAD(bytes: Uint8Array) {
      context = bytes
      return self
    },
    setAuthTag(bytes: Uint8Array) {
      expected = bytes
      return self
    },
    update(part: Part) {
      const given = bytesOf(part)
      const changed = Buffer.alloc(given.length)
      for (let at = 0; at < given.length; at += 1) changed[at] = (given[at] ?? 0) ^ (stream[at % stream.length] ?? 0)
      sealed = opens ? given : changed
      return changed
    },
    final() {
      if (opens && !(expected && tag().equals(expected)))
        throw new Error('Unsupported state or unable to authenticate data')
      return Buffer.alloc(0)
    },
    getAuthTag: tag,
  }
  return self
}

export const createCipheriv = (_algorithm: string, key: Uint8Array, nonce: Uint8Array) => sealing(key, nonce, false)
export const createDecipheriv = (_algorithm: string, key: Uint8Array, nonce: Uint8Array) => sealing(key, nonce, true)

export function randomBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 4) {
    const word = Math.floor(simulatedUnit() * 2 ** 32)
    for (let place = 0; place < 4 && at + place < size; place += 1) bytes[at + place] = (word >>> (8 * place)) & 255
  }
  return bytes
}
