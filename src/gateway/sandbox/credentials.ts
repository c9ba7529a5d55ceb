import { timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import * as z from 'zod'
import { ok, type Result, refuse } from '../../result.ts'
import type { Credentials, GatewayCredentials } from '../credentials.ts'
import { SANDBOX_KIND } from './kind.ts'

/** How far a webhook's time may be from ours, either way, as Standard Webhooks recommends. */
const TOLERANCE_SECONDS = 5 * 60
/** Two are enough to rotate; more only cost time. */
const MOST_SECRETS = 5
const MOST_SIGNATURES = 10

const Text = z.string().min(1).max(512)
const Secret = Text.refine(isWebhookSecret)
const Shape = z.object({
  clientId: Text,
  clientSecret: Text,
  webhookSecret: Secret.optional(),
  webhookSecrets: z.array(Secret).max(MOST_SECRETS).optional(),
})

/** `{ clientId, clientSecret, webhookSecret }`, and `webhookSecrets` beside or instead of the last while one is rotated. */
export const sandboxCredentials: GatewayCredentials = { kind: SANDBOX_KIND, parse }

function parse(credentials: unknown): Result<Credentials, string> {
  const parsed = Shape.safeParse(credentials)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'credentials'
    return refuse(`${field} is missing or not valid`)
  }
  const { clientId, clientSecret, webhookSecret, webhookSecrets = [] } = parsed.data
  const secrets = webhookSecret === undefined ? webhookSecrets : [webhookSecret, ...webhookSecrets]
  if (secrets.length === 0) return refuse('webhookSecret is missing or not valid')
  return ok({
    authorization: { kind: 'oauth2_client_credentials', tokenPath: '/oauth/token', clientId, clientSecret },
    verifyWebhook: (headers, rawBody, nowMs) => isGenuine(secrets, headers, rawBody, nowMs),
  })
}

/** Standard Webhooks, with the clock passed in: the library's own check reads the system's. */
function isGenuine(
  secrets: readonly string[],
  headers: Readonly<Record<string, string>>,
  rawBody: string,
  nowMs: number,
): boolean {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']?.split(' ').slice(0, MOST_SIGNATURES)
  if (id === undefined || timestamp === undefined || signatures === undefined) return false
  if (!/^[0-9]{1,12}$/.test(timestamp)) return false
  const sentAtSeconds = Number(timestamp)
  if (Math.abs(nowMs / 1000 - sentAtSeconds) > TOLERANCE_SECONDS) return false
  return secrets.some((secret) => {
    const expected = new Webhook(secret).sign(id, new Date(sentAtSeconds * 1000), rawBody)
    return signatures.some((signature) => same(signature, expected))
  })
}

function same(given: string, expected: string): boolean {
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}

function isWebhookSecret(secret: string): boolean {
  try {
    return new Webhook(secret) instanceof Webhook
  } catch {
    return false
  }
}
