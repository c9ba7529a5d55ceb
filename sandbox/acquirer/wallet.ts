import * as z from 'zod'
import type { CardInput } from './cards.ts'

/**
 * What a wallet gives for this acquirer: `{ "version": "SANDBOX_v1", "data": "…" }`, where the data is a card as JSON in
 * base64url. A true one is encrypted to its acquirer; here the acquirer can open it, and nobody between has to. What Google's test
 * environment gives for the gateway `example` is a card that is approved.
 */
export const WALLET = z.object({ type: z.enum(['apple_pay', 'google_pay']), payload: z.string().max(8192) })

const Payload = z.object({ version: z.literal('SANDBOX_v1'), data: z.string().max(1024) })
const Device = z.object({ number: z.string().max(64), expiryMonth: z.int(), expiryYear: z.int() })

const GOOGLES_EXAMPLE = 'examplePaymentMethodToken'
const APPROVED: CardInput = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2034 }

/** The card that the wallet stands for; undefined where it was not made for this acquirer. */
export function openWallet({ payload }: z.infer<typeof WALLET>): CardInput | undefined {
  if (payload === GOOGLES_EXAMPLE) return APPROVED
  try {
    const { data } = Payload.parse(JSON.parse(payload))
    return Device.parse(JSON.parse(Buffer.from(data, 'base64url').toString('utf8')))
  } catch {
    return undefined
  }
}
