import { branch, type FailureTraits } from '../leaf.ts'
import { FUNDS, LIMIT } from '../texts.ts'

const SHORT: FailureTraits = {
  category: 'INSUFFICIENT_FUNDS',
  certainty: 'declined',
  actor: 'shopper',
  retry: 'later',
  message: FUNDS,
}

export const fundsBalance = branch('funds/balance', 'There is too little money or credit behind the card.', SHORT, {
  insufficient_funds: 'Too little money or credit. The shopper can pay with another card, or with this one later.',
  credit_limit_exceeded: "The payment would pass the account's credit limit.",
  prepaid_balance_too_low: 'A prepaid or gift card holds less than the amount. A smaller amount could pass.',
  account_in_arrears:
    'The account is overdrawn or past due, and the issuer approves nothing on it until it is settled.',
})

export const fundsLimit = branch(
  'funds/limit',
  'There may be money, but a limit on amount or number of payments stands against it.',
  { ...SHORT, message: LIMIT },
  {
    amount_limit_exceeded:
      'The amount is over what the issuer allows for the card in a time. The cardholder can raise it.',
    count_limit_exceeded: 'The card was used too often in a time. It frees itself after hours or a day.',
    card_velocity_exceeded:
      'Balance, credit or velocity limit of the card is used up, and the issuer does not say which.',
    single_amount_limit_exceeded: 'One payment of this size is over what the card allows. Two smaller ones may pass.',
    cardholder_limit_exceeded: "A limit that the cardholder set in the bank's app is used up, and can be raised there.",
    cash_limit_exceeded: 'A request for cash or cash back is over what the issuer allows.',
    authentication_free_limit_exceeded: [
      'The issuer counts the amount or number of payments without authentication as used up. Pay with 3-D Secure.',
      { category: 'AUTHENTICATION_FAILED', retry: 'authenticate' },
    ],
  },
)
