import * as z from 'zod'

/**
 * What the acquirer's answers and webhooks look like. Everything is bounded: an answer comes from outside and may be
 * anything at all. What does not fit is not understood, and what is not understood is unknown.
 */
const Reference = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const Code = z.string().regex(/^[\x20-\x7e]{1,128}$/)
const Minor = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,17})$/)
  .transform((digits) => BigInt(digits))
const Currency = z.string().regex(/^[A-Z]{3}$/)
const TimeMs = z.iso
  .datetime()
  .max(40)
  .transform((text) => Date.parse(text))

/** Facts to show. A card that is not understood is left out and spoils nothing. */
const Card = z
  .object({
    brand: z.string().regex(/^[\w -]{1,32}$/),
    last4: z.string().regex(/^[0-9]{4}$/),
    expiryMonth: z.int().min(1).max(12),
    expiryYear: z.int().min(2000).max(9999),
    funding: z.enum(['CREDIT', 'DEBIT', 'PREPAID', 'UNKNOWN']).optional().catch(undefined),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .catch(undefined),
  })
  .optional()
  .catch(undefined)

/** How 3-D Secure went. What is not understood is left out and spoils nothing. */
const AuthenticationShape = z
  .object({
    transStatus: z.enum(['Y', 'A', 'N', 'R', 'U', 'C', 'D', 'I']).optional().catch(undefined),
    version: z
      .string()
      .regex(/^[0-9.]{1,16}$/)
      .optional()
      .catch(undefined),
    eci: z
      .string()
      .regex(/^[0-9]{1,2}$/)
      .optional()
      .catch(undefined),
    flow: z.enum(['FRICTIONLESS', 'CHALLENGE', 'DECOUPLED']).optional().catch(undefined),
    exemption: z.enum(['lowValue', 'transactionRiskAnalysis', 'recurring']).optional().catch(undefined),
  })
  .nullish()
  .catch(undefined)
export type AuthenticationAnswer = z.infer<typeof AuthenticationShape>

const Address = z.url({ protocol: /^https?$/ }).max(2048)
const Step = { serverTransId: Reference, until: TimeMs }

const Attempt = { attemptId: Reference }
const Known = { ...Attempt, id: Reference, reference: Reference, card: Card, authentication: AuthenticationShape }

export const PaymentShape = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('approved'),
    ...Known,
    amountMinor: Minor,
    amountCapturedMinor: Minor,
    currency: Currency,
    voided: z.boolean(),
    networkTransactionId: Reference.nullish().catch(undefined),
    expiresAt: TimeMs.optional().catch(undefined),
  }),
  z.object({ status: z.literal('declined'), ...Known, declineCode: Code.nullish().catch(undefined) }),
  z.object({
    status: z.literal('challenge_required'),
    ...Known,
    /** The acquirer's own page, or the issuer's for ours. */
    challenge: z.object({ url: Address }).nullish(),
    threeDS: z.object({ ...Step, acsUrl: Address, acsTransId: Reference, version: Reference }).nullish(),
    /** Where a bank asks, which takes the whole page. */
    bank: Code.nullish().catch(undefined),
  }),
  z.object({
    status: z.literal('device_data_required'),
    ...Known,
    threeDS: z.object({ ...Step, methodUrl: Address.optional() }),
  }),
  z.object({ status: z.literal('decoupled_required'), ...Known, threeDS: z.object(Step) }),
  z.object({ status: z.literal('pending'), ...Known }),
  z.object({ status: z.literal('fenced'), ...Attempt }),
])
export type PaymentAnswer = z.infer<typeof PaymentShape>

export const CaptureShape = z.object({
  ...Attempt,
  id: Reference,
  captureId: Reference,
  status: z.literal('succeeded'),
  amountMinor: Minor,
  currency: Currency,
})

export const RefundShape = z.object({
  ...Attempt,
  id: Reference,
  /** Absent where the refund was made in the acquirer's own dashboard. */
  refundId: Reference.nullish(),
  reference: Reference,
  status: z.enum(['pending', 'succeeded', 'failed']),
  failureCode: Code.nullish().catch(undefined),
  amountMinor: Minor,
  currency: Currency,
})

export const DisputeShape = z.object({
  ...Attempt,
  id: Reference,
  reference: Reference,
  stage: z.enum(['INQUIRY', 'CHARGEBACK', 'PRE_ARBITRATION', 'ARBITRATION']),
  status: z.enum(['NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'ACCEPTED', 'EXPIRED', 'WITHDRAWN']),
  amountMinor: Minor,
  currency: Currency,
  reason: Code,
  reasonCode: Code,
  respondBy: TimeMs.nullish().catch(undefined),
  updatedAt: TimeMs,
})

/** A refusal: `processed: false` is the acquirer's promise that nothing was done for this request. */
export const RefusalShape = z.object({ processed: z.literal(false), error: z.object({ code: Code }) })

export const WebhookShape = z.object({ id: Reference, type: Code, createdAt: TimeMs, data: z.unknown() })

/** The parsed JSON of a body, or undefined where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
