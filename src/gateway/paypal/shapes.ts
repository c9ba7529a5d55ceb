import * as z from 'zod'
import { fromPaypalAmount } from './currency.ts'

/**
 * What PayPal's objects look like, as far as they are read. Everything is bounded: an answer comes from outside and may be
 * anything at all. What does not fit is not understood, and what is not understood is unknown. Statuses are read as text.
 */
const Id = z.string().regex(/^[A-Z0-9]{1,36}$/)
const Code = z.string().regex(/^[\x21-\x7e]{1,255}$/)
const OurId = z.string().regex(/^[\x21-\x7e]{1,127}$/)
const TimeMs = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const Url = z.url({ protocol: /^https?$/ }).max(4096)
/** More than any payment has of captures, refunds or links. */
const MOST_PARTS = 200

const AmountShape = z
  .object({ currency_code: z.string().regex(/^[A-Z]{3}$/), value: z.string().max(32) })
  .transform((amount, context) => {
    const money = fromPaypalAmount(amount)
    if (money === undefined) context.addIssue({ code: 'custom', message: 'no amount' })
    return money ?? z.NEVER
  })

const Links = z
  .array(
    z
      .object({ rel: z.string().max(255), href: Url })
      .optional()
      .catch(undefined),
  )
  .max(MOST_PARTS)
  .optional()
  .catch(undefined)
export type Links = z.infer<typeof Links>

/** Where the named link leads, if there is such a link. */
export const linkIn = (links: Links, rel: string): string | undefined => links?.find((link) => link?.rel === rel)?.href

const ProcessorResponse = z
  .object({
    response_code: Code.optional().catch(undefined),
    payment_advice_code: Code.optional().catch(undefined),
  })
  .optional()
  .catch(undefined)
export type ProcessorAnswer = z.infer<typeof ProcessorResponse>

const RelatedIds = z
  .object({
    order_id: Id.optional().catch(undefined),
    authorization_id: Id.optional().catch(undefined),
  })
  .optional()
  .catch(undefined)
const Supplementary = z.object({ related_ids: RelatedIds }).optional().catch(undefined)

const Named = {
  id: Id,
  status: Code,
  amount: AmountShape,
  custom_id: OurId.optional().catch(undefined),
  invoice_id: OurId.optional().catch(undefined),
  status_details: z
    .object({ reason: Code.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  processor_response: ProcessorResponse,
  supplementary_data: Supplementary,
  links: Links,
}
export const CaptureShape = z.object(Named)
export type PaypalCapture = z.infer<typeof CaptureShape>

export const AuthorizationShape = z.object({ ...Named, expiration_time: TimeMs.optional().catch(undefined) })
export type PaypalAuthorization = z.infer<typeof AuthorizationShape>

export const RefundShape = z.object(Named)
export type PaypalRefund = z.infer<typeof RefundShape>

/** Facts to show, and how 3-D Secure went. A card that is not understood is left out and spoils nothing. */
const CardShape = z
  .object({
    last_digits: z
      .string()
      .regex(/^[0-9]{4}$/)
      .optional()
      .catch(undefined),
    brand: Code.optional().catch(undefined),
    type: Code.optional().catch(undefined),
    expiry: z
      .string()
      .regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/)
      .optional()
      .catch(undefined),
    bin_details: z
      .object({
        bin_country_code: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
    authentication_result: z
      .object({
        liability_shift: Code.optional().catch(undefined),
        three_d_secure: z
          .object({
            authentication_status: Code.optional().catch(undefined),
            enrollment_status: Code.optional().catch(undefined),
          })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .optional()
  .catch(undefined)
export type PaypalCard = z.infer<typeof CardShape>

const PaymentsShape = z.object({
  captures: z.array(CaptureShape).max(MOST_PARTS).optional(),
  authorizations: z.array(AuthorizationShape).max(MOST_PARTS).optional(),
  refunds: z.array(RefundShape).max(MOST_PARTS).optional(),
})

export const OrderShape = z.object({
  id: Id,
  status: Code,
  intent: Code.optional().catch(undefined),
  purchase_units: z
    .array(
      z.object({
        custom_id: OurId.optional().catch(undefined),
        invoice_id: OurId.optional().catch(undefined),
        payments: PaymentsShape.optional(),
      }),
    )
    .max(10)
    .optional(),
  payment_source: z.object({ card: CardShape }).optional().catch(undefined),
  links: Links,
})
export type Order = z.infer<typeof OrderShape>

/** A refusal, under the statuses 4xx and 5xx. PayPal's token endpoint and proxies answer otherwise: that is none. */
export const RefusalShape = z.object({
  name: Code,
  details: z
    .array(z.object({ issue: Code.optional().catch(undefined) }))
    .max(MOST_PARTS)
    .optional()
    .catch(undefined),
  links: Links,
})
export type Refusal = z.infer<typeof RefusalShape>

const DisputedTransaction = z.object({
  seller_transaction_id: Id.optional().catch(undefined),
  custom: OurId.optional().catch(undefined),
  invoice_number: OurId.optional().catch(undefined),
})
export const DisputeShape = z.object({
  dispute_id: z.string().regex(/^[A-Za-z0-9-]{1,255}$/),
  reason: Code,
  status: Code,
  dispute_amount: AmountShape,
  dispute_life_cycle_stage: Code.optional().catch(undefined),
  external_reason_code: Code.optional().catch(undefined),
  dispute_outcome: z
    .object({ outcome_code: Code.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  seller_response_due_date: TimeMs.optional().catch(undefined),
  disputed_transactions: z.array(DisputedTransaction).max(1000).optional().catch(undefined),
  supporting_info: z
    .array(z.object({ notes: z.string().max(4000).optional().catch(undefined) }))
    .max(MOST_PARTS)
    .optional()
    .catch(undefined),
  links: Links,
})
export type PaypalDispute = z.infer<typeof DisputeShape>

/** What an accepted response to a dispute is answered with. */
export const LinksShape = z.object({ links: Links })

export const EventShape = z.object({
  id: Code,
  event_type: Code,
  create_time: TimeMs,
  resource: z.unknown(),
})

/** The parsed JSON of a body, or undefined where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
