import { branch, type FailureTraits } from '../leaf.ts'
import { CAPTURE, VOID } from '../texts.ts'

const BY_MERCHANT: FailureTraits = {
  category: 'CONFIGURATION',
  certainty: 'declined',
  actor: 'merchant',
  retry: 'after_change',
  message: CAPTURE,
}

export const captureRefused = branch(
  'capture/refused',
  'A capture took nothing. The hold may still stand: the payment says so.',
  BY_MERCHANT,
  {
    capture_refused: 'The gateway refused to capture, and its code says no more.',
    capture_failed: [
      'The gateway took the capture in and later reported that it failed.',
      { category: 'ISSUER_DECLINED' },
    ],
    capture_hold_expired: 'The authorization has expired. Ask the shopper to pay again.',
    capture_hold_voided: 'The authorization was voided before the capture.',
    capture_hold_denied: 'The authorization was denied, so there is nothing to capture.',
    capture_hold_released: ['The issuer has released the money before the capture.', { category: 'ISSUER_DECLINED' }],
    capture_already_made: 'It was captured in full already.',
    capture_exceeds_hold: 'The amount is more than what is left of the authorization.',
    capture_count_exceeded: 'The gateway allows no more captures of this authorization.',
    capture_currency_mismatch: 'A capture has to be in the currency of its authorization.',
    capture_partial_not_supported: 'The gateway captures this in full or not at all.',
    capture_too_early: 'The authorization cannot be captured yet, as it is still pending or in review.',
    capture_payer_cannot_pay: [
      "The wallet's payer cannot pay any more.",
      { category: 'ISSUER_DECLINED', actor: 'shopper' },
    ],
    capture_risk_refused: ["The gateway's risk controls stopped the capture.", { category: 'SUSPECTED_FRAUD' }],
    reauthorization_not_supported: 'The authorization cannot be renewed. Ask the shopper to pay again.',
  },
)

export const voidRefused = branch(
  'void/refused',
  'A void released nothing. Where money was captured, refund it instead.',
  { ...BY_MERCHANT, message: VOID },
  {
    void_refused: 'The gateway refused to void, and its code says no more.',
    void_already_captured: 'It was captured already. Refund it instead.',
    void_already_made: 'It was voided already.',
    void_too_late: 'It is on its way to settlement and can no longer be voided. Refund it instead.',
    void_not_supported: 'The gateway cannot void this. It expires by itself.',
  },
)
