import type { PaymentShown } from './messages.ts'
import { flag, number, oneOf, type Read, record, text } from './read.ts'

/** What is told of payments, cards and money: the loader reads it from the frame, the frame from the api and the vault. */

export const LONGEST_SECRET = 256

/** `pay_…_secret_…`, to be put into a header: nothing that could end the line or start another. */
export const readSecret = text(LONGEST_SECRET, /^[\w-]+_secret_[\w-]+$/)

export const readMoney = record({ amount: text(32), currency: text(3) })

const card = record({ brand: text(32), last4: text(4), expiryMonth: number, expiryYear: number })

export const readToken = record({ token: text(LONGEST_SECRET) }, { card })

const failure = record({ code: text(64), message: text(), retryable: flag })

export const readPaymentShown: Read<PaymentShown> = record(
  {
    id: text(LONGEST_SECRET),
    mode: oneOf('TEST', 'LIVE'),
    status: oneOf(
      'REQUIRES_PAYMENT_METHOD',
      'REQUIRES_ACTION',
      'PROCESSING',
      'AUTHORIZED',
      'PARTIALLY_CAPTURED',
      'CAPTURED',
      'FAILED',
      'CANCELED',
      'EXPIRED',
    ),
    amount: readMoney,
  },
  { description: text(), card, failure },
)
