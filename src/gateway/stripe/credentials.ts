import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { Mode } from '../../ids/ids.ts'
import { ok, type Result, refuse } from '../../result.ts'
import type { Credentials, GatewayCredentials } from '../credentials.ts'
import { STRIPE_KIND } from './kind.ts'

/** How far a webhook's time may be from ours, either way: what Stripe's own libraries allow. */
const TOLERANCE_SECONDS = 5 * 60
/** Stripe keeps a rolled secret for at most a day, so two are enough; more only cost time. */
const MOST_SECRETS = 5
/** One per active secret, and one of the scheme v0 in test mode. */
const MOST_SIGNATURES = 10
const LONGEST_HEADER = 2048

const SecretKey = z.string().regex(/^[sr]k_[A-Za-z0-9_]{8,247}$/)
const WebhookSecret = z.string().regex(/^whsec_[A-Za-z0-9+/=_-]{8,250}$/)
const Shape = z.object({
  secretKey: SecretKey,
  webhookSecret: WebhookSecret.optional(),
  webhookSecrets: z.array(WebhookSecret).max(MOST_SECRETS).optional(),
})

/**
 * `{ secretKey, webhookSecret }`: a secret or restricted key and the signing secret of the webhook endpoint;
 * `webhookSecrets` beside or instead of the latter while one is rolled. Without any every webhook is refused.
 */
export const stripeCredentials: GatewayCredentials = { kind: STRIPE_KIND, parse }

function parse(credentials: unknown, mode?: Mode): Result<Credentials, string> {
  const parsed = Shape.safeParse(credentials)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'credentials'
    return refuse(`${field} is missing or not valid`)
  }
  const { secretKey, webhookSecret, webhookSecrets = [] } = parsed.data
  const secrets = webhookSecret === undefined ? webhookSecrets : [webhookSecret, ...webhookSecrets]
  const keyMode = modeOf(secretKey)
  if (mode !== undefined && keyMode !== undefined && keyMode !== mode) {
    return refuse(`secretKey is a ${keyMode} key, and the account is in ${mode} mode`)
  }
  return ok({
    authorization: { kind: 'header', name: 'authorization', value: `Bearer ${secretKey}` },
    verifyWebhook: (headers, rawBody, nowMs) => isGenuine(secrets, headers['stripe-signature'], rawBody, nowMs),
  })
}

/** Stripe writes it into each key. Undefined where it does not. */
function modeOf(secretKey: string): Mode | undefined {
  if (/^[sr]k_live_/.test(secretKey)) return 'LIVE'
  return /^[sr]k_test_/.test(secretKey) ? 'TEST' : undefined
}

/** `t=seconds,v1=hex,…`: HMAC-SHA256 under the endpoint's secret over time, a dot and the body as it came. */
function isGenuine(secrets: readonly string[], header: string | undefined, rawBody: string, nowMs: number): boolean {
  if (header === undefined || header.length > LONGEST_HEADER) return false
  const items = header.split(',').map((item) => item.trim().split('=', 2))
  const valuesOf = (name: string) => items.flatMap(([key, value]) => (key === name && value ? [value] : []))
  const [timestamp] = valuesOf('t')
  const signatures = valuesOf('v1').slice(0, MOST_SIGNATURES)
  if (timestamp === undefined || !/^[0-9]{1,12}$/.test(timestamp)) return false
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false
  return secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${timestamp}.${rawBody}`, 'utf8').digest('hex')
    return signatures.some((signature) => same(signature, expected))
  })
}

function same(given: string, expected: string): boolean {
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}
