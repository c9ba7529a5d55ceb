import type { PaymentEventType } from '../generated/graphql.ts'

/** How an event is coloured: money came or went as it should, something went wrong, or somebody is waited for. */
export type Tone = 'good' | 'bad' | 'wait'

const TITLES: Readonly<Record<PaymentEventType, string>> = {
  PAYMENT_CREATED: 'Payment created',
  ATTEMPT_STARTED: 'Attempt started',
  ATTEMPT_ENDED: 'Attempt ended',
  ACTION_REQUIRED: 'Bank asks the shopper',
  ACTION_COMPLETED: 'Shopper came back',
  PAYMENT_AUTHORIZED: 'Authorized',
  PAYMENT_DECLINED: 'Declined',
  PAYMENT_FAILED: 'Failed',
  PAYMENT_CANCELED: 'Canceled',
  PAYMENT_EXPIRED: 'Expired',
  CAPTURE_STARTED: 'Capture started',
  CAPTURE_SUCCEEDED: 'Captured',
  CAPTURE_FAILED: 'Capture failed',
  CANCEL_STARTED: 'Void started',
  CANCEL_FAILED: 'Void failed',
  AUTHORIZATION_RELEASED: 'Hold released',
  OUTCOME_UNKNOWN: 'Outcome unknown, finding out',
  OUTCOME_RESOLVED: 'Outcome found out',
  COMPENSATED: 'Put right',
  COMPENSATION_FAILED: 'Came back',
  REFUND_CREATED: 'Refund started',
  REFUND_SUCCEEDED: 'Refunded',
  REFUND_FAILED: 'Refund failed',
  DISPUTE_OPENED: 'Dispute opened',
  DISPUTE_RESPONSE_STARTED: 'Dispute answered',
  DISPUTE_UPDATED: 'Dispute updated',
  DISPUTE_CLOSED: 'Dispute closed',
  PAYMENT_ERASED: 'Shopper forgotten',
  GATEWAY_MESSAGE_IGNORED: 'Message recorded, nothing changed',
}

const TONES: { readonly [Type in PaymentEventType]?: Tone } = {
  PAYMENT_AUTHORIZED: 'good',
  CAPTURE_SUCCEEDED: 'good',
  REFUND_SUCCEEDED: 'good',
  OUTCOME_RESOLVED: 'good',
  PAYMENT_DECLINED: 'bad',
  PAYMENT_FAILED: 'bad',
  CAPTURE_FAILED: 'bad',
  CANCEL_FAILED: 'bad',
  COMPENSATION_FAILED: 'bad',
  REFUND_FAILED: 'bad',
  DISPUTE_OPENED: 'bad',
  ACTION_REQUIRED: 'wait',
  OUTCOME_UNKNOWN: 'wait',
}

/** In words for a person. Types may be added, and one that is not known here is shown by its own name. */
export const titleOf = (type: PaymentEventType): string => (Object.hasOwn(TITLES, type) ? TITLES[type] : wordsOf(type))

export const toneOf = (type: PaymentEventType): Tone | '' => TONES[type] ?? ''

/** `PARTIALLY_CAPTURED` or `not_sent` as a person writes it. */
export function wordsOf(name: string): string {
  const text = name.toLowerCase().replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
