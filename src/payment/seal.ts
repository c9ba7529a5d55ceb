import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/**
 * A payment's own key, kept beside its log: shopper fields and free text are sealed with it before they enter the log,
 * so deleting this one key erases them from log, archive and read model alike.
 */
export type SealKey = Uint8Array

const NONCE_BYTES = 12
const TAG_BYTES = 16

export const newSealKey = (): SealKey => new Uint8Array(randomBytes(32))

/** AES-256-GCM over the JSON of a value, as base64; bound to the payment, so that it opens nowhere else. */
export function seal(key: SealKey, paymentId: string, value: unknown): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(paymentId))
  const sealed = [nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(sealed).toString('base64')
}

/** The value, or undefined once the key is gone. Trouble with a key that is there is a bug and throws. */
export function open<Value>(
  key: SealKey | undefined,
  paymentId: string,
  sealed: string | undefined,
): Value | undefined {
  if (key === undefined || sealed === undefined) return undefined
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(paymentId))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  return JSON.parse(text.toString('utf8')) as Value
}

/** Marks a text that is sealed where texts may be in the clear: no address, no name and no JSON begins like this. */
const SEALED = 'sealed '

export const sealedText = (key: Uint8Array, paymentId: string, text: string): string =>
  SEALED + seal(key, paymentId, text)

export const isSealed = (kept: string): boolean => kept.startsWith(SEALED)

/** The text, or undefined where its key is gone. What was kept in the clear is as it is. */
export function openedText(key: Uint8Array | undefined, paymentId: string, kept: string): string | undefined {
  if (!isSealed(kept)) return kept
  try {
    return open<string>(key, paymentId, kept.slice(SEALED.length))
  } catch {
    // Another key than it was sealed with: the payment was erased since.
    return undefined
  }
}

/** The same names with other values; one whose value is undefined goes. */
export const mapped = (
  values: Readonly<Record<string, string>>,
  change: (value: string) => string | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const changed = change(value)
      return changed === undefined ? [] : [[name, changed]]
    }),
  )

/** The key under which others keep what they rendered of a payment: it is gone with the payment's own. */
export const bodyKeyOf = (key: SealKey): Uint8Array =>
  new Uint8Array(createHmac('sha256', key).update('webhook bodies').digest())

/**
 * What is kept of an input to tell a repetition from another request: a keyed hash per field, so that the field that
 * differs can be named and nothing can be read back, least of all after the key is gone. 72 bits: an accident is out of
 * reach, and an enemy would have to collide with his own key.
 */
export const fingerprintOf = (
  key: SealKey,
  fields: readonly (readonly [path: string, text: string])[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.map(([path, text]) => [path, createHmac('sha256', key).update(text).digest('base64').slice(0, 12)]),
  )
