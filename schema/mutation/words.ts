/** What several mutations say alike. */

export const KEY =
  '1 to 255 printable ASCII characters, chosen by you, a new one for each thing that you want done; no card numbers. It belongs to the payment and this mutation, and never expires. The same key with the same input answers the same outcome and moves no money again; with another input it is an IdempotencyConflictError.'

export const REPLAY =
  'The same key again answers the same outcome with `replayed: true` and does nothing twice, also while the first request still runs. InvalidStateError and AmountTooLargeError stay the answer of their key: use a new one.'

export const PAYMENT_ID = 'As `createPayment` answered it; it begins with pay_.'
export const DISPUTE_ID = 'As `Payment.disputes` or `disputes` has it; it begins with dsp_.'
export const REASON = 'Why, for your own records. At most 500 characters; kept sealed, and no card numbers.'
export const INPUT = 'Everything that the mutation needs.'
export const OPERATORS = 'Gateways and routing are for operator keys.'
