import { createSign, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { SignedWebhook } from '../../contract/double.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ALGORITHM = 'SHA256withRSA'
const CERTIFICATE = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77'

/** As PayPal does it: RSA over the transmission's id and time, the webhook's id and the CRC32 of the body's bytes. */
const signedText = (id: string, time: string, webhookId: string, body: string): string =>
  `${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`

export function signEvent(event: unknown, webhookId: string, atMs = Date.now()): SignedWebhook {
  // PayPal's JSON is not JavaScript's: it escapes the slash, and a body that is parsed and printed again is another one.
  const body = JSON.stringify(event).replaceAll('/', '\\/')
  const id = randomUUID()
  const time = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z')
  const signature = createSign('RSA-SHA256')
    .update(signedText(id, time, webhookId, body))
    .sign(privateKey, 'base64')
  return {
    headers: {
      'content-type': 'application/json',
      'paypal-auth-algo': ALGORITHM,
      'paypal-cert-url': CERTIFICATE,
      'paypal-transmission-id': id,
      'paypal-transmission-sig': signature,
      'paypal-transmission-time': time,
    },
    body,
  }
}

const EVENT = /"webhook_event":(\{[\s\S]*\})\}$/

/** The check that PayPal offers: over the event's text as it stands in the request, to the letter. */
export function isSigned(request: string, webhookId: string): boolean {
  const event = EVENT.exec(request)?.[1]
  const asked = JSON.parse(request)
  if (event === undefined || asked.webhook_id !== webhookId) return false
  if (asked.auth_algo !== ALGORITHM || asked.cert_url !== CERTIFICATE) return false
  const text = signedText(asked.transmission_id, asked.transmission_time, asked.webhook_id, event)
  return createVerify('RSA-SHA256').update(text).verify(publicKey, asked.transmission_sig, 'base64')
}
