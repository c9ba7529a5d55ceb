import type { PaymentEventType } from '../src/payment/event.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

export const PaymentEventTypeEnum = builder.enumType('PaymentEventType', {
  description:
    'What happened to a payment. An intent (…_STARTED, REFUND_CREATED) is recorded before its call leaves, its outcome after. New types may be added: ignore those you do not know.',
  values: describedValues<PaymentEventType>({
    PAYMENT_CREATED: 'The payment exists; always event 1.',
    ATTEMPT_STARTED: 'An authorization is about to be sent to a gateway.',
    ATTEMPT_ENDED: 'The attempt ended with certainty: approved, declined, unprocessed or not sent.',
    ACTION_REQUIRED: 'The shopper has to act, for example in a 3-D Secure challenge.',
    ACTION_COMPLETED: 'The shopper came back, and the gateway is asked how it ended.',
    PAYMENT_AUTHORIZED: 'The amount is held, or taken where the gateway does both in one call.',
    PAYMENT_DECLINED:
      'This try is over and the payment keeps no money; another card may be confirmed unless PAYMENT_FAILED follows.',
    PAYMENT_FAILED: 'No further attempt is accepted.',
    CAPTURE_STARTED: 'A capture is about to be sent. Missing where authorization and capture are one call.',
    CAPTURE_SUCCEEDED: 'Money is taken.',
    CAPTURE_FAILED: 'A capture certainly took nothing.',
    CANCEL_STARTED:
      'A hold is about to be voided, an open attempt closed, or money that the payment does not want sent back.',
    CANCEL_FAILED: 'The gateway refused to end it; what was held stays held.',
    PAYMENT_CANCELED: 'The payment is canceled, and nothing is held.',
    PAYMENT_EXPIRED: 'The payment ended by its date, and nothing is held.',
    AUTHORIZATION_RELEASED:
      'What was authorized and not captured is released; the payment is CAPTURED with what was taken.',
    OUTCOME_UNKNOWN: 'An answer was lost or is still to come, and it is being found out.',
    OUTCOME_RESOLVED: 'It is known what became of a call whose answer was missing.',
    COMPENSATION_FAILED:
      'What had been given back came again, for the gateway could not pay it to the shopper. It is given back once more.',
    COMPENSATED: 'Money that was held or taken for an attempt that the payment no longer wanted is given back.',
    REFUND_CREATED: 'A refund is about to be sent, or was made at the gateway.',
    REFUND_SUCCEEDED: 'The gateway paid the refund back.',
    REFUND_FAILED: 'The refund was not paid back, or came back from the bank afterwards.',
    DISPUTE_OPENED: "The shopper's bank opened a dispute.",
    DISPUTE_RESPONSE_STARTED: 'Evidence or an acceptance is about to be sent.',
    DISPUTE_UPDATED: 'The dispute moved to another stage or status, a draft was kept, or a response was answered.',
    DISPUTE_CLOSED: 'The dispute ended.',
    GATEWAY_MESSAGE_IGNORED: 'A gateway message was late, contradictory or not understood. It changed nothing.',
  }),
})
