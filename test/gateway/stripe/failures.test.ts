import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { isHardDecline, isUnmapped, leafOf } from '../../../src/failure/failure.ts'
import {
  accessFailure,
  DECLINES,
  declineFailure,
  REFUNDS,
  REFUSALS,
  refundFailureOf,
  refusalFailure,
} from '../../../src/gateway/stripe/failures.ts'

/** docs.stripe.com/declines/codes, the card decline codes as of October 2026. */
const DOCUMENTED = `authentication_required approve_with_id call_issuer card_not_supported card_velocity_exceeded
  currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card fraudulent generic_decline
  incorrect_number incorrect_cvc incorrect_pin incorrect_zip incorrect_address insufficient_funds invalid_account
  invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin issuer_not_available
  lost_card merchant_blacklist mobile_device_authentication_required new_account_information_available no_action_taken
  not_permitted offline_pin_required online_or_offline_pin_required pickup_card pin_try_exceeded processing_error
  reenter_transaction restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation
  service_not_allowed stolen_card stop_payment_order testmode_decline transaction_not_allowed try_again_later
  withdrawal_count_limit_exceeded`.split(/\s+/)

/** Codes that the official library knows for card errors: a type, so that a misspelt one does not compile. */
const CODES = [
  'card_declined',
  'card_decline_rate_limit_exceeded',
  'expired_card',
  'incorrect_address',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_zip',
  'invalid_card_type',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'payment_intent_authentication_failure',
  'postal_code_invalid',
  'processing_error',
] as const satisfies readonly Stripe.PaymentIntent.LastPaymentError['code'][]

describe('Stripe’s codes in our words', () => {
  it.each([...DOCUMENTED, ...CODES])('%s is mapped', (code) => {
    const failure = declineFailure({ type: 'card_error', decline_code: code })
    expect(isUnmapped(failure)).toBe(false)
    expect(failure.gatewayCode).toBe(code)
  })

  it('GW14 a new code is kept and never guessed to be retryable', () => {
    for (const failure of [
      declineFailure({ type: 'card_error', code: 'card_declined', decline_code: 'moon_phase' }),
      refusalFailure({ type: 'invalid_request_error', code: 'moon_phase' }),
      refundFailureOf('moon_phase'),
    ]) {
      expect(isUnmapped(failure)).toBe(true)
      expect(failure).toMatchObject({ retryable: false, gatewayCode: 'moon_phase' })
    }
  })

  it('reads the most precise of what is told: decline code, error code, the network’s code', () => {
    const codeOf = (error: object) => declineFailure({ type: 'card_error', ...error }).code
    expect(codeOf({ code: 'card_declined', decline_code: 'lost_card', network_decline_code: '05' })).toBe('lost_card')
    expect(codeOf({ code: 'incorrect_cvc' })).toBe('incorrect_cvc')
    expect(codeOf({ code: 'card_declined', decline_code: 'generic_decline', network_decline_code: '51' })).toBe(
      'insufficient_funds',
    )
    expect(codeOf({})).toBe('unmapped_decline')
  })

  it('a decline that must not be tried again is hard, however soft its reason', () => {
    const soft = { type: 'card_error', code: 'card_declined', decline_code: 'do_not_honor' }
    expect(isHardDecline(declineFailure(soft))).toBe(false)
    expect(isHardDecline(declineFailure({ ...soft, advice_code: 'do_not_try_again' }))).toBe(true)
    expect(isHardDecline(declineFailure({ ...soft, advice_code: 'try_again_later' }))).toBe(false)
  })

  it('refused access is an operator’s business', () => {
    for (const status of [401, 403] as const) {
      expect(leafOf(accessFailure(status, { type: 'invalid_request_error' }).code)).toMatchObject({
        category: 'CONFIGURATION',
        actor: 'operator',
      })
    }
  })

  it('no decline speaks against the gateway but its own processing error', () => {
    const counted = Object.entries(DECLINES).filter(([, code]) => leafOf(code).countsAgainstGateway)
    expect(counted.map(([code]) => code)).toEqual(['payment_method_not_available', 'processing_error'])
    for (const code of Object.values({ ...REFUSALS, ...REFUNDS })) expect(leafOf(code).code).toBe(code)
  })
})
