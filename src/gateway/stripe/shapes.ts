import * as z from 'zod'

/**
 * What Stripe's objects look like, as far as they are read. Everything is bounded: an answer comes from outside and may be
 * anything at all. What does not fit is not understood, and what is not understood is unknown. Fields that we do not
 * read may come, go and change with Stripe's versions; statuses are read as text, for new ones are added to old versions.
 */
const Reference = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/)
const Code = z.string().regex(/^[\x21-\x7e]{1,128}$/)
/** Stripe takes at most twelve digits, and its numbers are JSON numbers: well below 2^53. */
const Amount = z.int().min(0).max(999_999_999_999)
const Currency = z
  .string()
  .regex(/^[a-z]{3}$/)
  .transform((code) => code.toUpperCase())
const TimeMs = z
  .int()
  .min(0)
  .max(99_999_999_999)
  .transform((seconds) => seconds * 1000)
const OurId = z.string().regex(/^[\x21-\x7e]{1,128}$/)

/** Our own words, which Stripe repeats. One that is not understood is not ours. */
const Metadata = z
  .object({
    payment_id: OurId.optional().catch(undefined),
    attempt_id: OurId.optional().catch(undefined),
    capture_id: OurId.optional().catch(undefined),
    refund_id: OurId.optional().catch(undefined),
  })
  .catch({})

/** How 3-D Secure went; the cryptogram is none of it. */
const ThreeDSecure = z
  .object({
    authentication_flow: Code.nullish().catch(undefined),
    electronic_commerce_indicator: z
      .string()
      .regex(/^[0-9]{2}$/)
      .nullish()
      .catch(undefined),
    exemption_indicator: Code.nullish().catch(undefined),
    result: Code.nullish().catch(undefined),
    version: Code.nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined)

/** Facts to show. A card that is not understood is left out and spoils nothing. */
export const CardShape = z
  .object({
    brand: z.string().regex(/^[\w -]{1,32}$/),
    last4: z.string().regex(/^[0-9]{4}$/),
    exp_month: z.int().min(1).max(12),
    exp_year: z.int().min(2000).max(9999),
    funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']).optional().catch(undefined),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .catch(undefined),
    three_d_secure: ThreeDSecure,
    /** The network's reference of the charge. */
    network_transaction_id: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/)
      .nullish()
      .catch(undefined),
    /** Until when a hold may be captured. */
    capture_before: TimeMs.optional().catch(undefined),
  })
  .optional()
  .catch(undefined)
export type StripeCard = z.infer<typeof CardShape>

const MethodShape = z.object({ card: CardShape }).nullish().catch(undefined)

/** The object itself where it was asked for with `expand`, else its id. */
const ChargeShape = z
  .union([
    Reference.transform((id) => ({ id, payment_method_details: undefined })),
    z.object({ id: Reference, payment_method_details: MethodShape }),
  ])
  .nullish()

const ErrorFields = z.object({
  type: Code.optional().catch(undefined),
  code: Code.optional().catch(undefined),
  decline_code: Code.optional().catch(undefined),
  advice_code: Code.optional().catch(undefined),
  network_decline_code: Code.optional().catch(undefined),
  payment_method: MethodShape,
})
export type StripeError = z.infer<typeof ErrorFields>

const Url = z.url({ protocol: /^https?$/ }).max(4096)
const NextAction = z.object({
  type: Code,
  redirect_to_url: z.object({ url: Url }).optional().catch(undefined),
  use_stripe_sdk: z.object({ type: Code, stripe_js: Url }).optional().catch(undefined),
})

export const IntentShape = z.object({
  object: z.literal('payment_intent'),
  id: Reference,
  status: Code,
  amount: Amount,
  amount_received: Amount,
  currency: Currency,
  capture_method: Code.optional().catch(undefined),
  payment_method_types: z.array(Code).max(100).optional().catch(undefined),
  metadata: Metadata,
  latest_charge: ChargeShape,
  last_payment_error: ErrorFields.nullish(),
  next_action: NextAction.nullish().catch(undefined),
})
export type Intent = z.infer<typeof IntentShape>

/** A refusal, under the statuses 4xx and 5xx; with what became of the PaymentIntent where one is concerned. */
export const RefusalShape = z.object({
  error: ErrorFields.extend({ type: Code, payment_intent: IntentShape.optional().catch(undefined) }),
})
export type Refusal = z.infer<typeof RefusalShape>['error']

export const PaymentMethodShape = z.object({ object: z.literal('payment_method'), id: Reference, card: CardShape })

export const SearchShape = z.object({ data: z.array(IntentShape).max(100), has_more: z.boolean() })

export const RefundShape = z.object({
  object: z.literal('refund'),
  id: Reference,
  amount: Amount,
  currency: Currency,
  status: Code,
  failure_reason: Code.nullish().catch(undefined),
  metadata: Metadata,
  payment_intent: Reference.nullish(),
})
export type Refund = z.infer<typeof RefundShape>
export const RefundsShape = z.object({ data: z.array(RefundShape).max(100), has_more: z.boolean() })

export const DisputeShape = z.object({
  object: z.literal('dispute'),
  id: Reference,
  amount: Amount,
  currency: Currency,
  status: Code,
  reason: Code,
  payment_intent: Reference.nullish(),
  payment_method_details: z
    .object({
      card: z.object({
        network_reason_code: Code.nullish().catch(undefined),
        case_type: Code.nullish().catch(undefined),
      }),
    })
    .nullish()
    .catch(undefined),
  evidence_details: z
    .object({ due_by: TimeMs.nullish().catch(undefined), submission_count: z.int().min(0).catch(0) })
    .optional()
    .catch(undefined),
})
export type StripeDispute = z.infer<typeof DisputeShape>

export const BalanceShape = z.object({ object: z.literal('balance') })

export const EventShape = z.object({
  object: z.literal('event'),
  id: Reference,
  type: Code,
  created: TimeMs,
  data: z.object({ object: z.unknown() }),
})

export const ChargeEventShape = z.object({ object: z.literal('charge'), payment_intent: Reference.nullish() })

/** The parsed JSON of a body, or undefined where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
