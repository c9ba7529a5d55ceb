import { type Entries, type Field, SHARED } from './entry.ts'

const { attempt, failure, gatewayReference, origin } = SHARED

const capture: Field = ['Int', 'The number of the capture within the payment; `cap_…_<number>` is its id.']
const refund: Field = ['Int', 'The number of the refund within the payment; `ref_…_<number>` is its id.']
const why: Field = [
  'String',
  '`cancel`, `expiry`, `release`, `superseded`, `unknown`, `cascaded` or `compensation`: what it is ended for.',
]
const means: Field = ['String', '`void` of a hold, `fence` of an open attempt, or `return` of money that was taken.']

/** What happens to money that was authorized: captures, cancellations, refunds. */
export const MONEY = {
  CAPTURE_STARTED: {
    name: 'capture.started',
    version: 1,
    words: 'A capture is about to be sent. Missing where authorization and capture are one call.',
    fields: {
      capture,
      amount: ['Money', 'What is to be taken.'],
      final: ['Boolean', 'Whether what is left is released.'],
      automatic: ['Boolean', 'Whether it follows the authorization by itself.'],
    },
  },
  CAPTURE_SUCCEEDED: {
    name: 'capture.succeeded',
    version: 1,
    words: 'Money is taken.',
    fields: {
      capture,
      amount: ['Money', 'What was taken.'],
      final: ['Boolean', 'Whether what is left is released.'],
      origin,
      gatewayReference,
    },
  },
  CAPTURE_FAILED: {
    name: 'capture.failed',
    version: 1,
    words: 'A capture certainly took nothing.',
    fields: { capture, failure },
  },
  CANCEL_STARTED: {
    name: 'cancel.started',
    version: 1,
    words: 'A hold is about to be voided, an open attempt closed, or money that the payment does not want sent back.',
    fields: { attempt, why, means, reason: ['String?', 'Your own words. Absent after erasure.'] },
  },
  CANCEL_FAILED: {
    name: 'cancel.failed',
    version: 1,
    words: 'The gateway refused to end it; what was held stays held.',
    fields: { attempt, why, failure },
  },
  PAYMENT_CANCELED: {
    name: 'payment.canceled',
    version: 1,
    words: 'The payment is canceled, and nothing is held.',
    fields: { reason: ['String?', 'Your own words. Absent after erasure.'] },
  },
  PAYMENT_EXPIRED: {
    name: 'payment.expired',
    version: 1,
    words: 'The payment ended by its date, and nothing is held.',
    fields: {},
  },
  AUTHORIZATION_RELEASED: {
    name: 'authorization.released',
    version: 1,
    words: 'What was authorized and not captured is released; the payment is CAPTURED with what was taken.',
    fields: { attempt, amount: ['Money', 'What was released.'] },
  },
  COMPENSATED: {
    name: 'compensation.succeeded',
    version: 1,
    words: 'Money that was held or taken for an attempt that the payment no longer wanted is given back.',
    fields: { attempt, means, amount: ['Money', 'What was given back.'] },
  },
  COMPENSATION_FAILED: {
    name: 'compensation.failed',
    version: 1,
    words:
      'What had been given back came again, for the gateway could not pay it to the shopper. It is given back once more.',
    fields: { attempt, amount: ['Money', 'What came again.'], failure },
  },
  REFUND_CREATED: {
    name: 'refund.created',
    version: 1,
    words: 'A refund is about to be sent, or was made at the gateway.',
    fields: {
      refund,
      amount: ['Money', 'What is to be paid back.'],
      origin,
      gatewayReference,
      reason: ['String?', 'Your own words. Absent after erasure.'],
    },
  },
  REFUND_SUCCEEDED: {
    name: 'refund.succeeded',
    version: 1,
    words: 'The gateway paid the refund back.',
    fields: {
      refund,
      gatewayReference,
      amount: ['Money?', 'Where the gateway says that it paid back another amount than was asked for.'],
    },
  },
  REFUND_FAILED: {
    name: 'refund.failed',
    version: 1,
    words: 'The refund was not paid back, or came back from the bank afterwards.',
    fields: { refund, failure },
  },
} as const satisfies Entries<
  | 'CAPTURE_STARTED'
  | 'CAPTURE_SUCCEEDED'
  | 'CAPTURE_FAILED'
  | 'CANCEL_STARTED'
  | 'CANCEL_FAILED'
  | 'PAYMENT_CANCELED'
  | 'PAYMENT_EXPIRED'
  | 'AUTHORIZATION_RELEASED'
  | 'COMPENSATED'
  | 'COMPENSATION_FAILED'
  | 'REFUND_CREATED'
  | 'REFUND_SUCCEEDED'
  | 'REFUND_FAILED'
>
