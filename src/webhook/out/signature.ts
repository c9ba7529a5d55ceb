import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { keyFor } from '../../signing/derivedKey.ts'

const PREFIX = 'whsec_'
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A signing secret as it is shown, once: `whsec_` and base64. */
export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

export type SignedHeaders = Readonly<Record<string, string>>

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com, version 1) for one attempt. Of several secrets each
 * signs, so that a receiver may know either.
 */
export function signedHeaders(
  secrets: readonly string[],
  { id, body, atMs }: { readonly id: string; readonly body: string; readonly atMs: number },
): SignedHeaders {
  const timestamp = String(Math.floor(atMs / 1_000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/** AES-256-GCM with a key of its own derived from the Worker's secret, bound to the endpoint: it opens nowhere else. */
export function sealSecret(signingSecret: string, endpointId: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyFor('webhook-secret', signingSecret), nonce)
  cipher.setAAD(Buffer.from(endpointId))
  return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** Throws where the Worker's secret is not the one that it was sealed with. */
export function openSecret(signingSecret: string, endpointId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyFor('webhook-secret', signingSecret),
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  )
  decipher.setAAD(Buffer.from(endpointId)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
}
