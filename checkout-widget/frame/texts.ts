import type { Problem } from './field/validate.ts'

/** Everything that the frame says in its own words. What the api says of a failure is shown as it comes. */
export const PROBLEM_TEXTS: Readonly<Record<Problem, string>> = {
  number_missing: 'Enter your card number.',
  number_incomplete: 'The card number is incomplete.',
  number_invalid: 'The card number is not right. Check it.',
  expiry_missing: 'Enter the expiry date.',
  expiry_incomplete: 'The expiry date is incomplete.',
  expiry_invalid: 'The month is from 01 to 12.',
  expiry_past: 'The card has expired.',
  expiry_too_far: 'The expiry date is too far ahead. Check it.',
  cvc_missing: 'Enter the security code.',
  cvc_incomplete: 'The security code is incomplete.',
  cvc_invalid: 'The security code has too many digits for this card.',
  name_invalid: 'The name is too long or has a character that no name has.',
}

export const TEXTS = {
  fieldsInvalid: 'Some card details need another look.',
  working: 'Processing your payment…',
  checking: 'We are checking your payment. Keep this page open.',
  stillChecking:
    'We are still checking your payment. Do not pay again: you will see it here as soon as the bank has answered.',
  challenge: 'Waiting for your confirmation…',
  challengeDismissed:
    'You closed your bank’s question. The payment is not confirmed yet: pay again to answer it, or use another card.',
  challengeWaiting: 'Your bank wants you to confirm this payment.',
  notSent: 'The connection was lost before your card was sent, so nothing was charged. Try again.',
  notSentUnseen: 'The connection was lost before your card was sent. Check your connection.',
  notReady: 'Check the amount, then pay again.',
  notLoaded: 'The payment could not be loaded. Check your connection.',
  notFound: 'This payment could not be found. Go back to the shop and start again.',
  declined: 'Your card was declined. Try another card or ask your bank.',
  failed: 'This payment has failed. Go back to the shop and start again.',
  canceled: 'This payment was cancelled. Go back to the shop and start again.',
  expired: 'This payment has expired. Go back to the shop and start again.',
  refused: 'The payment could not be started. Ask the shop.',
  rateLimited: 'Too many tries in a short time. Wait a moment, then try again.',
  returnUrlMissing: 'The shop has to say where to come back to (returnUrl) for this payment.',
} as const
