import * as z from 'zod'

/**
 * What Adyen's answers and webhooks look like, as far as we read them. Everything is bounded: an answer comes from outside
 * and may be anything at all. What does not fit is not understood, and what is not understood is unknown.
 */
const Reference = z.string().regex(/^[\x21-\x7e]{1,80}$/)
const Code = z.string().regex(/^[\x20-\x7e]{1,64}$/)
const Text = z.string().max(1024)

/** Minor units as Adyen counts them. No amount of ours is larger than fifteen digits, so a number loses nothing. */
const Value = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const Amount = z.object({ value: Value, currency: z.string().regex(/^[A-Z]{3}$/) })

/** Facts to show and raw codes. What is not understood is left out and spoils nothing. */
const optional = <Shape extends z.ZodType>(shape: Shape) => shape.optional().catch(undefined)

/** Opaque texts that go back with the result; a payment's log keeps them until then, so they have to be of some size. */
const Carried = z.string().max(16 * 1024)

const Action = z.object({
  type: z.string().max(64),
  subtype: optional(z.string().max(32)),
  token: optional(z.string().max(8 * 1024)),
  paymentData: optional(Carried),
  authorisationToken: optional(Carried),
  method: z.string().max(16).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(8192)
    .optional(),
})

/** The answer of `/payments` and `/payments/details`. */
export const PaymentShape = z.object({
  resultCode: z.string().min(1).max(64),
  pspReference: Reference.optional(),
  merchantReference: Text.optional(),
  amount: Amount.optional(),
  refusalReason: optional(Text),
  refusalReasonCode: optional(Code),
  action: optional(Action),
  threeDS2Result: optional(
    z.object({
      transStatus: optional(z.string().max(1)),
      messageVersion: optional(z.string().max(16)),
      eci: optional(z.string().regex(/^[0-9]{1,2}$/)),
      exemptionIndicator: optional(z.string().max(64)),
    }),
  ),
  additionalData: optional(
    z.object({
      refusalReasonRaw: optional(Text),
      eci: optional(z.string().regex(/^[0-9]{1,2}$/)),
      liabilityShift: optional(z.enum(['true', 'false'])),
      threeDAuthenticatedResponse: optional(z.string().max(1)),
      threeDSVersion: optional(z.string().max(16)),
      networkTxReference: optional(z.string().regex(/^[\x21-\x7e]{1,64}$/)),
      cardSummary: optional(z.string().regex(/^[0-9]{4}$/)),
      paymentMethod: optional(z.string().regex(/^[\w -]{1,32}$/)),
      expiryDate: optional(z.string().regex(/^[0-9]{1,2}\/[0-9]{4}$/)),
      fundingSource: optional(z.string().max(32)),
      cardIssuingCountry: optional(z.string().regex(/^[A-Z]{2}$/)),
    }),
  ),
})
export type PaymentAnswer = z.infer<typeof PaymentShape>

/** The answer of captures, cancels and refunds: it is always `received`, the end comes by webhook. */
export const ModificationShape = z.object({
  status: z.literal('received'),
  pspReference: Reference,
  paymentPspReference: Reference.optional(),
  paymentReference: Text.optional(),
  reference: Text.optional(),
  amount: Amount.optional(),
})

export const ErrorShape = z.object({ errorCode: Code, errorType: z.string().max(64).optional() })

/**
 * The signed fields of a notification are joined by colons without any escaping, so a colon inside one of them could be
 * read as another split of the same signed text. None of those that we act on holds one: what does is not for us.
 */
const Signed = z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,80}$/)
const NoText = z.union([z.literal(''), z.null()]).transform(() => undefined)

export const NotificationShape = z.object({
  pspReference: Signed,
  originalReference: z.union([NoText, Signed]).optional(),
  merchantAccountCode: Signed,
  merchantReference: Signed,
  amount: Amount,
  eventCode: z.string().regex(/^[A-Z0-9_]{1,64}$/),
  success: z.union([z.enum(['true', 'false']), z.boolean().transform((success) => (success ? 'true' : 'false'))]),
  eventDate: optional(z.iso.datetime({ offset: true }).max(40)),
  reason: optional(Text),
  operations: optional(z.array(z.string().max(32)).max(16)),
  additionalData: optional(
    z.object({
      'metadata.attemptId': optional(Signed),
      'metadata.capture': optional(z.enum(['now', 'later'])),
      'modification.action': optional(z.string().max(32)),
      refusalReasonRaw: optional(Text),
      disputeStatus: optional(z.string().max(32)),
      chargebackReasonCode: optional(Code),
      defensePeriodEndsAt: optional(z.iso.datetime({ offset: true }).max(40)),
      defendable: optional(z.string().max(8)),
      autoDefended: optional(z.string().max(8)),
    }),
  ),
})
export type Notification = z.infer<typeof NotificationShape>

/** Adyen sends one item at a time in JSON; more than these would not fit a webhook's largest body anyway. */
const MOST_ITEMS = 100

export const EnvelopeShape = z.object({
  notificationItems: z
    .array(z.object({ NotificationRequestItem: z.unknown() }))
    .min(1)
    .max(MOST_ITEMS),
})

/** The parsed JSON of a body, or undefined where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
