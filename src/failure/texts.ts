/**
 * What shoppers read. Many leaves share a text: the finer reason helps merchant and operator, but would tell a thief which
 * guess was right, or a cardholder of a suspicion that only the bank should speak of.
 */
export const DECLINED = 'Your card was declined. Try another card or ask your bank.'
export const FUNDS = 'Your card does not have sufficient funds. Try another card.'
export const LIMIT = 'This payment is over a limit of your card. Try another card or ask your bank.'
export const EXPIRED = 'Your card has expired. Try another card.'
export const NUMBER = 'Your card number is incorrect. Check it and try again.'
export const EXPIRY = "Your card's expiry date is incorrect. Check it and try again."
export const CVC = "Your card's security code is incorrect. Check it and try again."
export const ADDRESS = 'The billing address could not be confirmed. Check it and try again.'
export const DETAILS = 'Your card details could not be used. Enter them again or try another card.'
export const CARD_KIND = 'This card cannot be used for this payment. Try another card.'
export const CURRENCY = 'This card cannot be used in this currency. Try another card.'
export const CONFIRM = 'Your bank asks you to confirm the payment. Try again and follow its steps.'
export const NOT_CONFIRMED = 'Your bank could not confirm that it is you. Try again or use another card.'
export const PIN = 'The PIN could not be confirmed. Try again or use another card.'
export const TRY_AGAIN = 'The payment could not be processed just now and nothing was charged. Try again.'
export const TRY_LATER = 'The payment could not be processed just now and nothing was charged. Try again later.'
export const BANK_LATER =
  'Your bank could not answer just now and nothing was charged. Try again later or use another card.'
export const UNCERTAIN = 'It is not known yet whether the payment succeeded. Do not pay again: wait for its result.'
export const RELEASED = 'The payment could not be completed. Any hold on your card is being released. Try another card.'
export const ASK_THE_SHOP = 'The payment could not be processed. Ask the shop.'
export const ANOTHER_WAY = 'The payment could not be made this way. Choose another way to pay.'
export const CANCELED = 'You canceled the payment and nothing was charged. You can try again.'
export const APPROVE = 'The payment was not approved yet and nothing was charged. Try again and approve it.'
export const WALLET = 'Your wallet could not make this payment. Choose another way to pay in it, or use a card.'
export const CAPTURE = 'The shop could not collect this payment. Ask the shop.'
export const VOID = 'The payment could not be canceled as it stands. Ask the shop.'
export const REFUND_UNPAID = 'The refund could not be paid to this card.'
export const REFUND = 'The refund could not be made. Ask the shop.'
export const DISPUTE = 'Your complaint about this payment is being handled. Ask the shop or your bank.'
