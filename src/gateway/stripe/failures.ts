import { type Failure, type FailureCode, failureOf, isHardDecline } from '../../failure/failure.ts'
import { responseFailure } from '../../failure/iso8583.ts'
import type { StripeError } from './shapes.ts'

/**
 * Stripe's decline codes, and the error codes that come with a `card_error`, in our words: docs.stripe.com/declines/codes
 * and docs.stripe.com/error-codes.
 */
export const DECLINES: Readonly<Record<string, FailureCode>> = {
  approve_with_id: 'approve_with_identification',
  authentication_not_handled: 'challenge_abandoned',
  authentication_required: 'authentication_required',
  call_issuer: 'call_issuer',
  card_decline_rate_limit_exceeded: 'card_testing_suspected',
  card_declined: 'card_declined',
  card_not_supported: 'card_not_supported',
  card_velocity_exceeded: 'card_velocity_exceeded',
  currency_not_supported: 'card_currency_not_supported',
  do_not_honor: 'do_not_honor',
  do_not_try_again: 'do_not_try_again',
  duplicate_transaction: 'duplicate_transaction',
  expired_card: 'expired_card',
  fraudulent: 'suspected_fraud',
  generic_decline: 'card_declined',
  highest_risk_level: 'risk_score_too_high',
  incorrect_address: 'incorrect_address',
  incorrect_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_number',
  incorrect_pin: 'incorrect_pin',
  incorrect_zip: 'incorrect_postal_code',
  insufficient_funds: 'insufficient_funds',
  invalid_account: 'invalid_account',
  invalid_amount: 'amount_invalid',
  invalid_card_type: 'card_funding_not_supported',
  invalid_cvc: 'invalid_cvc',
  invalid_expiry_month: 'invalid_expiry_month',
  invalid_expiry_year: 'invalid_expiry_year',
  invalid_number: 'incorrect_number',
  invalid_pin: 'incorrect_pin',
  issuer_not_available: 'issuer_unavailable',
  lost_card: 'lost_card',
  merchant_blacklist: 'card_on_blocklist',
  mobile_device_authentication_required: 'mobile_pin_required',
  new_account_information_available: 'card_replaced',
  no_action_taken: 'no_action_taken',
  not_permitted: 'transaction_not_permitted_to_card',
  offline_pin_required: 'offline_pin_required',
  online_or_offline_pin_required: 'pin_required',
  payment_intent_authentication_failure: 'authentication_failed',
  payment_method_customer_decline: 'payer_declined',
  payment_method_not_available: 'processing_error',
  payment_method_provider_decline: 'card_declined',
  payment_method_provider_timeout: 'issuer_timed_out',
  pickup_card: 'pick_up_card',
  pin_try_exceeded: 'pin_tries_exceeded',
  postal_code_invalid: 'incorrect_postal_code',
  previously_declined_do_not_retry: 'retries_exhausted',
  processing_error: 'processing_error',
  reenter_transaction: 'reenter_transaction',
  restricted_card: 'restricted_card',
  revocation_of_all_authorizations: 'revocation_of_all_authorizations',
  revocation_of_authorization: 'revocation_of_authorization',
  rule: 'risk_rule_matched',
  security_violation: 'security_violation',
  service_not_allowed: 'service_not_allowed',
  setup_intent_authentication_failure: 'authentication_failed',
  stolen_card: 'stolen_card',
  stop_payment_order: 'stop_payment_order',
  testmode_decline: 'test_card_in_live_mode',
  transaction_not_allowed: 'transaction_not_permitted_to_card',
  try_again_later: 'try_again_later',
  withdrawal_count_limit_exceeded: 'count_limit_exceeded',
}

