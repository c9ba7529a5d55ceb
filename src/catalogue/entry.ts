import type { NewEvent, PaymentEventType } from '../payment/event.ts'

/** What a field of an event's public data holds. `?` after it: it may be absent. */
export type FieldType =
  | 'Boolean'
  | 'Call'
  | 'Credential'
  | 'StoredOffer'
  | 'Card'
  | 'DateTime'
  | 'Elimination[]'
  | 'Evidence'
  | 'Failure'
  | 'Int'
  | 'Metadata'
  | 'Money'
  | 'Address'
  | 'Authentication'
  | 'Customer'
  | 'ShopperAction'
  | 'ThreeDSWish'
  | 'String'
  | 'String[]'

export type Field = readonly [type: FieldType | `${FieldType}?`, words: string]

/**
 * What events keep for Turnpike alone: the token, where gateways' accounts are and what they can do, what the shopper's
 * browser, its steps of 3-D Secure and the return visit carried, the merchant's id (it is never shown), and sealed text that was not opened.
 */
export const INTERNAL_FIELDS = [
  'tokenId',
  'route',
  'candidates',
  'cardFingerprint',
  'browserSealed',
  'returned',
  'step',
  'merchantId',
  'mode',
  'currency',
  'deadlineMs',
  'sealed',
  'next',
] as const

/** Every other number of milliseconds is a moment. */
export const DURATION_FIELDS = ['backoffMs'] as const

type DataOf<Type extends PaymentEventType> = Extract<NewEvent, { readonly type: Type }>['data']
/** Of a type without data the compiler knows any name. */
type NamesOf<Type extends PaymentEventType> = string extends keyof DataOf<Type> ? never : keyof DataOf<Type> & string

/** Amounts are shown as Money and moments as DateTime, without their units. */
type PublicName<Name extends string> = Name extends (typeof DURATION_FIELDS)[number]
  ? Name
  : Name extends `${infer Amount}Minor`
    ? Amount
    : Name extends `${infer Moment}Ms`
      ? Moment
      : Name

/** Under which names a sealed part is shown to those who may read it, and what an attempt shows of its routes. */
interface Added {
  PAYMENT_CREATED: 'description' | 'metadata' | 'customer' | 'billingAddress' | 'shippingAddress'
  ATTEMPT_STARTED: 'gateway' | 'candidates'
  CANCEL_STARTED: 'reason'
  PAYMENT_CANCELED: 'reason'
  REFUND_CREATED: 'reason'
  DISPUTE_RESPONSE_STARTED: 'evidence'
  DISPUTE_UPDATED: 'evidence'
}

type PublicField<Type extends PaymentEventType> =
  | PublicName<Exclude<NamesOf<Type>, (typeof INTERNAL_FIELDS)[number]>>
  | (Type extends keyof Added ? Added[Type] : never)

/** One type of event, as developers know it. */
export interface Entry<Type extends PaymentEventType = PaymentEventType> {
  /** As webhooks have it: `payment.created`. */
  readonly name: `${string}.${string}`
  /** Of the shape of its data. */
  readonly version: number
  /** What it says. */
  readonly words: string
  /** Its public data. A field that the event has and that is not here does not compile. */
  readonly fields: Readonly<Record<PublicField<Type>, Field>>
}

export type Entries<Type extends PaymentEventType> = { readonly [Name in Type]: Entry<Name> }

const ATTEMPT_NUMBER = 'The number of the attempt within the payment; `att_…_<number>` is its id.'

/** What several types say alike. */
export const SHARED = {
  attempt: ['Int', ATTEMPT_NUMBER],
  failure: ['Failure', 'Why.'],
  gatewayReference: ['String?', 'What the gateway calls it.'],
  origin: ['String', '`API`, or `GATEWAY` where it was done at the gateway first.'],
} as const satisfies Readonly<Record<string, Field>>
