import type { FaultKind } from '../../contract/double.ts'
import type { DoubleAnswer } from '../../contract/server.ts'
import { type Book, type Charge, MERCHANT_ACCOUNT, newPspReference } from './book.ts'
import { error, json } from './payments.ts'

interface ModificationBody {
  readonly reference?: string
  readonly amount?: { readonly value: number; readonly currency: string }
}

/** What each modification does to a charge; a text is why it does not. */
const EFFECTS: Readonly<Record<string, (charge: Charge, value: number) => string | undefined>> = {
  captures(charge, value) {
    if (charge.status !== 'held' || charge.capturedValue > 0) return 'Insufficient balance on payment'
    if (value > charge.value) return 'Insufficient balance on payment'
    charge.capturedValue += value
    charge.status = 'captured'
    return undefined
  },
  cancels(charge) {
    if (charge.status !== 'held') return 'Transaction cannot be cancelled'
    charge.status = 'released'
    return undefined
  },
  refunds(charge, value) {
    if (value > charge.capturedValue - charge.refundedValue) return 'Insufficient balance on payment'
    charge.refundedValue += value
    return undefined
  },
}
const EVENTS: Readonly<Record<string, string>> = { captures: 'CAPTURE', cancels: 'CANCELLATION', refunds: 'REFUND' }

/** `/payments/{psp}/captures`, `cancels` and `refunds`: always `received`; the end is decided and told afterwards. */
export function modify(
  book: Book,
  pspReference: string,
  verb: string,
  { reference, amount }: ModificationBody,
  fault: FaultKind | undefined,
): DoubleAnswer {
  const charge = book.chargeOf(pspReference)
  const effect = EFFECTS[verb]
  if (charge === undefined || effect === undefined) {
    return error(422, '167', 'Original pspReference required for this operation')
  }
  if (amount !== undefined && amount.currency !== charge.currency) return error(422, '138', 'Unsupported currency')
  const value = amount?.value ?? charge.value
  const modification = newPspReference()
  const refusal = effect(charge, value)
  book.tell(charge.reference, {
    eventCode: EVENTS[verb] ?? verb,
    success: refusal === undefined,
    pspReference: modification,
    originalReference: pspReference,
    merchantReference: reference ?? charge.reference,
    value,
    currency: charge.currency,
    ...(refusal === undefined ? {} : { reason: refusal }),
  })
  return json(201, {
    merchantAccount: MERCHANT_ACCOUNT,
    paymentPspReference: pspReference,
    pspReference: modification,
    reference: fault === 'wrong_reference' ? 'cap_of_somebody_else' : reference,
    status: fault === 'unknown_status' ? 'levitating' : 'received',
    ...(fault === 'unknown_field' ? { mood: 'good' } : {}),
    ...(amount === undefined
      ? {}
      : {
          amount: {
            value: fault === 'wrong_amount' ? value + 1 : value,
            currency: fault === 'wrong_currency' ? 'XAF' : charge.currency,
          },
        }),
  })
}

interface TechnicalCancelBody {
  readonly paymentReference: string
  readonly reference?: string
}

/** `/cancels`: whatever is held under our own reference. The notification has the payment's reference, not the cancel's. */
export function technicalCancel(book: Book, { paymentReference, reference }: TechnicalCancelBody): DoubleAnswer {
  const pspReference = newPspReference()
  const charge = book.chargesOf(paymentReference).find(({ status }) => status === 'held' || status === 'captured')
  const isCanceled = charge?.status === 'held'
  if (charge !== undefined && isCanceled) charge.status = 'released'
  book.tell(paymentReference, {
    eventCode: 'TECHNICAL_CANCEL',
    success: isCanceled,
    pspReference,
    ...(charge === undefined ? {} : { originalReference: charge.pspReference }),
    merchantReference: paymentReference,
    value: charge?.value ?? 0,
    currency: charge?.currency ?? 'EUR',
    ...(isCanceled ? {} : { reason: charge === undefined ? 'Payment not found' : 'Already captured' }),
  })
  return json(201, { merchantAccount: MERCHANT_ACCOUNT, paymentReference, pspReference, reference, status: 'received' })
}

/** A cardholder disputes: first the notification, then the chargeback that takes the money. */
export function dispute(book: Book, charge: Charge): void {
  const pspReference = newPspReference()
  for (const eventCode of ['NOTIFICATION_OF_CHARGEBACK', 'CHARGEBACK']) {
    book.tell(charge.reference, {
      eventCode,
      success: true,
      pspReference,
      originalReference: charge.pspReference,
      merchantReference: charge.reference,
      value: charge.capturedValue,
      currency: charge.currency,
      reason: 'Other Fraud-Card Absent Environment',
      additionalData: {
        chargebackReasonCode: '10.4',
        chargebackSchemeCode: 'visa',
        defendable: 'true',
        defensePeriodEndsAt: new Date(Date.now() + 14 * 86_400_000).toISOString().replace(/\.\d+Z$/, '+00:00'),
        disputeStatus: 'Undefended',
      },
    })
  }
}