/** Refusals of the request itself: docs.stripe.com/error-codes. */
export const REFUSALS: Readonly<Record<string, FailureCode>> = {
  account_closed: 'merchant_account_closed',
  account_invalid: 'gateway_merchant_unknown',
  account_number_invalid: 'payout_account_missing',
  amount_too_large: 'amount_too_large',
  amount_too_small: 'amount_too_small',
  api_key_expired: 'gateway_key_expired',
  balance_insufficient: 'refund_balance_too_low',
  capture_charge_authorization_expired: 'capture_hold_expired',
  capture_unauthorized_payment: 'capture_refused',
  charge_already_captured: 'capture_already_made',
  charge_already_refunded: 'refund_already_made',
  charge_disputed: 'refund_of_disputed_payment',
  charge_exceeds_source_limit: 'risk_velocity_exceeded',
  charge_exceeds_transaction_limit: 'amount_too_large',
  charge_expired_for_capture: 'capture_hold_expired',
  charge_invalid_parameter: 'parameter_invalid',
  charge_not_refundable: 'refund_refused',
  country_unsupported: 'country_not_enabled',
  dispute_under_review: 'dispute_already_answered',
  email_invalid: 'payer_email_invalid',
  idempotency_key_in_use: 'gateway_request_in_progress',
  insufficient_balance: 'refund_balance_too_low',
  intent_invalid_state: 'gateway_state_conflict',
  invalid_charge_amount: 'amount_invalid',
  livemode_mismatch: 'gateway_mode_mismatch',
  lock_timeout: 'gateway_busy',
  parameter_invalid_empty: 'parameter_missing',
  parameter_invalid_integer: 'parameter_invalid',
  parameter_invalid_string_blank: 'parameter_missing',
  parameter_invalid_string_empty: 'parameter_missing',
  parameter_missing: 'parameter_missing',
  parameter_unknown: 'parameter_unknown',
  parameters_exclusive: 'parameters_conflict',
  payment_intent_action_required: 'payer_action_required',
  payment_intent_incompatible_payment_method: 'card_not_supported',
  payment_intent_invalid_parameter: 'parameter_invalid',
  payment_intent_payment_attempt_expired: 'order_expired',
  payment_intent_payment_attempt_failed: 'card_declined',
  payment_intent_unexpected_state: 'gateway_state_conflict',
  payment_method_currency_mismatch: 'currency_not_supported',
  payment_method_invalid_parameter: 'parameter_invalid',
  payment_method_unactivated: 'card_processing_not_enabled',
  payment_method_unexpected_state: 'gateway_state_conflict',
  payment_method_unsupported_type: 'card_processing_not_enabled',
  platform_account_required: 'gateway_platform_required',
  platform_api_key_expired: 'gateway_key_expired',
  rate_limit: 'gateway_rate_limited',
  refund_disputed_payment: 'refund_of_disputed_payment',
  resource_missing: 'gateway_object_missing',
  return_intent_already_processed: 'refund_already_made',
  secret_key_required: 'gateway_key_wrong_kind',
  status_transition_invalid: 'gateway_state_conflict',
  testmode_charges_only: 'merchant_account_unverified',
  tls_version_unsupported: 'gateway_tls_unsupported',
  token_already_used: 'token_already_used',
  token_in_use: 'token_in_use',
  url_invalid: 'return_address_invalid',
}

/** `failure_reason` of a refund that did not reach the cardholder: docs.stripe.com/api/refunds/object. */
export const REFUNDS: Readonly<Record<string, FailureCode>> = {
  canceled: 'refund_canceled',
  charge_for_pending_refund_disputed: 'refund_of_disputed_payment',
  declined: 'refund_declined',
  expired_or_canceled_card: 'refund_card_unusable',
  insufficient_funds: 'refund_balance_too_low',
  lost_or_stolen_card: 'refund_card_reported',
  merchant_request: 'refund_canceled',
  unknown: 'refund_failed',
}

const codeIn = (map: Readonly<Record<string, FailureCode>>, code: string | undefined): FailureCode | undefined =>
  code !== undefined && Object.hasOwn(map, code) ? map[code] : undefined

/** Codes that say no more than that it was declined: the network's own code may say why. */
const VAGUE: ReadonlySet<FailureCode> = new Set(['card_declined', 'do_not_honor'])

/** Whether the error speaks of the card: its type says so, or one of its codes is known to. */
export const isDecline = ({ type, code, decline_code: declineCode }: StripeError): boolean =>
  type === 'card_error' || declineCode !== undefined || codeIn(DECLINES, code) !== undefined

/**
 * The most precise of what Stripe tells: its decline code, its error code, the network's response code. Where the issuer
 * forbids another try (`advice_code`), a softer reason does not stand. A code that is not known stays unmapped.
 */
export function declineFailure(error: StripeError): Failure {
  const { code, decline_code: declineCode, network_decline_code: networkCode, advice_code: advice } = error
  const network = networkCode === undefined ? undefined : responseFailure(networkCode)
  const told = codeIn(DECLINES, declineCode) ?? (declineCode === undefined ? codeIn(DECLINES, code) : undefined)
  const precise = told === undefined || VAGUE.has(told) ? (network ?? told) : told
  const failure = failureOf(precise ?? 'unmapped_decline', declineCode ?? code ?? networkCode)
  const isSoft = failure.category === 'ISSUER_DECLINED' && !isHardDecline(failure)
  return advice === 'do_not_try_again' && isSoft ? failureOf('do_not_try_again', failure.gatewayCode) : failure
}

export const refusalFailure = ({ type, code }: StripeError): Failure =>
  failureOf(codeIn(REFUSALS, code) ?? (code === undefined ? 'gateway_refused' : 'unmapped_refusal'), code ?? type)

export const refundFailureOf = (reason: string): Failure =>
  failureOf(codeIn(REFUNDS, reason) ?? 'unmapped_refusal', reason)

/** The account's key is wrong, revoked, or lacks a permission: only an operator can help. */
export const accessFailure = (status: 401 | 403, { code, type }: StripeError): Failure =>
  failureOf(
    codeIn(REFUSALS, code) ?? (status === 401 ? 'gateway_login_refused' : 'gateway_permission_missing'),
    code ?? type,
  )
