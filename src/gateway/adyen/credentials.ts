import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { ok, type Result, refuse } from '../../result.ts'
import type { Credentials, GatewayCredentials } from '../credentials.ts'
import { ADYEN_KIND } from './kind.ts'
import { EnvelopeShape, jsonOf } from './shapes.ts'

/** Two are enough to rotate; more only cost time. */
const MOST_KEYS = 5

const Text = z.string().regex(/^[\x21-\x7e]{1,512}$/)
/** Without a colon, which separates the signed fields of a webhook. */
const MerchantAccount = z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,80}$/)
/** As the Customer Area generates them: 32 bytes in hexadecimal. */
const HmacKey = z.string().regex(/^[0-9A-Fa-f]{64}$/)
const Shape = z.object({
  apiKey: Text,
  merchantAccount: MerchantAccount,
  /** Where challenges take place: at pages of Adyen's, or natively in our own. */
  threeDS: z.enum(['redirect', 'native']).default('redirect'),
  hmacKey: HmacKey.optional(),
  hmacKeys: z.array(HmacKey).max(MOST_KEYS).optional(),
})

/**
 * `{ apiKey, merchantAccount, hmacKey }`, and `hmacKeys` beside or instead of the last while one is rotated. Without any
 * every webhook is refused. `threeDS: "native"` has 3-D Secure take place in our own page instead of Adyen's.
 */
export const adyenCredentials: GatewayCredentials = { kind: ADYEN_KIND, parse }

function parse(credentials: unknown): Result<Credentials, string> {
  const parsed = Shape.safeParse(credentials)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'credentials'
    return refuse(`${field} is missing or not valid`)
  }
  const { apiKey, merchantAccount, threeDS, hmacKey, hmacKeys = [] } = parsed.data
  const keys = hmacKey === undefined ? hmacKeys : [hmacKey, ...hmacKeys]
  return ok({
    authorization: { kind: 'header', name: 'x-api-key', value: apiKey },
    fields: { merchantAccount, nativeThreeDS: threeDS === 'native' ? 'preferred' : 'disabled' },
    verifyWebhook: (_headers, rawBody) => keys.length > 0 && isGenuine(keys, merchantAccount, rawBody),
  })
}

const Item = z.object({
  pspReference: z.string(),
  originalReference: z.string().nullish(),
  merchantAccountCode: z.string(),
  merchantReference: z.string().nullish(),
  amount: z.object({ value: z.number(), currency: z.string() }),
  eventCode: z.string(),
  success: z.union([z.string(), z.boolean()]),
  additionalData: z.object({ hmacSignature: z.string().max(128) }),
})

/**
 * Every item is signed for itself, with HMAC-SHA256 over eight of its fields, and has to be about this merchant account.
 * The signature carries no time, so an old one is as good as new: repetitions are known by the message's id instead.
 */
function isGenuine(keys: readonly string[], merchantAccount: string, rawBody: string): boolean {
  const envelope = EnvelopeShape.safeParse(jsonOf(rawBody))
  if (!envelope.success) return false
  return envelope.data.notificationItems.every(({ NotificationRequestItem }) => {
    const { data: item } = Item.safeParse(NotificationRequestItem)
    return item !== undefined && item.merchantAccountCode === merchantAccount && isSigned(keys, item)
  })
}

function isSigned(keys: readonly string[], item: z.infer<typeof Item>): boolean {
  const { amount, additionalData } = item
  const signed = [
    item.pspReference,
    item.originalReference ?? '',
    item.merchantAccountCode,
    item.merchantReference ?? '',
    String(amount.value),
    amount.currency,
    item.eventCode,
    String(item.success),
  ].join(':')
  return keys.some((key) => {
    const expected = createHmac('sha256', Buffer.from(key, 'hex')).update(signed, 'utf8').digest('base64')
    return same(additionalData.hmacSignature, expected)
  })
}

function same(given: string, expected: string): boolean {
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}
