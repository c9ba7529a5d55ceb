import { describe, expect, it } from 'vitest'
import { isHardDecline, isUnmapped } from '../../../src/failure/failure.ts'
import { errorFailure, refusalFailure } from '../../../src/gateway/adyen/failures.ts'

/** The codes of Adyen's page "Refusal reasons" that are known here; any that came since is kept as unmapped. */
const KNOWN_CODES = [...Array(50).keys()]
  .map((index) => index + 1)
  .filter((code) => ![1, 13, 30, 47, 48, 49].includes(code))

describe('a refusal of Adyen’s', () => {
  it('is mapped for every code that is known', () => {
    const unmapped = KNOWN_CODES.filter((code) => isUnmapped(refusalFailure({ reasonCode: String(code) })))
    expect(unmapped).toEqual([])
  })

  it('is never retryable as it is but where the acquirer failed', () => {
    const retryable = KNOWN_CODES.filter((code) => refusalFailure({ reasonCode: String(code) }).retryable)
    expect(retryable).toEqual([4])
  })

  it('keeps a code that is not known, and promises nothing', () => {
    const failure = refusalFailure({ reasonCode: '4711' })
    expect(failure).toMatchObject({ code: 'unmapped_decline', retryable: false, gatewayCode: '4711' })
  })

  it('is known by its text where a webhook has no code', () => {
    expect(refusalFailure({ reason: 'Not enough balance' })).toEqual(refusalFailure({ reasonCode: '12' }))
    expect(refusalFailure({ reason: 'EXPIRED CARD' })).toEqual(refusalFailure({ reasonCode: '6' }))
    expect(refusalFailure({ reason: 'Mercury retrograde' })).toMatchObject({
      code: 'unmapped_decline',
      gatewayCode: 'Mercury retrograde',
    })
  })

  it.each([
    ['05 : Do not honor', 'do_not_honor'],
    ['51 : Insufficient funds/over credit limit', 'insufficient_funds'],
    ['41 : Lost card', 'lost_card'],
    ['AUTHORISED', 'card_declined'],
    ['DECLINED Expiry Incorrect', 'card_declined'],
    // What a network is not sure of is final at Adyen all the same.
    ['68 : Response received too late', 'card_declined'],
  ])('that says no more than that is read in the network’s own words: %s', (raw, code) => {
    expect(refusalFailure({ reasonCode: '2', raw })).toMatchObject({ code })
  })

  it('that says more is not overruled by the network’s words', () => {
    expect(refusalFailure({ reasonCode: '24', raw: '05 : Do not honor' })).toMatchObject({ code: 'incorrect_cvc' })
  })

  it('for good is for good: a blocked card is not tried again', () => {
    expect(isHardDecline(refusalFailure({ reasonCode: '5' }))).toBe(true)
    expect(isHardDecline(refusalFailure({ reasonCode: '2', raw: '43 : Stolen card' }))).toBe(true)
    expect(isHardDecline(refusalFailure({ reasonCode: '12' }))).toBe(false)
  })
})

describe('an error of Adyen’s', () => {
  it('is the card’s, the request’s or the account’s, and never retryable', () => {
    expect(errorFailure('101')).toMatchObject({ code: 'incorrect_number', category: 'INVALID_CARD' })
    expect(errorFailure('14_030')).toMatchObject({ code: 'return_address_invalid', retryable: false })
    expect(errorFailure('00_000')).toMatchObject({ code: 'unmapped_refusal', gatewayCode: '00_000', retryable: false })
  })
})
