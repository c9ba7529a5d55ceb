import { branch, type FailureTraits } from '../leaf.ts'
import { ANOTHER_WAY, ASK_THE_SHOP, TRY_AGAIN, TRY_LATER } from '../texts.ts'

const TO_MEND: FailureTraits = {
  category: 'CONFIGURATION',
  certainty: 'declined',
  actor: 'operator',
  retry: 'after_change',
  message: ASK_THE_SHOP,
}
/** Turned away before anything was read; to the shopper like a gateway that is missing. */
const AT_THE_DOOR = { certainty: 'unprocessed', retry: 'same_request', message: TRY_LATER } as const
const AT_GATEWAY = { actor: 'merchant' } as const

export const configurationRouting = branch(
  'configuration/routing',
  'Turnpike had no gateway to send it to. Nothing was sent. To the shopper it is "try again later".',
  { ...TO_MEND, certainty: 'unprocessed', retry: 'same_request', message: TRY_LATER },
  {
    no_gateway: 'No gateway account is enabled for this merchant and mode. Enable one.',
    no_routing_rule: 'No rule of the routing policy matches this payment. Add a rule without conditions at the end.',
    no_gateway_available: [
      'Every gateway that could take it is isolated, failing or full. It heals by itself; look at the gateways.',
      { category: 'GATEWAY_UNAVAILABLE', actor: 'gateway', message: TRY_AGAIN },
    ],
    no_gateway_for_payment: [
      'No enabled gateway account supports this currency, amount or method. Add one, or offer the shopper another way.',
      { retry: 'another_method', message: ANOTHER_WAY },
    ],
    gateway_account_missing:
      'The vault has no such account. Give base URL and credentials together: `npm run gateway -- change NAME --base-url URL --credentials-file F`, or updateGateway with both.',
    gateway_account_disabled:
      'The gateway account was disabled while the payment was bound to it. Enable it to finish what is open.',
    gateway_not_supported:
      'The account names a gateway that this version does not have. Deploy one that has it, or remove the account.',
    deadline_passed: [
      "The payment's time for attempts was over before another gateway could be asked.",
      { category: 'GATEWAY_UNAVAILABLE', actor: 'nobody', message: TRY_AGAIN },
    ],
  },
)

export const configurationAccess = branch(
  'configuration/access',
  'The gateway does not let us in, or not to this. Our account or its credentials have to be mended.',
  TO_MEND,
  {
    gateway_refused: 'The gateway refused the request as such, not the card. Its code says what to mend.',
    unmapped_refusal:
      'A definite refusal whose code is not in our map. It is kept and counted: look it up and have it mapped.',
    gateway_login_refused: [
      'The gateway does not accept the credentials. Rotate them with `npm run gateway -- rotate`.',
      AT_THE_DOOR,
    ],
    gateway_key_expired: [
      'The API key has expired. Create one at the gateway, then `npm run gateway -- rotate`.',
      AT_THE_DOOR,
    ],
    gateway_key_wrong_kind: 'The key is of the wrong kind, such as a public one. Set the secret key.',
    gateway_permission_missing: "The key lacks a permission for this. Grant it in the gateway's dashboard.",
    gateway_caller_not_allowed: 'The gateway blocks our address or origin. Allow it in its dashboard.',
    gateway_mode_mismatch: 'A live key or object was used in test mode, or the other way round.',
    gateway_api_version_unsupported: 'The gateway no longer takes the API version that we speak. Update Turnpike.',
    gateway_tls_unsupported: 'The gateway refuses the TLS version of the connection.',
    gateway_merchant_unknown: 'The gateway does not know the merchant account that the credentials name.',
    gateway_platform_required: 'The call is meant for a platform account, or must come from the platform.',
  },
)

export const configurationAccount = branch(
  'configuration/account',
  "The merchant's account at the gateway cannot take this payment.",
  { ...TO_MEND, ...AT_GATEWAY },
  {
    merchant_account_closed: 'The merchant account is locked or closed at the gateway. Ask the gateway.',
    merchant_account_restricted: 'The merchant account is restricted, mostly until documents are handed in.',
    merchant_account_unverified: 'The merchant account is not verified yet. Finish its onboarding.',
    merchant_terms_not_accepted: "The gateway's terms or a brand's agreement were not accepted yet.",
    merchant_unknown_to_network: [
      'Network or issuer do not accept the merchant. If it is so with all cards, the acquirer has to register it.',
      { retry: 'another_method', message: ANOTHER_WAY },
    ],
    merchant_category_refused: 'The merchant category is not allowed for this card, brand or country.',
    merchant_contract_missing: 'There is no contract for this method or brand. Ask the gateway to add it.',
    terminal_unknown: 'The acquirer does not know the terminal or store that was named.',
    transaction_not_permitted_at_terminal: 'The acquirer does not permit this kind of transaction to the merchant.',
    card_processing_not_enabled: 'The account may not take cards yet. Have card processing enabled.',
    wallet_processing_not_enabled: 'The account may not take this wallet yet. Have it enabled.',
    bank_not_supported: "The merchant's or issuer's bank is not supported by the acquirer.",
    separate_capture_not_enabled:
      'The account may not authorize first and capture later. Have it enabled, or sell in one call.',
    stored_cards_not_enabled: 'The account may not store cards or charge stored ones.',
    capability_not_active: 'A capability of the account that is needed here is not active.',
    currency_not_enabled: 'The account does not take this currency. Add it, or route the currency elsewhere.',
    country_not_enabled: 'The account may not take payments from this country.',
    receiving_limit_exceeded: 'The account has received as much as it may. Ask the gateway to raise the limit.',
    application_fee_refused: 'The fee for the platform is not allowed, or more than the amount.',
    payout_account_missing: 'No settlement account is set for this currency.',
    raw_cards_not_allowed: 'The account may not send card numbers itself. Ask the gateway to allow it.',
  },
)
