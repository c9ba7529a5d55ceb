import { branch, type FailureTraits } from '../leaf.ts'
import { ANOTHER_WAY, APPROVE, ASK_THE_SHOP, CANCELED, WALLET } from '../texts.ts'

const UNPAID: FailureTraits = {
  category: 'ISSUER_DECLINED',
  certainty: 'declined',
  actor: 'shopper',
  retry: 'another_method',
  message: WALLET,
}

export const payerApproval = branch(
  'payer/approval',
  'The payer did not approve the payment, or not in time. Nothing was charged; they may start over.',
  { ...UNPAID, message: APPROVE },
  {
    payer_canceled: ["The payer canceled on the bank's or wallet's page.", { message: CANCELED }],
    payer_declined: ['The payer declined the request in their app.', { message: CANCELED }],
    payer_not_approved: 'The payer has not approved the order. Send them to approve it again.',
    payer_approval_expired: 'The payer approved too late or not at all. A new approval is needed.',
    payer_action_required: 'The wallet wants the payer back to finish something. Send them there again.',
    payer_consent_needed: "The payer's consent for this kind of payment is missing.",
    payer_authentication_failed: [
      'The payer could not log in to or confirm with the wallet.',
      { category: 'AUTHENTICATION_FAILED' },
    ],
    cancellation_by_customer: ['The customer canceled at the terminal or the bank.', { message: CANCELED }],
  },
)

export const payerAccount = branch('payer/account', "The payer's wallet account cannot make this payment.", UNPAID, {
  payer_account_closed: ["The payer's account is locked or closed.", { retry: 'never', message: ANOTHER_WAY }],
  payer_account_restricted: [
    "The payer's account is restricted. They can settle it with the wallet.",
    { message: ANOTHER_WAY },
  ],
  payer_cannot_pay: 'The wallet does not let the payer make this payment, and says no more.',
  payer_funding_refused: 'The card or bank account in the wallet was refused. The payer picks another there.',
  payer_balance_too_low: ["The wallet's balance is too low.", { category: 'INSUFFICIENT_FUNDS' }],
  payer_limit_exceeded: ["The payment is over the payer's limit at the wallet.", { category: 'INSUFFICIENT_FUNDS' }],
  payer_currency_not_supported: "The payer's account cannot pay in this currency.",
  payer_abroad: 'Payer and merchant have to be in the same country for this payment.',
  payer_is_payee: ['The payer and the merchant are the same account.', { message: ANOTHER_WAY }],
  payer_unknown: ['The wallet does not know the payer that was named.', { message: ANOTHER_WAY }],
})

export const payerWallet = branch(
  'payer/wallet',
  "What stands for the payer's wallet in the request cannot be used.",
  UNPAID,
  {
    wallet_not_available: 'The wallet is not available for this country, currency, device or amount.',
    wallet_declined: 'The provider behind the wallet declined and gave no reason.',
    wallet_agreement_ended: ['The billing agreement was canceled. A new one has to be agreed.', { retry: 'never' }],
    wallet_agreement_unknown: ['The wallet knows no such billing agreement.', { actor: 'operator' }],
    wallet_token_invalid: "The wallet's token could not be decrypted or verified.",
    wallet_token_of_another_merchant: [
      "The wallet's token was made for another merchant or gateway. Mend the wallet's set-up in the shop.",
      { category: 'CONFIGURATION', actor: 'merchant', retry: 'after_change', message: ASK_THE_SHOP },
    ],
    wallet_alias_declined: "The payer's alias or one-time code was not accepted.",
    wallet_source_mismatch: 'The payer paid with another source than the one the order was made for.',
    wallet_not_activated: 'The payer has not activated this way to pay in the wallet.',
  },
)
