import { branch, type FailureTraits } from '../leaf.ts'
import { ASK_THE_SHOP, BANK_LATER, CARD_KIND, CONFIRM, DECLINED, NOT_CONFIRMED, PIN } from '../texts.ts'

const UNCONFIRMED: FailureTraits = {
  category: 'AUTHENTICATION_FAILED',
  certainty: 'declined',
  actor: 'shopper',
  retry: 'authenticate',
  message: NOT_CONFIRMED,
}
const OTHER_CARD = { retry: 'another_method' } as const
const BANK_DOWN = { actor: 'issuer', retry: 'later', message: BANK_LATER } as const
const TO_MEND = { actor: 'operator', retry: 'after_change', message: ASK_THE_SHOP } as const

export const authenticationThreeDS = branch(
  'authentication/three_ds',
  '3-D Secure: the shopper was not confirmed, so the payment was not authorized.',
  UNCONFIRMED,
  {
    authentication_failed: 'The shopper did not pass 3-D Secure. They can try again or take another card.',
    authentication_required: [
      'The issuer declines without authentication (a soft decline). Send it again with 3-D Secure.',
      { message: CONFIRM },
    ],
    exemption_refused: [
      'The issuer did not accept the exemption that was asked for. Send it again with 3-D Secure.',
      { message: CONFIRM },
    ],
    challenge_abandoned: 'The shopper left the challenge, or it was still open when its time was over.',
    challenge_canceled: 'The shopper pressed cancel in the challenge.',
    challenge_timed_out: "The bank's challenge page ended the session because the shopper took too long.",
    challenge_tries_exceeded: ['The shopper answered the challenge wrongly too often.', OTHER_CARD],
    authentication_rejected: ['The issuer rejected the authentication and asks not to try again.', OTHER_CARD],
    authentication_rejected_as_risk: [
      'The issuer rejected the authentication for suspected fraud. Do not tell the shopper.',
      { ...OTHER_CARD, category: 'SUSPECTED_FRAUD', message: DECLINED },
    ],
    authentication_not_possible: [
      'The issuer could not authenticate, and the payment is not accepted without it.',
      { actor: 'issuer', retry: 'another_method' },
    ],
    card_not_enrolled: ['The card takes no part in 3-D Secure, and it was required.', OTHER_CARD],
    authentication_not_supported: [
      'Card or network do not support 3-D Secure, and it was required.',
      { ...OTHER_CARD, message: CARD_KIND },
    ],
    bank_challenge_unreachable: ["The issuer's challenge server is out of reach.", BANK_DOWN],
    directory_server_unreachable: ["The network's directory server is out of reach or sent no result.", BANK_DOWN],
    authentication_protocol_error: ['A 3-D Secure message was malformed or of an unsupported version.', BANK_DOWN],
    authentication_result_invalid: 'The proof of authentication failed: wrong signature, or changed on its way.',
    authentication_result_foreign: 'The result belongs to another payment or attempt, and is not believed.',
    authentication_result_expired: 'The authentication is too old for an authorization. Authenticate again.',
    authentication_data_missing: ['The gateway got no browser or device data for 3-D Secure.', TO_MEND],
    cardholder_contact_missing: [
      "3-D Secure needs the cardholder's phone number or email address, and got none.",
      { actor: 'merchant', retry: 'correct_details' },
    ],
    authentication_not_set_up: ['The merchant is not enrolled for 3-D Secure at this gateway and brand.', TO_MEND],
  },
)

export const authenticationPin = branch(
  'authentication/pin',
  "The PIN or the card's chip. Rare online, but networks hand such codes on.",
  { ...UNCONFIRMED, ...OTHER_CARD, message: PIN },
  {
    incorrect_pin: ['The PIN is wrong or has the wrong length.', { retry: 'correct_details' }],
    pin_tries_exceeded: ['The PIN was entered wrongly too often. The bank can reset the count.', { message: DECLINED }],
    pin_required: 'The issuer wants a PIN, which cannot be given online.',
    offline_pin_required: "The issuer wants a PIN checked by the card's chip, which cannot be done online.",
    mobile_pin_required: 'The issuer wants the code of the mobile device, which was not given.',
    pin_not_verifiable: 'The issuer cannot verify PINs at the moment or for this card.',
    pin_encryption_error: ['The PIN block could not be decrypted along the way.', { actor: 'gateway' }],
    pin_change_declined: 'A request to change or unblock the PIN was declined.',
    unsafe_pin: 'The chosen PIN is refused as unsafe.',
    card_authentication_failed: ["The chip's cryptogram failed at the issuer.", { message: DECLINED }],
  },
)
