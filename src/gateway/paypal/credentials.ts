import * as z from 'zod'
import { ok, type Result, refuse } from '../../result.ts'
import type { Credentials, GatewayCredentials, WebhookQuestion } from '../credentials.ts'
import { PAYPAL_KIND } from './kind.ts'
import { jsonOf } from './shapes.ts'

/** How far a webhook's time may be from ours, either way: five minutes, as for every gateway here. */
const TOLERANCE_MS = 5 * 60_000

const Text = z.string().regex(/^[\x21-\x7e]{1,512}$/)
/** PayPal's bound of a webhook's id. */
const WebhookId = z.string().regex(/^[A-Za-z0-9]{1,50}$/)
const Shape = z.object({ clientId: Text, clientSecret: Text, webhookId: WebhookId.optional() })

/**
 * `{ clientId, clientSecret, webhookId }`: those of the REST app, and the id of the webhook that PayPal gave this account's
 * address. The id is no secret and does not change; what signs webhooks is a certificate that PayPal renews by itself.
 * Without the id every webhook is refused.
 */
export const paypalCredentials: GatewayCredentials = { kind: PAYPAL_KIND, parse }

function parse(credentials: unknown): Result<Credentials, string> {
  const parsed = Shape.safeParse(credentials)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'credentials'
    return refuse(`${field} is missing or not valid`)
  }
  const { clientId, clientSecret, webhookId } = parsed.data
  return ok({
    authorization: { kind: 'oauth2_client_credentials', tokenPath: '/v1/oauth2/token', clientId, clientSecret },
    verifyWebhook: (headers, rawBody, nowMs) =>
      webhookId === undefined ? false : (questionAbout(webhookId, headers, rawBody, nowMs) ?? false),
  })
}

const Header = z.string().regex(/^[\x20-\x7e]{1,1024}$/)
const Headers = z.object({
  'paypal-auth-algo': z.string().regex(/^[A-Za-z0-9]{1,100}$/),
  'paypal-cert-url': z.url({ protocol: /^https?$/ }).max(500),
  'paypal-transmission-id': z.string().regex(/^[A-Za-z0-9-]{1,50}$/),
  'paypal-transmission-sig': Header,
  'paypal-transmission-time': z.iso.datetime({ offset: true }),
})
const Verdict = z.object({ verification_status: z.literal('SUCCESS') })

/**
 * PayPal's own check, asked with the account's credentials. The event goes along to the letter, for the signature is over
 * its bytes. One that is old is not even asked about: the signature covers the time as well.
 */
function questionAbout(
  webhookId: string,
  headers: Readonly<Record<string, string>>,
  rawBody: string,
  nowMs: number,
): WebhookQuestion | undefined {
  const { data } = Headers.safeParse(headers)
  if (data === undefined) return undefined
  const sentAt = data['paypal-transmission-time']
  if (!(Math.abs(nowMs - Date.parse(sentAt)) <= TOLERANCE_MS)) return undefined
  const event = jsonOf(rawBody)
  if (typeof event !== 'object' || event === null) return undefined
  return {
    request: {
      method: 'POST',
      path: '/v1/notifications/verify-webhook-signature',
      body: {
        auth_algo: data['paypal-auth-algo'],
        cert_url: data['paypal-cert-url'],
        transmission_id: data['paypal-transmission-id'],
        transmission_sig: data['paypal-transmission-sig'],
        transmission_time: sentAt,
        webhook_id: webhookId,
        webhook_event: {},
      },
      rawFields: [[['webhook_event'], rawBody]],
    },
    isGenuine: (answer) =>
      answer.kind === 'answered' && answer.status === 200 && Verdict.safeParse(jsonOf(answer.body)).success,
  }
}
