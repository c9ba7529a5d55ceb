import { type Failure, type FailureCode, failureOf, leafOf } from '../../failure/failure.ts'
import { type ResponseNetwork, responseFailure } from '../../failure/iso8583.ts'

/** Adyen's refusal reasons by their code and by their text, which is all that a webhook has. From "Refusal reasons". */
const REFUSALS: readonly (readonly [refusalReasonCode: string, refusalReason: string, code: FailureCode])[] = [
  ['2', 'Refused', 'card_declined'],
  ['3', 'Referral', 'call_issuer'],
  ['4', 'Acquirer Error', 'acquirer_error'],
  ['5', 'Blocked Card', 'blocked_card'],
  ['6', 'Expired Card', 'expired_card'],
  ['7', 'Invalid Amount', 'amount_invalid'],
  ['8', 'Invalid Card Number', 'incorrect_number'],
  ['9', 'Issuer Unavailable', 'issuer_unavailable'],
  ['10', 'Not supported', 'function_not_supported'],
  ['11', '3D Not Authenticated', 'authentication_failed'],
  ['12', 'Not enough balance', 'insufficient_funds'],
  ['14', 'Acquirer Fraud', 'acquirer_suspected_fraud'],
  ['15', 'Cancelled', 'payment_canceled_at_gateway'],
  ['16', 'Shopper Cancelled', 'payer_canceled'],
  ['17', 'Invalid Pin', 'incorrect_pin'],
  ['18', 'Pin tries exceeded', 'pin_tries_exceeded'],
  ['19', 'Pin validation not possible', 'pin_not_verifiable'],
  ['20', 'FRAUD', 'risk_score_too_high'],
  ['21', 'Not Submitted', 'transaction_invalid'],
  ['22', 'FRAUD-CANCELLED', 'canceled_after_risk_check'],
  ['23', 'Transaction Not Permitted', 'transaction_not_permitted_to_card'],
  ['24', 'CVC Declined', 'incorrect_cvc'],
  ['25', 'Restricted Card', 'restricted_card'],
  ['26', 'Revocation Of Auth', 'revocation_of_authorization'],
  ['27', 'Declined Non Generic', 'card_declined'],
  ['28', 'Withdrawal amount exceeded', 'amount_limit_exceeded'],
  ['29', 'Withdrawal count exceeded', 'count_limit_exceeded'],
  ['31', 'Issuer Suspected Fraud', 'issuer_suspected_fraud'],
  ['32', 'AVS Declined', 'address_check_refused'],
  ['33', 'Card requires online pin', 'pin_required'],
  ['34', 'No checking account available on Card', 'no_checking_account'],
  ['35', 'No savings account available on Card', 'no_savings_account'],
  ['36', 'Mobile pin required', 'mobile_pin_required'],
  ['37', 'Contactless fallback', 'transaction_not_permitted_at_terminal'],
  ['38', 'Authentication required', 'authentication_required'],
  ['39', 'RReq not received from DS', 'directory_server_unreachable'],
  ['40', 'Current AID is in Penalty Box.', 'transaction_not_permitted_at_terminal'],
  ['41', 'CVM Required Restart Payment', 'pin_required'],
  ['42', '3DS Authentication Error', 'authentication_protocol_error'],
  ['43', 'Online PIN required', 'pin_required'],
  ['44', 'Try another interface', 'transaction_not_permitted_at_terminal'],
  ['45', 'Chip downgrade mode', 'transaction_not_permitted_at_terminal'],
  ['46', 'Transaction blocked by Adyen to prevent excessive retry fees', 'retries_exhausted'],
  ['50', 'Token Revoked', 'token_suspended'],
]
const BY_CODE: ReadonlyMap<string, FailureCode> = new Map(REFUSALS.map(([code, , failure]) => [code, failure]))
const CODE_BY_REASON: ReadonlyMap<string, string> = new Map(
  REFUSALS.map(([code, reason]) => [reason.toLowerCase(), code]),
)

/** Codes that say no more than that it was refused: only they are looked at more closely in the network's own words. */
const GENERIC = new Set(['2', '3', '27'])

export interface Refusal {
  readonly reasonCode?: string | undefined
  /** The text, which webhooks have instead of the code. */
  readonly reason?: string | undefined
  /** The response of the network behind Adyen, such as "05 : Do not honor"; told only where the account asks for it. */
  readonly raw?: string | undefined
  /** Adyen's name of the card's brand. */
  readonly brand?: string | undefined
}

/** A refusal in our words. One we do not know is a decline all the same: Adyen says so. */
export function refusalFailure({ reasonCode, reason, raw, brand }: Refusal): Failure {
  const code = reasonCode ?? CODE_BY_REASON.get(reason?.toLowerCase() ?? '')
  const mapped = code === undefined ? undefined : BY_CODE.get(code)
  const exact = code === undefined || GENERIC.has(code) ? rawFailure(raw, brand) : undefined
  if (exact !== undefined) return exact
  return failureOf(mapped ?? 'unmapped_decline', code ?? reason)
}

const NETWORKS: ReadonlyMap<string, ResponseNetwork> = new Map([
  ['visa', 'visa'],
  ['mc', 'mastercard'],
  ['amex', 'amex'],
])

/** Only what the network decided counts: Adyen's refusal is final, whatever an unsure code of the network might mean. */
function rawFailure(raw: string | undefined, brand: string | undefined): Failure | undefined {
  const [, response] = /^\s*([0-9A-Z]{2})\s*:/.exec(raw ?? '') ?? []
  const failure = response === undefined ? undefined : responseFailure(response, NETWORKS.get(brand ?? ''))
  return failure !== undefined && leafOf(failure).certainty === 'declined' ? failureOf(failure, response) : undefined
}

/** Error codes of requests that Adyen refused before it processed anything. From "Error codes and messages". */
const ERRORS: ReadonlyMap<string, FailureCode> = new Map([
  ['100', 'amount_invalid'],
  ['101', 'incorrect_number'],
  ['102', 'unknown_issuer'],
  ['103', 'invalid_cvc'],
  ['104', 'billing_address_incomplete'],
  ['107', 'stored_cards_not_enabled'],
  ['109', 'card_brand_not_supported'],
  ['117', 'billing_address_incomplete'],
  ['128', 'payer_name_missing'],
  ['129', 'incorrect_expiry'],
  ['130', 'reference_invalid'],
  ['131', 'billing_address_incomplete'],
  ['132', 'billing_address_incomplete'],
  ['133', 'billing_address_incomplete'],
  ['134', 'billing_address_incomplete'],
  ['135', 'billing_address_incomplete'],
  ['137', 'amount_invalid'],
  ['138', 'currency_not_supported'],
  ['140', 'invalid_expiry_month'],
  ['141', 'invalid_expiry_year'],
  ['153', 'cvc_missing'],
  ['167', 'gateway_object_missing'],
  ['175', 'request_malformed'],
  ['177', 'parameter_too_long'],
  ['702', 'request_malformed'],
  ['901', 'gateway_merchant_unknown'],
  ['902', 'parameter_invalid'],
  ['905', 'merchant_contract_missing'],
  ['905_1', 'merchant_contract_missing'],
  ['906', 'gateway_object_missing'],
  ['907', 'merchant_category_refused'],
  ['908', 'request_malformed'],
  ['916', 'amount_too_large'],
  ['950', 'merchant_contract_missing'],
  ['14_030', 'return_address_invalid'],
])

/** A definite refusal of a request; a code that is not in the map is kept, and promises nothing. */
export const errorFailure = (errorCode: string): Failure =>
  failureOf(ERRORS.get(errorCode) ?? 'unmapped_refusal', errorCode)
