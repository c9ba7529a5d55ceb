import { createCipheriv, createDecipheriv } from 'node:crypto'
import { base32, fromBase32 } from '../ids/base32.ts'
import { isPaymentId, type Mode } from '../ids/ids.ts'
import { keyFor, macOf } from '../signing/derivedKey.ts'

/** Whom a client secret speaks for: one payment of one merchant and mode. */
export interface ClientSecret {
  readonly paymentId: string
  readonly merchantId: string
  readonly mode: Mode
}

const NONCE_BYTES = 12
const TAG_BYTES = 16
const MERCHANT_BYTES = 16
const PLAIN_BYTES = MERCHANT_BYTES + 1
const MERCHANT = /^mer_([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/
const SEPARATOR = '_secret_'

/**
 * The secret that opens one payment: merchant and mode, encrypted under a key that only Turnpike has, with the payment's
 * id as associated data. One decryption proves it genuine and tells whose it is, so nothing is looked up. The same
 * payment always has the same secret: the nonce follows from its id, and so does what is encrypted.
 */
export function clientSecretFor(signingSecret: string, { paymentId, merchantId, mode }: ClientSecret): string {
  const parts = MERCHANT.exec(merchantId)
  if (parts === null) throw new Error('a merchant id is mer_ and a uuid')
  const plain = Buffer.concat([Buffer.from(parts.slice(1).join(''), 'hex'), Buffer.of(mode === 'LIVE' ? 1 : 0)])
  const cipher = createCipheriv(
    'aes-256-gcm',
    keyFor('client-secret', signingSecret),
    nonceOf(signingSecret, paymentId),
  )
  cipher.setAAD(Buffer.from(paymentId))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return `${paymentId}${SEPARATOR}${base32(sealed)}`
}

/** Whose secret this is, or undefined where it is none of ours. */
export function readClientSecret(signingSecret: string, text: string): ClientSecret | undefined {
  const at = text.indexOf(SEPARATOR)
  const paymentId = text.slice(0, Math.max(at, 0))
  if (!isPaymentId(paymentId)) return undefined
  const sealed = fromBase32(text.slice(at + SEPARATOR.length))
  if (sealed?.length !== PLAIN_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyFor('client-secret', signingSecret),
    nonceOf(signingSecret, paymentId),
  )
  decipher.setAAD(Buffer.from(paymentId))
  decipher.setAuthTag(sealed.subarray(PLAIN_BYTES))
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, PLAIN_BYTES)), decipher.final()])
    return { paymentId, merchantId: merchantIdOf(plain), mode: plain[MERCHANT_BYTES] === 1 ? 'LIVE' : 'TEST' }
  } catch {
    // The tag does not fit: made with another secret, for another payment, or made up.
    return undefined
  }
}

const nonceOf = (signingSecret: string, paymentId: string): Buffer =>
  macOf(keyFor('client-secret-nonce', signingSecret), paymentId, NONCE_BYTES)

function merchantIdOf(plain: Buffer): string {
  const hex = plain.subarray(0, MERCHANT_BYTES).toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  return `mer_${parts.join('-')}`
}
