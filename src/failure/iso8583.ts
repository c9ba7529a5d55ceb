import type { FailureCode } from './tree.ts'

/** Networks that give a response code a meaning of their own. */
export type ResponseNetwork = 'visa' | 'mastercard' | 'amex'

/**
 * Response codes of ISO 8583:1987, field 39, with what the networks added to them in common use. Approvals (00, 10, 11,
 * 16, 32, 85) are no failures and not here.
 */
const RESPONSES_1987: Readonly<Record<string, FailureCode>> = {
  '01': 'call_issuer',
  '02': 'call_issuer_special_condition',
  '03': 'merchant_unknown_to_network',
  '04': 'pick_up_card',
  '05': 'do_not_honor',
  '06': 'network_error',
  '07': 'pick_up_card_special_condition',
  '08': 'approve_with_identification',
  '09': 'request_in_progress',
  '12': 'transaction_invalid',
  '13': 'amount_invalid',
  '14': 'unknown_card_number',
  '15': 'unknown_issuer',
  '17': 'cancellation_by_customer',
  '18': 'customer_dispute',
  '19': 'reenter_transaction',
  '20': 'invalid_response',
  '21': 'no_action_taken',
  '22': 'suspected_malfunction',
  '23': 'transaction_fee_refused',
  '24': 'network_file_error',
  '25': 'network_file_error',
  '26': 'network_file_error',
  '27': 'network_file_error',
  '28': 'network_file_error',
  '29': 'network_file_error',
  '30': 'message_format_error',
  '31': 'bank_not_supported',
  '33': 'pick_up_expired_card',
  '34': 'pick_up_suspected_fraud',
  '35': 'pick_up_contact_acquirer',
  '36': 'pick_up_restricted_card',
  '37': 'pick_up_call_security',
  '38': 'pick_up_pin_tries_exceeded',
  '39': 'no_credit_account',
  '40': 'function_not_supported',
  '41': 'lost_card',
  '42': 'no_universal_account',
  '43': 'stolen_card',
  '44': 'no_investment_account',
  '46': 'account_closed',
  '51': 'insufficient_funds',
  '52': 'no_checking_account',
  '53': 'no_savings_account',
  '54': 'expired_card',
  '55': 'incorrect_pin',
  '56': 'card_record_not_found',
  '57': 'transaction_not_permitted_to_card',
  '58': 'transaction_not_permitted_at_terminal',
  '59': 'suspected_fraud',
  '60': 'contact_acquirer',
  '61': 'amount_limit_exceeded',
  '62': 'restricted_card',
  '63': 'security_violation',
  '64': 'amount_invalid',
  '65': 'count_limit_exceeded',
  '66': 'call_acquirer_security',
  '67': 'pick_up_card',
  '68': 'response_too_late',
  '70': 'call_issuer',
  '71': 'pin_change_declined',
  '74': 'pin_encryption_error',
  '75': 'pin_tries_exceeded',
  '76': 'gateway_object_missing',
  '77': 'gateway_state_conflict',
  '78': 'card_not_activated',
  '79': 'issuer_lifecycle_refusal',
  '80': 'date_not_plausible',
  '81': 'pin_encryption_error',
  '82': 'negative_card_check',
  '83': 'pin_not_verifiable',
  '84': 'gateway_state_conflict',
  '86': 'pin_not_verifiable',
  '87': 'network_unavailable',
  '88': 'card_authentication_failed',
  '89': 'card_authentication_failed',
  '90': 'network_cut_off',
  '91': 'issuer_unavailable',
  '92': 'routing_destination_not_found',
  '93': 'violates_law',
  '94': 'duplicate_transmission',
  '95': 'reconcile_error',
  '96': 'network_malfunction',
  '97': 'security_breach',
  '98': 'date_not_plausible',
  '99': 'pin_encryption_error',
  '1A': 'authentication_required',
  '5C': 'transaction_not_covered',
  '6P': 'verification_data_mismatch',
  '9G': 'blocked_by_cardholder',
  B1: 'surcharge_not_permitted',
  B2: 'surcharge_not_permitted',
  N0: 'stand_in_refused',
  N3: 'cash_not_available',
  N4: 'cash_limit_exceeded',
  N5: 'resubmission_too_late',
  N7: 'incorrect_cvc',
  N8: 'preauthorized_amount_exceeded',
  P2: 'parameter_invalid',
  P5: 'pin_change_declined',
  P6: 'unsafe_pin',
  Q1: 'card_authentication_failed',
  R0: 'stop_payment_order',
  R1: 'revocation_of_authorization',
  R3: 'revocation_of_all_authorizations',
  XA: 'stand_in_forwarding',
  XD: 'stand_in_forwarding',
  Z3: 'unable_to_go_online',
  Z5: 'single_amount_limit_exceeded',
}

