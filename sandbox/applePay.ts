import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { type Answer, errorAnswer, jsonAnswer, parseJson } from './http/answer.ts'

const Asked = z.object({
  merchantIdentifier: z.string().min(1),
  displayName: z.string().min(1).max(64),
  initiative: z.literal('web'),
  initiativeContext: z.string().regex(/^[a-z0-9.-]+$/),
})

/** How long Apple's own sessions last. */
const LIFETIME_MS = 5 * 60_000

/** `POST /apple-pay/paymentSession`: what Apple's server answers to a merchant whose certificate it knows; here to anybody. */
export function paymentSession(body: string): Answer {
  const parsed = Asked.safeParse(parseJson(body))
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'body'
    return errorAnswer(400, 'invalid_request', `${field} is missing or not valid`, field)
  }
  const { merchantIdentifier, displayName, initiativeContext } = parsed.data
  const epochTimestamp = Date.now()
  return jsonAnswer(200, {
    epochTimestamp,
    expiresAt: epochTimestamp + LIFETIME_MS,
    merchantSessionIdentifier: randomUUID(),
    merchantIdentifier,
    domainName: initiativeContext,
    displayName,
  })
}
