import { branch, type FailureTraits } from '../leaf.ts'
import { ADDRESS, ANOTHER_WAY, ASK_THE_SHOP, TRY_AGAIN } from '../texts.ts'

const TO_MEND: FailureTraits = {
  category: 'CONFIGURATION',
  certainty: 'declined',
  actor: 'operator',
  retry: 'after_change',
  message: ASK_THE_SHOP,
}
const BY_MERCHANT = { actor: 'merchant' } as const
const BY_SHOPPER = { actor: 'shopper', retry: 'correct_details', message: ADDRESS } as const

export const requestForm = branch(
  'request/form',
  'The gateway found our request itself wrong. Mostly a fault of the connector: report it with the gateway code.',
  TO_MEND,
  {
    request_malformed: 'The gateway could not parse the request.',
    message_format_error: 'The network found a field of the message malformed.',
    parameter_missing: 'A field that the gateway requires was not sent.',
    parameter_invalid: 'A field has a value that the gateway does not take.',
    parameter_unknown: 'A field was sent that the gateway does not know.',
    parameter_too_long: 'A text or list is longer than the gateway takes.',
    parameters_conflict: 'Two fields that were sent exclude each other.',
    return_address_invalid: "The shopper's return address is missing, not https, or not allowed at the gateway.",
    statement_descriptor_invalid: ['The text for the bank statement is too long or has forbidden signs.', BY_MERCHANT],
    reference_invalid: 'Our reference was refused for its form.',
    reference_already_used: 'The gateway saw the reference before and demands it to be unique. Look that payment up.',
    idempotency_key_missing: 'The gateway demands an idempotency key and got none.',
    idempotency_key_reused: 'The idempotency key was used before with other content. The earlier request counts.',
    date_not_plausible: "The request's date or time is not plausible. Check the clock of who sent it.",
    initiator_conflict: 'It was marked as started by the merchant, but carries what only a present shopper can give.',
    previous_transaction_missing: 'A payment without the shopper must name the first one, and does not.',
    previous_transaction_unusable: 'The named first payment is unknown, void, disputed or too old.',
  },
)

export const requestAmount = branch(
  'request/amount',
  'Amount, currency or the sums in the request cannot be processed as they are.',
  { ...TO_MEND, ...BY_MERCHANT },
  {
    amount_invalid: 'The amount is invalid, or not what the issuer or network takes.',
    amount_too_small: "The amount is below the gateway's minimum for this currency.",
    amount_too_large: "The amount is above the gateway's maximum for one payment.",
    amount_precision_invalid: [
      'The amount has more decimals than the gateway takes in this currency.',
      { actor: 'operator' },
    ],
    amount_changed_after_approval: 'The amount is not the one that the payer approved. Have it approved again.',
    currency_invalid: 'The currency code is not one that the gateway knows.',
    currency_not_supported: [
      'The gateway does not support this currency for the method. Route it elsewhere.',
      { actor: 'operator', message: ANOTHER_WAY },
    ],
    sums_do_not_match: 'Items, tax, shipping and discount do not add up to the amount.',
    surcharge_not_permitted: 'The network or the law forbids the surcharge on this card.',
    transaction_fee_refused: 'The fee in the message is not acceptable to the network.',
    installments_not_available: ['The chosen installments are not available for this card.', { message: ANOTHER_WAY }],
    preauthorized_amount_exceeded: 'The amount is more than was authorized before.',
    cash_not_available: 'Cash or cash back was asked for where it is not offered.',
  },
)

export const requestPayer = branch(
  'request/payer',
  'What the request says of the payer is missing or cannot be used.',
  TO_MEND,
  {
    billing_address_incomplete: ['The gateway demands a complete billing address for this card.', BY_SHOPPER],
    shipping_address_invalid: ['The shipping address is invalid or not served.', BY_SHOPPER],
    postal_code_missing: ['The country requires a postal code.', BY_SHOPPER],
    payer_name_missing: ["The gateway demands the payer's name.", BY_SHOPPER],
    payer_country_not_supported: [
      "The gateway does not serve the payer's country for this method.",
      { actor: 'nobody', retry: 'another_method', message: ANOTHER_WAY },
    ],
    payer_email_invalid: ["The payer's email address is invalid.", BY_SHOPPER],
    payer_phone_invalid: ["The payer's phone number is invalid.", BY_SHOPPER],
    payer_tax_id_invalid: ["The payer's tax number, demanded in this country, is missing or invalid.", BY_SHOPPER],
  },
)

export const requestState = branch(
  'request/state',
  "The request does not fit what the gateway's books say of the payment.",
  TO_MEND,
  {
    gateway_object_missing:
      'The gateway does not know the payment or object that we named: deleted, or of another account.',
    gateway_state_conflict: "The gateway's object is in a state that does not allow this. Compare both books.",
    operation_not_supported: 'The gateway does not offer this operation for the method.',
    order_expired: [
      "The gateway's order has expired. Start the payment again.",
      { ...BY_MERCHANT, message: TRY_AGAIN },
    ],
    order_already_completed: "The gateway's order is complete already. Look up how it ended.",
    order_not_changeable: "The gateway's order can no longer be changed.",
    attempts_exhausted: [
      'The gateway allows no more tries of this payment. Start a new one.',
      { actor: 'merchant', message: ANOTHER_WAY },
    ],
    duplicate_transaction: [
      'The same card was charged the same amount moments ago, and this is refused as its double. Look that one up.',
      {
        actor: 'merchant',
        message: 'A payment like this was just made. Check whether it succeeded before you try again.',
      },
    ],
    payment_canceled_at_gateway: "It was canceled in the gateway's books, by it or in its dashboard.",
    customer_unknown: "The gateway does not know its customer's record that we named.",
    resubmission_too_late: 'It was submitted again after the days that the network allows for it.',
  },
)
