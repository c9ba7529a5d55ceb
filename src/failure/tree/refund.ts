import { branch, type FailureTraits } from '../leaf.ts'
import { DISPUTE, REFUND, REFUND_UNPAID } from '../texts.ts'

const BY_MERCHANT: FailureTraits = {
  category: 'CONFIGURATION',
  certainty: 'declined',
  actor: 'merchant',
  retry: 'after_change',
  message: REFUND,
}
const UNPAID = { category: 'ISSUER_DECLINED', retry: 'another_method', message: REFUND_UNPAID } as const

export const refundUnpaid = branch(
  'refund/unpaid',
  'The bank did not take the refund. The amount can be refunded again, or paid back another way.',
  { ...BY_MERCHANT, ...UNPAID },
  {
    refund_failed: 'The refund could not be paid to the card, and no reason was given.',
    refund_declined: 'The issuer declined the refund. Pay the shopper back another way.',
    refund_card_unusable: 'The card is expired or canceled, so it takes no refund. Pay back another way.',
    refund_card_reported:
      'The card is reported lost or stolen, so it takes no refund. Pay back another way, with care.',
    refund_account_closed: "The shopper's account is closed. Pay back another way.",
    refund_returned: "The shopper's bank sent the refund back. The amount is yours again; pay back another way.",
    refund_payer_restricted: "The wallet's payer cannot receive money at present.",
  },
)

export const refundRefused = branch(
  'refund/refused',
  'The gateway did not accept the refund. Nothing was paid back.',
  BY_MERCHANT,
  {
    refund_refused: 'The gateway refused the refund, and its code says no more.',
    refund_exceeds_captured: 'The amount is more than what is left to refund.',
    refund_already_made: 'It was refunded in full already.',
    refund_too_late: "The gateway's time for refunds of this payment is over. Pay back another way.",
    refund_balance_too_low: ['Your balance at the gateway is too low for the refund. Top it up.', { retry: 'later' }],
    refund_of_disputed_payment: 'The payment is disputed or charged back. Settle that instead of refunding.',
    refund_capture_pending: ['The capture is not settled yet. Refund once it is.', { retry: 'later' }],
    refund_partial_not_allowed: 'This can be refunded in full only.',
    refund_count_exceeded: 'The gateway allows no more refunds of this payment.',
    refund_currency_mismatch: 'A refund has to be in the currency of its capture.',
    refund_amount_too_small: 'The amount is too small to be refunded, or nothing once converted.',
    refund_limit_exceeded: ["The account's limit for refunds in a time is used up.", { retry: 'later' }],
    refund_not_supported: 'The method or the gateway offers no refunds of this payment.',
    refund_not_permitted: 'Only who took the payment may refund it, such as the platform.',
    refund_fee_exceeded: "The platform's fee in the refund is more than what is left of it.",
    refund_canceled: 'The refund was canceled before it was paid.',
    refund_stopped_for_review: ["The gateway's controls stopped the refund.", { actor: 'gateway' }],
  },
)

export const disputeResponse = branch(
  'dispute/response',
  'The gateway did not accept what was sent about a dispute. Its deadline keeps running.',
  { ...BY_MERCHANT, message: DISPUTE },
  {
    dispute_response_refused: 'The gateway refused the response, and its code says no more.',
    dispute_closed: ['The dispute is decided already.', { actor: 'nobody' }],
    dispute_response_too_late: ['The time to respond is over.', { actor: 'nobody' }],
    dispute_already_answered: ['A response was submitted already, and only one is allowed.', { actor: 'nobody' }],
    dispute_not_defensible: ['This kind of dispute cannot be contested.', { actor: 'nobody' }],
    dispute_unknown: ['The gateway knows no such dispute.', { actor: 'operator' }],
    dispute_state_conflict: 'The dispute is at a stage that does not take this response.',
    dispute_evidence_missing: 'Evidence that the reason requires is missing.',
    dispute_evidence_invalid: 'A piece of evidence is of a kind or form that is not taken.',
    dispute_evidence_too_large: 'The evidence is too large or has too many pages.',
    dispute_offer_refused: 'The offered settlement is not allowed: amount, kind or stage.',
  },
)
