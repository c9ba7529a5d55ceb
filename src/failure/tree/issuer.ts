import { branch, type FailureTraits } from '../leaf.ts'
import { BANK_LATER, CARD_KIND, CONFIRM, DECLINED } from '../texts.ts'

const DECIDED: FailureTraits = {
  category: 'ISSUER_DECLINED',
  certainty: 'declined',
  actor: 'shopper',
  retry: 'another_method',
  message: DECLINED,
}
const LATER = { retry: 'later' } as const

export const issuerRefusal = branch(
  'issuer/refusal',
  "The cardholder's bank decided against the payment. Another card may work; the gateway did its work.",
  DECIDED,
  {
    card_declined: 'The issuer refused and gave no reason. The cardholder can ask the bank; another card may work.',
    do_not_honor:
      'The issuer\'s "do not honor": its commonest refusal, for any of many reasons. Only the issuer knows which.',
    call_issuer:
      'The issuer wants to speak to the cardholder before it approves. A later try may pass after that call.',
    call_issuer_special_condition:
      'The issuer wants to be called and names a special condition. Only the cardholder can settle it with the bank.',
    contact_acquirer: ['The issuer asks the merchant to contact the acquirer about this card.', { actor: 'merchant' }],
    call_acquirer_security: ["The issuer asks the merchant to call the acquirer's security.", { actor: 'merchant' }],
    approve_with_identification: [
      'The issuer would approve only after seeing an identity document, which cannot be done online.',
      LATER,
    ],
    no_action_taken: ['The issuer took no action on the request, often as the account was busy. Try later.', LATER],
    reenter_transaction: ['The issuer asks for the transaction to be entered again, as a new attempt.', LATER],
    try_again_later: [
      'The issuer or the network advises to try this card again later; Mastercard advice code 02.',
      LATER,
    ],
    service_not_allowed: 'The issuer does not offer this service on the card. The cardholder may have it enabled.',
    transaction_not_permitted_to_card: [
      'The issuer does not permit this kind of transaction on the card. Visa counts it as never to be tried again.',
      { message: CARD_KIND, retry: 'never' },
    ],
    function_not_supported: [
      'The issuer does not support the requested function for this card.',
      { message: CARD_KIND },
    ],
    transaction_invalid: [
      'Issuer or network call the transaction invalid: its type does not fit card or merchant. Compare other cards.',
      { actor: 'merchant', message: CARD_KIND },
    ],
    security_violation: 'The issuer reports a violation of its security rules. It does not say which.',
    violates_law: 'The issuer may not complete the transaction by law. It will not pass with this card.',
    blocked_by_cardholder:
      "The cardholder has switched off such payments in the bank's app, and can switch them on again.",
    issuer_policy_refusal:
      'A rule of the issuer forbids the payment; Mastercard "policy". The bank can tell the cardholder.',
    issuer_lifecycle_refusal:
      'The card\'s or token\'s life cycle forbids it; Mastercard "life cycle". A newer card may exist.',
    negative_card_check:
      "The card's cryptogram or verification value failed at the issuer. Entering it again may help.",
    customer_dispute: 'The cardholder disputes payments to this merchant with the bank. Settle that first.',
    transaction_not_covered: 'The issuer has no arrangement for this merchant category or region on the card.',
    customer_identification_required: [
      'The issuer wants more identification of the customer; American Express code 130. Authenticate if not done.',
      { retry: 'authenticate', message: CONFIRM },
    ],
    unmapped_decline: [
      'A decline whose code is not in our map. It is kept as `gatewayCode` and counted: look it up and have it mapped.',
      { actor: 'operator' },
    ],
  },
)

export const issuerHard = branch(
  'issuer/hard',
  'The bank will never approve this card again for this payment. It is not tried again: schemes charge a fee for it.',
  { ...DECIDED, retry: 'never' },
  {
    lost_card: 'The card is reported lost. Do not tell the shopper, do not try it again; ship nothing on its account.',
    stolen_card:
      'The card is reported stolen. Do not tell the shopper, do not try it again; ship nothing on its account.',
    pick_up_card:
      'The issuer wants the card withheld. Online there is nothing to withhold: refuse it without a reason.',
    pick_up_card_special_condition:
      'The issuer wants the card withheld for a special condition, mostly fraud on the account. Refuse it quietly.',
    pick_up_expired_card: 'The card is expired and the issuer wants it withheld.',
    pick_up_contact_acquirer: 'The card is to be withheld and the acquirer contacted. Report it to your acquirer.',
    pick_up_restricted_card: 'The card is restricted and the issuer wants it withheld.',
    pick_up_call_security: "The card is to be withheld and the acquirer's security department called.",
    pick_up_pin_tries_exceeded: 'The PIN was entered wrongly too often, and the issuer wants the card withheld.',
    pick_up_suspected_fraud: [
      'The issuer suspects fraud and wants the card withheld. Review what else was ordered with it.',
      { category: 'SUSPECTED_FRAUD' },
    ],
    counterfeit_card: [
      'The issuer suspects that the card is counterfeit. Review what else was ordered with it.',
      { category: 'SUSPECTED_FRAUD' },
    ],
    account_closed: 'The account behind the card is closed. Remove the card where it is stored.',
    blocked_card: 'The card is blocked by the issuer. Remove it where it is stored.',
    do_not_try_again: 'The issuer or the network says not to try again; Mastercard advice codes 03 and 21.',
    retries_exhausted: 'The gateway blocked the try, as the network forbids or charges for more tries of this card.',
  },
)

export const issuerStanding = branch(
  'issuer/standing',
  'The cardholder or the bank ended an arrangement for payments that repeat.',
  { ...DECIDED, retry: 'never' },
  {
    stop_payment_order:
      'The cardholder had this one repeated payment stopped by the bank. Ask the customer, charge no more.',
    revocation_of_authorization:
      'The cardholder revoked what was agreed for payments to this merchant. End the subscription.',
    revocation_of_all_authorizations: 'The cardholder revoked all repeated payments on the card. End the subscription.',
    mandate_canceled: 'The mandate for repeated payments was canceled. A new one has to be agreed.',
    mandate_invalid: [
      'The mandate does not cover this payment: amount, period or reference. Have a new one agreed.',
      { actor: 'merchant', retry: 'another_method' },
    ],
    recurring_not_supported: [
      'The issuer does not allow repeated payments on this card. A payment with the shopper present may pass.',
      { retry: 'another_method', message: CARD_KIND },
    ],
  },
)

export const issuerReach = branch(
  'issuer/reach',
  'The bank or whoever stands in for it could not decide. It speaks against the bank, not against the gateway.',
  { ...DECIDED, actor: 'issuer', retry: 'later', message: BANK_LATER },
  {
    issuer_unavailable:
      'The issuer or its switch did not answer, and nobody could stand in. Try later or another card.',
    issuer_timed_out: 'The issuer answered too late, and the network declined in its place.',
    issuer_signed_off: 'The issuer has signed off from the network, mostly for maintenance.',
    credit_issuer_unavailable: "The issuer's credit system is out of reach.",
    stand_in_refused: 'The network stood in for the issuer and may not approve this; Visa "force STIP".',
    unable_to_go_online: 'The card asked for an online decision that could not be had, and declined offline.',
  },
)
