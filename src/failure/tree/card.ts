import { branch, type FailureTraits } from '../leaf.ts'
import { ADDRESS, CARD_KIND, CURRENCY, CVC, DECLINED, DETAILS, EXPIRED, EXPIRY, NUMBER } from '../texts.ts'

const WRONG: FailureTraits = {
  category: 'INVALID_CARD',
  certainty: 'declined',
  actor: 'shopper',
  retry: 'correct_details',
  message: DETAILS,
}
const OTHER_CARD = { retry: 'another_method' } as const

export const cardDetails = branch(
  'card/details',
  'What was entered does not fit the card. The same card may pass once it is entered correctly.',
  WRONG,
  {
    invalid_card: 'The card or its token could not be used. The shopper enters it again or takes another.',
    incorrect_number: ['The card number fails its check digit or length.', { message: NUMBER }],
    unknown_card_number: ['The issuer knows no such card number.', { message: NUMBER }],
    unknown_issuer: ["No issuer is known for the card number's first digits.", { message: NUMBER }],
    card_record_not_found: 'The issuer has no record of the card, though the number belongs to it.',
    card_number_missing: 'The gateway got no card number. The shopper enters the card again.',
    expired_card: ['The card is past its expiry date. Ask for the new one.', { ...OTHER_CARD, message: EXPIRED }],
    incorrect_expiry: ['The expiry date does not match the one the issuer has.', { message: EXPIRY }],
    invalid_expiry_month: ['The expiry month is not a month.', { message: EXPIRY }],
    invalid_expiry_year: ['The expiry year is in the past or not a year.', { message: EXPIRY }],
    expiry_missing: ['The gateway got no expiry date and wants one.', { message: EXPIRY }],
    card_not_yet_valid: ['The card is not valid yet: its first day lies ahead.', { ...OTHER_CARD, message: CARD_KIND }],
    incorrect_cvc: ['The security code does not match the one the issuer has.', { message: CVC }],
    invalid_cvc: ['The security code has the wrong length or form for the brand.', { message: CVC }],
    cvc_missing: ['Issuer or gateway demands the security code and got none.', { message: CVC }],
    cvc_tries_exceeded: [
      'A wrong security code was sent too often. Visa forbids more tries in the day.',
      { retry: 'later', message: DECLINED },
    ],
    incorrect_postal_code: ['The postal code failed the address check.', { message: ADDRESS }],
    incorrect_address: ['The street address failed the address check.', { message: ADDRESS }],
    address_check_refused: ['The bank refused because address or postal code do not match.', { message: ADDRESS }],
    verification_data_mismatch: 'What was sent to identify the cardholder does not match what the issuer has; Visa 6P.',
    incorrect_cardholder_name: 'The name does not match the one the issuer has, or has an invalid form.',
    encrypted_card_unreadable: [
      'The gateway could not open the encrypted card data: an old public key, or a tampered request.',
      { actor: 'operator' },
    ],
  },
)

export const cardKind = branch(
  'card/kind',
  'The card is what it should be, but not of a kind that can be used for this payment.',
  { ...WRONG, ...OTHER_CARD, message: CARD_KIND },
  {
    card_not_supported: 'The card does not support this kind of purchase.',
    card_brand_not_supported: 'The gateway account does not take this brand. Another card, or enable the brand.',
    card_funding_not_supported: 'Credit, debit or prepaid cards of this kind are not taken.',
    prepaid_card_refused: 'Prepaid cards are refused here, or this one cannot be reloaded.',
    commercial_card_refused: 'Business cards are refused for this payment.',
    card_currency_not_supported: ['The card cannot be charged in this currency.', { message: CURRENCY }],
    cross_border_not_supported: 'The issuer allows no payment to merchants abroad. A gateway account at home may pass.',
    card_country_not_supported: 'Cards from this country are not taken.',
    online_payment_not_allowed: 'The issuer does not allow the card to be used online. The cardholder may enable it.',
    restricted_card: 'The card is restricted, in this region or for this kind of merchant.',
    card_not_activated: 'The card is new and was not activated, or is blocked until its first use.',
    card_replaced: 'The issuer has issued a new card in its place. Ask the shopper for it.',
    invalid_account: 'The card, or the account behind it, is not valid. The bank can tell why.',
    no_credit_account: 'There is no credit account behind the card.',
    no_checking_account: 'There is no checking account behind the card.',
    no_savings_account: 'There is no savings account behind the card.',
    no_universal_account: 'There is no universal account behind the card.',
    no_investment_account: 'There is no investment account behind the card.',
    test_card_in_live_mode: 'A test card was used in live mode. If it was you: use test mode.',
    live_card_in_test_mode: 'A real card was used in test mode. Nothing was charged: use a test card.',
    card_range_blocked: "The gateway refuses this card's number range, as hardly any payment with it is approved.",
  },
)

export const cardToken = branch(
  'card/token',
  'What stands for the card, a token of ours, of the gateway or of the network, cannot be used.',
  WRONG,
  {
    card_refused: [
      'This card was refused for good earlier in this payment and is not tried again. Nothing was sent.',
      { retry: 'never', message: DECLINED },
    ],
    token_not_found: "The gateway does not know the stored card's token: deleted, or of another account.",
    token_expired: 'The token is past its time. The shopper enters the card again.',
    token_already_used: 'The token may be used once and was used. The shopper enters the card again.',
    token_in_use: ['Another request is using the token at this moment.', { actor: 'nobody', retry: 'later' }],
    token_network_mismatch: "The network token's brand is not the card's.",
    token_card_expired: ['The card behind the token has expired.', { ...OTHER_CARD, message: EXPIRED }],
    token_owner_mismatch: ['The stored card belongs to another customer or method than stated.', { actor: 'operator' }],
    token_cryptogram_missing: ["A network token was sent without its payment's cryptogram.", { actor: 'operator' }],
    token_cryptogram_invalid:
      "The network token's cryptogram failed at the issuer. A new one is needed for each payment.",
    token_suspended: ["The network token is suspended or deactivated at the issuer's wish.", OTHER_CARD],
    stored_card_deleted: ['The stored card was deleted before it was charged.', OTHER_CARD],
  },
)
