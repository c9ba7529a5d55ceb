import { type Entries, SHARED } from './entry.ts'

const { attempt, failure, gatewayReference } = SHARED

/** A payment and its attempts, up to the authorization. */
export const ATTEMPTS = {
  PAYMENT_CREATED: {
    name: 'payment.created',
    version: 1,
    words: 'The payment exists; always event 1.',
    fields: {
      amount: ['Money', 'What is to be paid.'],
      captureMethod: ['String', '`AUTOMATIC` or `MANUAL`.'],
      expiresAt: ['DateTime', 'When it expires if it is not paid.'],
      reference: ['String?', 'Your own reference.'],
      returnUrl: ['String?', 'Where the shopper comes back to.'],
      description: ['String?', 'Your description. Absent after erasure, as are the four that follow.'],
      metadata: ['Metadata?', 'Your own names and texts.'],
      customer: ['Customer?', 'Who pays.'],
      billingAddress: ['Address?', "The cardholder's address."],
      shippingAddress: ['Address?', 'Where the goods go.'],
      storedMethods: ['StoredOffer?', 'What the shopper may do in the checkout with its stored cards.'],
      customerId: ['String?', 'The customer that it is about, by id.'],
    },
  },
  ATTEMPT_STARTED: {
    name: 'attempt.started',
    version: 1,
    words: 'An authorization is about to be sent to a gateway.',
    fields: {
      attempt,
      gateway: ['String', "The gateway account's name."],
      candidates: ['String[]', 'The names of the accounts there were to choose from, in order.'],
      eliminated: ['Elimination[]?', 'Which accounts were out of the question, and why.'],
      reason: ['String', 'Why this account.'],
      rule: ['String?', 'The rule of the routing policy that decided.'],
      policyVersion: ['Int?', 'The version of that policy.'],
      onUnknown: ['String?', '`WAIT` or `CASCADE`: what happens while the outcome is unknown.'],
      method: ['String?', 'What it is paid with, where that is no card.'],
      backoffMs: ['Int?', 'The call leaves this many milliseconds later: a retry at the same gateway.'],
      capture: ['Boolean', 'Whether the same call takes the money.'],
      returnUrl: ['String?', 'Where the shopper comes back to.'],
      threeDS: ['ThreeDSWish?', 'What is asked of 3-D Secure.'],
      stepUpOf: ['Int?', 'The attempt that the issuer declined for want of authentication, which this one repeats.'],
      credential: ['Credential?', 'With a stored card, or one that is to be stored: what the network is told of it.'],
      saves: ['String?', 'The id of the method that the card is stored as once it is approved.'],
    },
  },
  ATTEMPT_ENDED: {
    name: 'attempt.ended',
    version: 1,
    words: 'The attempt ended with certainty: approved, declined, unprocessed or not sent.',
    fields: {
      attempt,
      outcome: ['String', '`approved`, `declined`, `unprocessed` or `not_sent`.'],
      failure: ['Failure?', 'Why it was not approved.'],
      gatewayReference,
      card: ['Card?', 'What may be shown of the card.'],
      authorized: ['Money?', 'With `approved`: what the gateway says it holds or took.'],
      captured: ['Money?', 'With `approved`: how much of it is taken already.'],
      chargedCurrency: ['String?', "The currency of what was taken, where it is not the payment's: it is given back."],
      expiresAt: ['DateTime?', 'Until when the gateway keeps the hold.'],
      authentication: ['Authentication?', 'How 3-D Secure went, where the gateway tells.'],
      networkTransactionId: ['String?', "The network's reference of the approval, where the gateway tells it."],
    },
  },
  ACTION_REQUIRED: {
    name: 'payment.action_required',
    version: 1,
    words: 'The shopper has to act, for example in a 3-D Secure challenge.',
    fields: {
      attempt,
      action: ['ShopperAction', 'Where the shopper has to go.'],
      gatewayReference,
      card: ['Card?', 'What may be shown of the card.'],
    },
  },
  ACTION_COMPLETED: {
    name: 'payment.action_completed',
    version: 1,
    words: 'The shopper came back, and the gateway is asked how it ended.',
    fields: { attempt },
  },
  PAYMENT_AUTHORIZED: {
    name: 'payment.authorized',
    version: 1,
    words: 'The amount is held, or taken where the gateway does both in one call.',
    fields: {
      attempt,
      amount: ['Money', 'What is held or taken.'],
      expiresAt: ['DateTime', 'When the hold ends.'],
    },
  },
  PAYMENT_DECLINED: {
    name: 'payment.declined',
    version: 1,
    words:
      'This try is over and the payment keeps no money; another card may be confirmed unless PAYMENT_FAILED follows.',
    fields: {
      attempt: ['Int?', 'The number of the last attempt; absent where none could be started.'],
      failure,
      because: ['String?', 'Why no attempt could be started.'],
      rule: ['String?', 'The rule of the routing policy that found nobody.'],
      eliminated: ['Elimination[]?', 'Which accounts were out of the question, and why.'],
    },
  },
  PAYMENT_FAILED: {
    name: 'payment.failed',
    version: 1,
    words: 'No further attempt is accepted.',
    fields: { failure },
  },
  OUTCOME_UNKNOWN: {
    name: 'outcome.unknown',
    version: 1,
    words: 'An answer was lost or is still to come, and it is being found out.',
    fields: {
      call: ['Call', 'Which call to the gateway is meant.'],
      reason: ['String', 'What happened to the answer.'],
      checks: ['Int', 'How often it was asked for since; 0 is being found out at once.'],
      nextCheckAt: ['DateTime?', "When it is asked for next; absent where it is an operator's task."],
    },
  },
  OUTCOME_RESOLVED: {
    name: 'outcome.resolved',
    version: 1,
    words: 'It is known what became of a call whose answer was missing.',
    fields: {
      call: ['Call', 'Which call to the gateway is meant.'],
      outcome: ['String', 'How it ended.'],
      by: ['String', 'How that was found out: `resend`, `query`, `fence` or `webhook`.'],
    },
  },
  PAYMENT_ERASED: {
    name: 'payment.erased',
    version: 1,
    words: 'The shopper was forgotten: free text and shopper fields of everything before this are gone.',
    fields: {},
  },
  GATEWAY_MESSAGE_IGNORED: {
    name: 'gateway.message_ignored',
    version: 1,
    words: 'A gateway message was late, contradictory or not understood. It changed nothing.',
    fields: {
      messageId: ['String', "The gateway's own id of it."],
      about: ['String', 'What it spoke of.'],
      reason: ['String', 'Why it changed nothing.'],
    },
  },
} as const satisfies Entries<
  | 'PAYMENT_CREATED'
  | 'ATTEMPT_STARTED'
  | 'ATTEMPT_ENDED'
  | 'ACTION_REQUIRED'
  | 'ACTION_COMPLETED'
  | 'PAYMENT_AUTHORIZED'
  | 'PAYMENT_DECLINED'
  | 'PAYMENT_FAILED'
  | 'OUTCOME_UNKNOWN'
  | 'OUTCOME_RESOLVED'
  | 'PAYMENT_ERASED'
  | 'GATEWAY_MESSAGE_IGNORED'
>
