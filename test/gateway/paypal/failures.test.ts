import { describe, expect, it } from 'vitest'
import { isUnmapped, leafOf } from '../../../src/failure/failure.ts'
import { declineFailure, issueFailure } from '../../../src/gateway/paypal/failures.ts'
import { CAPTURE_ISSUES, ISSUES, REFUND_ISSUES } from '../../../src/gateway/paypal/issues.ts'
import { RESPONSES } from '../../../src/gateway/paypal/responses.ts'
import { documentedIssues, documentedResponses } from './reference.ts'

/** Approvals, which are no failures. */
const APPROVALS = ['0000', '1000', '7600']

describe('PayPal’s codes', () => {
  it('every issue that its files document is mapped', () => {
    const issues = [...documentedIssues()]
    expect(issues.length).toBeGreaterThan(150)
    expect(issues.filter((issue) => isUnmapped(issueFailure(issue)))).toEqual([])
  })

  it('every processor response code but the approvals is mapped', () => {
    const unmapped = documentedResponses().filter((code) => RESPONSES.get(code) === undefined)
    expect(unmapped).toEqual(APPROVALS)
  })

  it('only what PayPal turns away before it is processed is unprocessed', () => {
    const unprocessed = [...ISSUES]
      .filter(([, code]) => leafOf(code).certainty === 'unprocessed')
      .map(([issue]) => issue)
    expect(unprocessed.sort()).toEqual([
      'ACTION_DOES_NOT_MATCH_INTENT',
      'AUTHENTICATION_FAILURE',
      'INVALID_TOKEN',
      'PAYMENT_SOURCE_PROCESSING_ERROR',
      'RATE_LIMIT_REACHED',
      'invalid_client',
      'invalid_token',
    ])
  })

  it('a code that is new stays what it is and promises nothing', () => {
    expect(issueFailure('LEVITATION_REQUIRED')).toMatchObject({
      code: 'unmapped_refusal',
      retryable: false,
      gatewayCode: 'LEVITATION_REQUIRED',
    })
    expect(declineFailure({ response_code: 'ZZ99', payment_advice_code: undefined })).toMatchObject({
      code: 'unmapped_decline',
      gatewayCode: 'ZZ99',
    })
  })

  it('means what the call makes of it', () => {
    expect(issueFailure('TRANSACTION_REFUSED').code).toBe('transaction_invalid')
    expect(issueFailure('TRANSACTION_REFUSED', CAPTURE_ISSUES).code).toBe('capture_risk_refused')
    expect(issueFailure('CURRENCY_MISMATCH', REFUND_ISSUES).code).toBe('refund_currency_mismatch')
  })

  it('a suspicion keeps its own reason even where the network says never again', () => {
    expect(declineFailure({ response_code: '9500', payment_advice_code: '03' }).code).toBe('suspected_fraud')
    expect(declineFailure({ response_code: '5100', payment_advice_code: '21' }).code).toBe('do_not_try_again')
    expect(declineFailure({ response_code: '5100', payment_advice_code: '02' }).code).toBe('card_declined')
  })
})
