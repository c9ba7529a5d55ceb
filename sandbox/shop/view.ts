import type { CaptureMethod, CreatePaymentInput, PaymentQuery } from './generated/graphql.ts'

export interface Order {
  readonly id: string
  readonly quantity: number
  readonly captureMethod: CaptureMethod
  readonly returnUrl: string
}

/** The payment that belongs to an order, once Turnpike has made it. */
export interface OrderPayment {
  readonly paymentId: string
  readonly clientSecret: string
}

export const ACQUIRERS = ['a', 'b'] as const
export type AcquirerName = (typeof ACQUIRERS)[number]

/** One charge in an acquirer's own book. */
export interface Charge {
  readonly id: string
  readonly amountMinor: number
  readonly amountCapturedMinor: number
  readonly amountRefundedMinor: number
  readonly currency: string
  readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
}

/** What one acquirer really did for a payment, and which fault is switched on there. */
export interface Acquirer {
  readonly charges: readonly Charge[]
  readonly fault: string | undefined
}

/** What the page gets of an order: never the secret key. */
export interface OrderView extends Order, OrderPayment {
  readonly payment: NonNullable<PaymentQuery['payment']>
  readonly acquirers: Readonly<Record<AcquirerName, Acquirer>>
  /** What the payment was made with, to show. */
  readonly createPaymentInput: CreatePaymentInput
}
