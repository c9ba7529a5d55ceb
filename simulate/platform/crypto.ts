import type * as NodeCrypto from 'node:crypto'
import { simulatedUnit } from './globals.ts'

/** Node's own, but for its chance. */
const real = process.getBuiltinModule('node:crypto') as typeof NodeCrypto

export const { createHash, createCipheriv, createDecipheriv, timingSafeEqual, hkdfSync } = real

const BLOCK_BYTES = 64

/** HMAC by its definition (RFC 2104) over one-shot hashes: Node's own spends ten times as long on wrapping the key. */
export function createHmac(algorithm: string, secret: string | Uint8Array) {
  const bytes = Buffer.from(secret)
  const key = Buffer.alloc(BLOCK_BYTES)
  key.set(bytes.length > BLOCK_BYTES ? real.hash(algorithm, bytes, 'buffer') : bytes)
  const parts: Uint8Array[] = []
  const self = {
    update(part: string | Uint8Array) {
      parts.push(Buffer.from(part))
      return self
    },
    digest(encoding?: 'base64' | 'hex' | 'base64url') {
      const inner = real.hash(algorithm, Buffer.concat([key.map((byte: number) => byte ^ 0x36), ...parts]), 'buffer')
      const outer = Buffer.concat([key.map((byte: number) => byte ^ 0x5c), inner])
      return encoding === undefined ? real.hash(algorithm, outer, 'buffer') : real.hash(algorithm, outer, encoding)
    },
  }
  return self
}

export function randomBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 4) {
    const word = Math.floor(simulatedUnit() * 2 ** 32)
    for (let place = 0; place < 4 && at + place < size; place += 1) bytes[at + place] = (word >>> (8 * place)) & 255
  }
  return bytes
}
