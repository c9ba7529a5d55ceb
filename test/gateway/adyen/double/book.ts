import { randomBytes } from 'node:crypto'
import type { BookedCharge } from '../../contract/double.ts'

/** Adyen's book: what was authorized, captured and refunded, and the notifications that tell of it. */
export interface Charge {
  readonly pspReference: string
  readonly reference: string
  readonly attemptId: string
  readonly isSale: boolean
  readonly value: number
  readonly currency: string
  readonly metadata: Readonly<Record<string, string>>
  readonly brand: string
  readonly cardSummary: string
  status: BookedCharge['status']
  capturedValue: number
  refundedValue: number
}

export interface Notification {
  readonly eventCode: string
  readonly success: boolean
  readonly pspReference: string
  readonly originalReference?: string
  readonly merchantReference: string
  readonly value: number
  readonly currency: string
  readonly reason?: string
  readonly operations?: readonly string[]
  readonly additionalData?: Readonly<Record<string, string>>
}

export const MERCHANT_ACCOUNT = 'TurnpikeECOM'

/** Sixteen characters, as Adyen's are. */
export const newPspReference = (): string => randomBytes(8).toString('hex').toUpperCase()

export function openBook() {
  const charges: Charge[] = []
  const notifications: { readonly paymentReference: string; readonly body: unknown }[] = []

  /** What was told of a payment is kept in order; who takes part in the test signs and delivers it. */
  const tell = (paymentReference: string, told: Notification): void => {
    const { value, currency, success, ...item } = told
    const NotificationRequestItem = {
      additionalData: {},
      originalReference: '',
      reason: '',
      ...item,
      amount: { currency, value },
      eventDate: new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
      merchantAccountCode: MERCHANT_ACCOUNT,
      paymentMethod: 'visa',
      success: String(success),
    }
    notifications.push({ paymentReference, body: { live: 'false', notificationItems: [{ NotificationRequestItem }] } })
  }

  return {
    charges,
    tell,
    chargeOf: (pspReference: string) => charges.find((charge) => charge.pspReference === pspReference),
    chargesOf: (reference: string) => charges.filter((charge) => charge.reference === reference),
    notificationsOf: (reference: string): readonly unknown[] =>
      notifications.flatMap(({ paymentReference, body }) => (paymentReference === reference ? [body] : [])),
  }
}
export type Book = ReturnType<typeof openBook>

/** Tells the end of an authorization, with what the request said of itself. */
export function tellAuthorisation(book: Book, charge: Charge, refusal?: string): void {
  const { pspReference, reference, value, currency, metadata, isSale } = charge
  book.tell(reference, {
    eventCode: 'AUTHORISATION',
    success: refusal === undefined,
    pspReference,
    merchantReference: reference,
    value,
    currency,
    reason: refusal ?? '044925:4242:12/2040',
    operations: isSale ? ['REFUND'] : ['CANCEL', 'CAPTURE', 'REFUND'],
    additionalData: Object.fromEntries(Object.entries(metadata).map(([key, text]) => [`metadata.${key}`, text])),
  })
}

export const bookedCharge = (charge: Charge): BookedCharge => ({
  attemptId: charge.attemptId,
  status: charge.status,
  amountMinor: BigInt(charge.value),
  currency: charge.currency,
  capturedMinor: BigInt(charge.capturedValue),
  refundedMinor: BigInt(charge.refundedValue),
})
