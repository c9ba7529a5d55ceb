import type { FaultKind } from '../../contract/double.ts'
import type { DoubleAnswer } from '../../contract/server.ts'
import { type Book, type Charge, newPspReference, tellAuthorisation } from './book.ts'

export const CARDS = {
  approved: '4111111111111111',
  declined: '4000300011112220',
  /** Of the OpenAPI file's own example of 3-D Secure. */
  challenged: '4212345678901237',
} as const

export const json = (status: number, body: unknown): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8' },
  body: JSON.stringify(body),
})

export const error = (status: number, errorCode: string, message: string, errorType = 'validation'): DoubleAnswer =>
  json(status, { status, errorCode, message, errorType })

interface PaymentBody {
  readonly amount: { readonly value: number; readonly currency: string }
  readonly reference: string
  readonly paymentMethod: Readonly<Record<string, string>>
  readonly metadata?: Readonly<Record<string, string>>
  readonly captureDelayHours?: number
}

/** `/payments`: the card's number decides. A sale is captured at once, of which Adyen tells nothing more. */
export function pay(book: Book, body: PaymentBody, origin: string, fault: FaultKind | undefined): DoubleAnswer {
  const { amount, reference, metadata = {}, captureDelayHours } = body
  const { number = '' } = body.paymentMethod
  if (!/^[0-9]{12,19}$/.test(number)) return error(422, '101', 'Invalid card number')
  const charge: Charge = {
    pspReference: newPspReference(),
    reference,
    attemptId: metadata.attemptId ?? '',
    isSale: captureDelayHours === 0,
    value: fault === 'wrong_amount' ? amount.value + 1 : amount.value,
    currency: fault === 'wrong_currency' ? (amount.currency === 'USD' ? 'EUR' : 'USD') : amount.currency,
    metadata,
    brand: number.startsWith('5') ? 'mc' : 'visa',
    cardSummary: number.slice(-4),
    status: 'waiting',
    capturedValue: 0,
    refundedValue: 0,
  }
  book.charges.push(charge)
  if (number === CARDS.challenged) {
    return json(200, {
      pspReference: charge.pspReference,
      merchantReference: reference,
      resultCode: 'RedirectShopper',
      action: {
        type: 'redirect',
        method: 'GET',
        paymentMethodType: 'scheme',
        url: `${origin}/checkoutshopper/threeDS/redirect?MD=${charge.pspReference}`,
      },
    })
  }
  return number === CARDS.declined || fault === 'declined'
    ? refuse(book, charge, '12', 'Not enough balance', '51 : Insufficient funds')
    : authorise(book, charge, fault)
}

export function refuse(book: Book, charge: Charge, code: string, reason: string, raw?: string): DoubleAnswer {
  charge.status = 'declined'
  tellAuthorisation(book, charge, reason)
  const { pspReference, reference: merchantReference } = charge
  return json(200, {
    pspReference,
    merchantReference,
    resultCode: 'Refused',
    refusalReason: reason,
    refusalReasonCode: code,
    ...(raw === undefined ? {} : { additionalData: { refusalReasonRaw: raw } }),
  })
}

export function authorise(book: Book, charge: Charge, fault: FaultKind | undefined): DoubleAnswer {
  charge.status = charge.isSale ? 'captured' : 'held'
  charge.capturedValue = charge.isSale ? charge.value : 0
  tellAuthorisation(book, charge)
  const { pspReference, reference, value, currency, brand, cardSummary } = charge
  return json(200, {
    pspReference,
    merchantReference: fault === 'wrong_reference' ? 'pay_of_somebody_else' : reference,
    amount: { value, currency },
    resultCode: fault === 'unknown_status' ? 'Levitating' : 'Authorised',
    additionalData: {
      cardSummary,
      paymentMethod: brand,
      expiryDate: '12/2040',
      fundingSource: 'CREDIT',
      cardIssuingCountry: 'NL',
      ...(fault === 'unknown_field' ? { mood: 'good' } : {}),
    },
    ...(fault === 'unknown_field' ? { mood: { of: ['the', 'day'] } } : {}),
  })
}