/** Action codes of ISO 8583:1993, field 39, which has three digits. 0xx are approvals, 3xx to 8xx no answers to payments. */
const RESPONSES_1993: Readonly<Record<string, FailureCode>> = {
  '100': 'do_not_honor',
  '101': 'expired_card',
  '102': 'suspected_fraud',
  '103': 'contact_acquirer',
  '104': 'restricted_card',
  '105': 'call_acquirer_security',
  '106': 'pin_tries_exceeded',
  '107': 'call_issuer',
  '108': 'call_issuer_special_condition',
  '109': 'merchant_unknown_to_network',
  '110': 'amount_invalid',
  '111': 'unknown_card_number',
  '112': 'pin_required',
  '113': 'transaction_fee_refused',
  '114': 'invalid_account',
  '115': 'function_not_supported',
  '116': 'insufficient_funds',
  '117': 'incorrect_pin',
  '118': 'card_record_not_found',
  '119': 'transaction_not_permitted_to_card',
  '120': 'transaction_not_permitted_at_terminal',
  '121': 'amount_limit_exceeded',
  '122': 'security_violation',
  '123': 'count_limit_exceeded',
  '124': 'violates_law',
  '125': 'card_not_yet_valid',
  '126': 'pin_encryption_error',
  '127': 'incorrect_pin',
  '128': 'pin_encryption_error',
  '129': 'counterfeit_card',
  '200': 'pick_up_card',
  '201': 'pick_up_expired_card',
  '202': 'pick_up_suspected_fraud',
  '203': 'pick_up_contact_acquirer',
  '204': 'pick_up_restricted_card',
  '205': 'pick_up_call_security',
  '206': 'pick_up_pin_tries_exceeded',
  '207': 'pick_up_card_special_condition',
  '208': 'lost_card',
  '209': 'stolen_card',
  '210': 'counterfeit_card',
  '902': 'transaction_invalid',
  '903': 'reenter_transaction',
  '904': 'message_format_error',
  '905': 'bank_not_supported',
  '906': 'network_cut_off',
  '907': 'issuer_unavailable',
  '908': 'routing_destination_not_found',
  '909': 'network_malfunction',
  '910': 'issuer_signed_off',
  '911': 'issuer_timed_out',
  '912': 'issuer_unavailable',
  '913': 'duplicate_transmission',
  '914': 'gateway_object_missing',
  '915': 'reconcile_error',
  '916': 'security_breach',
  '917': 'network_malfunction',
  '918': 'network_malfunction',
  '919': 'network_malfunction',
  '920': 'network_malfunction',
  '921': 'network_malfunction',
  '922': 'suspected_malfunction',
  '923': 'request_in_progress',
  '950': 'merchant_contract_missing',
}

/** Where a network means something else by a code than the standard and the others do. */
const BY_NETWORK: Readonly<Record<ResponseNetwork, Readonly<Record<string, FailureCode>>>> = {
  visa: {
    '64': 'money_laundering_refusal',
    '70': 'pin_required',
    '79': 'void_already_made',
    '80': 'credit_issuer_unavailable',
  },
  mastercard: {
    // In Europe its issuers ask for strong customer authentication by it, elsewhere they count payments: 3-D Secure
    // answers the one and does no harm to the other.
    '65': 'authentication_free_limit_exceeded',
    '76': 'invalid_account',
    '77': 'invalid_account',
    '78': 'invalid_account',
    '81': 'card_funding_not_supported',
    '82': 'issuer_policy_refusal',
    '83': 'network_suspected_fraud',
    '89': 'unsafe_pin',
  },
  amex: {
    '122': 'incorrect_cvc',
    '130': 'customer_identification_required',
    '181': 'message_format_error',
    '183': 'currency_invalid',
    '187': 'card_replaced',
    '189': 'merchant_account_closed',
  },
}

/** All that is known, for docs and tests: the response code, whose it is, and the leaf. */
export const RESPONSE_CODES: readonly (readonly [responseCode: string, network: ResponseNetwork | '', FailureCode])[] =
  [
    ...Object.entries({ ...RESPONSES_1987, ...RESPONSES_1993 }).map(
      ([response, code]) => [response, '', code] as const,
    ),
    ...(['visa', 'mastercard', 'amex'] as const).flatMap((network) =>
      Object.entries(BY_NETWORK[network]).map(([response, code]) => [response, network, code] as const),
    ),
  ]

/** Gateways hand codes on with a leading zero more or less: `5`, `05` and `005` are one. */
function normalized(responseCode: string): string {
  const plain = responseCode.trim().toUpperCase()
  return /^0[0-9A-Z]{2}$/.test(plain) ? plain.slice(1) : plain.padStart(2, '0')
}

/**
 * The leaf of a network's raw response code, or undefined where it is none that we know: an approval, or a code to be
 * reported as `unmapped_decline`.
 */
export function codeOfResponse(responseCode: string, network?: ResponseNetwork): FailureCode | undefined {
  const response = normalized(responseCode)
  const own = network === undefined ? undefined : BY_NETWORK[network]
  for (const table of [own, RESPONSES_1987, RESPONSES_1993]) {
    if (table !== undefined && Object.hasOwn(table, response)) return table[response]
  }
  return undefined
}
