import { describe, expect, it } from 'vitest'
import { shiftsLiability, windowSizeOf } from '../../src/gateway/threeDS.ts'
import type { RoutingFacts } from '../../src/routing/request.ts'
import { wishFor } from '../../src/routing/threeDS.ts'
import { readPolicy } from '../../src/routing/validate.ts'

const eur = (amountMinor: bigint): RoutingFacts => ({ amountMinor, currency: 'EUR', method: 'card' })
const BOTH = { exemptions: ['LOW_VALUE', 'TRANSACTION_RISK_ANALYSIS'] } as const

describe('what a rule asks of 3-D Secure', () => {
  it.each([
    ['30 EUR are of low value', eur(3000n), { exemption: 'LOW_VALUE' }],
    ['a cent more is a matter of risk', eur(3001n), { exemption: 'TRANSACTION_RISK_ANALYSIS' }],
    ['500 EUR still are', eur(50_000n), { exemption: 'TRANSACTION_RISK_ANALYSIS' }],
    ['beyond that nothing is allowed', eur(50_001n), undefined],
    [
      'the United Kingdom has amounts of its own',
      { ...eur(2501n), currency: 'GBP' },
      { exemption: 'TRANSACTION_RISK_ANALYSIS' },
    ],
    ['the law knows no amounts in dollars', { ...eur(100n), currency: 'USD' }, undefined],
    ['a wallet authenticates by itself', { ...eur(100n), method: 'paypal' }, undefined],
  ] as const)('%s', (_why, facts, wish) => {
    expect(wishFor(BOTH, facts)).toEqual(wish)
  })

  it('asks for a series’ exemption wherever the rule holds, and for a challenge before all else', () => {
    expect(wishFor({ exemptions: ['RECURRING'] }, eur(900_000n))).toEqual({ exemption: 'RECURRING' })
    expect(wishFor({ windowSize: '04', ...BOTH }, eur(60_000n))).toEqual({ windowSize: '04' })
    expect(wishFor({ challenge: 'REQUIRED' }, eur(1n))).toEqual({ challenge: 'REQUIRED' })
    expect(wishFor(undefined, eur(1n))).toBeUndefined()
  })

  const read = (threeDS: unknown) => readPolicy([{ name: 'all', strategy: 'ORDER', threeDS }])
  it('is read from plain data, and what says nothing is left out', () => {
    expect(read(BOTH)).toMatchObject({ ok: true, value: [{ threeDS: BOTH }] })
    expect(read({ challenge: 'REQUIRED' })).toMatchObject({ ok: true, value: [{ threeDS: { challenge: 'REQUIRED' } }] })
    for (const nothing of [undefined, null, {}, { challenge: 'AUTOMATIC', exemptions: [] }]) {
      const policy = read(nothing)
      expect(policy.ok && policy.value[0]).not.toHaveProperty('threeDS')
    }
  })

  it.each([
    ['no object', 'yes', ['threeDS']],
    ['another field', { exemption: 'LOW_VALUE' }, ['threeDS']],
    ['another challenge', { challenge: 'NEVER' }, ['threeDS', 'challenge']],
    ['an unknown exemption', { exemptions: ['TRUSTED'] }, ['threeDS', 'exemptions']],
    ['one exemption twice', { exemptions: ['LOW_VALUE', 'LOW_VALUE'] }, ['threeDS', 'exemptions']],
    ['a window that there is not', { windowSize: '06' }, ['threeDS', 'windowSize']],
    ['a challenge and an exemption from it', { challenge: 'REQUIRED', ...BOTH }, ['threeDS', 'exemptions']],
  ])('is refused with %s', (_why, threeDS, path) => {
    expect(read(threeDS)).toMatchObject({ ok: false, error: { path: ['rules', '0', ...path] } })
  })
})

describe('who bears the loss of fraud', () => {
  it.each([
    [{ transactionStatus: 'Y', eci: '05' }, true],
    [{ transactionStatus: 'A', eci: '06' }, true],
    [{ transactionStatus: 'Y', eci: '02' }, true],
    [{ transactionStatus: 'Y', eci: '07' }, false],
    [{ transactionStatus: 'N' }, false],
    [{ transactionStatus: 'I', eci: '07', exemptionGranted: 'LOW_VALUE' }, false],
    [{ transactionStatus: 'Y', liabilityShifted: false }, false],
    [{}, undefined],
  ] as const)('of %j: the issuer %s', (authentication, shifted) => {
    expect(shiftsLiability(authentication)).toBe(shifted)
  })
})

it('the issuer’s window is as the page asked, and fits the checkout’s modal where it did not', () => {
  expect(windowSizeOf({ challengeWindowSize: '04' })).toBe('04')
  expect(windowSizeOf({ challengeWindowSize: '06' })).toBe('02')
  expect(windowSizeOf()).toBe('02')
  expect(windowSizeOf({}, { windowSize: '03' })).toBe('03')
  expect(windowSizeOf({ challengeWindowSize: '01' }, { windowSize: '03' })).toBe('01')
  expect(windowSizeOf({ browserScreenWidth: 412 }, { windowSize: '03' })).toBe('05')
})
