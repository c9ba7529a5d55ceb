import { branch } from '../leaf.ts'
import { ASK_THE_SHOP, DECLINED } from '../texts.ts'

const RISK = {
  category: 'SUSPECTED_FRAUD',
  certainty: 'declined',
  actor: 'merchant',
  retry: 'another_method',
  message: DECLINED,
} as const

export const fraudBank = branch(
  'fraud/bank',
  'Bank, acquirer or network suspect fraud. The shopper is never told.',
  { ...RISK, actor: 'issuer' },
  {
    suspected_fraud:
      'Refused as suspected fraud. Do not tell the shopper; look at the order before shipping on another card.',
    issuer_suspected_fraud: 'The issuer suspects fraud. A cardholder who pays honestly can clear it with the bank.',
    acquirer_suspected_fraud: "The acquirer's own checks suspect fraud.",
    network_suspected_fraud:
      'The network advises that fraud or security stand against it; Mastercard "fraud/security".',
    money_laundering_refusal: 'The payment fails a check against money laundering at the bank.',
    security_breach: 'The network reports a breach of security on the message.',
  },
)

export const fraudGateway = branch(
  'fraud/gateway',
  "The gateway's risk checks or the merchant's own rules there stopped it. The shopper is never told.",
  RISK,
  {
    risk_score_too_high: "The gateway's risk score is over its threshold. Review the score in the gateway's dashboard.",
    risk_rule_matched:
      "A rule of yours in the gateway's risk tool blocked it. Review the rule if the shopper is honest.",
    card_on_blocklist: 'The card is on your blocklist at the gateway. Take it off if that is a mistake.',
    payer_on_blocklist: 'Email, address, device or account of the payer is on a blocklist at the gateway.',
    risk_velocity_exceeded: 'Too many tries of this card, device or address in a time, by the risk tool.',
    card_testing_suspected: 'Many declines in a row look like card testing, and the gateway slows them down.',
    canceled_after_risk_check: 'It was authorized, then canceled by a later risk check. The hold is released.',
    risk_review_refused: 'It was held for review and a reviewer refused it.',
    blocked_for_address_check: 'Your rule at the gateway blocks payments whose address check fails.',
    blocked_for_cvc_check: 'Your rule at the gateway blocks payments whose security code check fails.',
    payee_risk_settings: "The seller's fraud settings in the wallet forbid this payment.",
    sanctions_match: 'The payer matches a sanctions list. Do not try again; ask your compliance officer.',
    compliance_refusal: 'The gateway refuses by its compliance rules or acceptable use policy.',
    risk_data_missing: [
      'The risk check wants device or session data that was not sent.',
      { category: 'CONFIGURATION', actor: 'operator', retry: 'after_change', message: ASK_THE_SHOP },
    ],
  },
)
