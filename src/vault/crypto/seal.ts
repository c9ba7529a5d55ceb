import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What a ciphertext is for and whose it is. All of it is authenticated, so nothing can be moved to another place. */
export interface SealContext {
  readonly purpose: 'card' | 'data_key' | 'row' | 'account'
  /** The token's or the gateway account's id. */
  readonly id: string
  readonly merchantId: string
  readonly mode: string
  /** The data key's name, or the version of the key-encryption key. */
  readonly keyVersion: string
  /** The gateway's kind, for an account. */
  readonly kind?: string
}

/** AES-256-GCM: nonce, ciphertext and tag in one piece. Nonces are random; no key here seals near 2^32 messages. */
export function seal(key: Uint8Array, plaintext: Uint8Array, context: SealContext): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(context))
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return new Uint8Array(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]))
}

/** The plaintext, or undefined where key, context or a single bit differs. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: SealContext): Uint8Array | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData(context))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    const start = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
    return new Uint8Array(Buffer.concat([start, decipher.final()]))
  } catch {
    return undefined
  }
}

/**
 * A key for one piece of content, derived from a data key (HKDF's expansion, RFC 5869, of which one block is enough): a
 * merchant's data key so seals any number of pieces, each under a key of its own.
 */
export const contentKey = (dataKey: Uint8Array, context: SealContext): Uint8Array =>
  new Uint8Array(createHmac('sha256', dataKey).update(associatedData(context)).update('\u0001').digest())

/** JSON of a list keeps the parts apart whatever they contain. */
const associatedData = ({ purpose, id, merchantId, mode, keyVersion, kind }: SealContext): Buffer =>
  Buffer.from(JSON.stringify(['turnpike.vault.1', purpose, id, merchantId, mode, keyVersion, kind ?? null]))
