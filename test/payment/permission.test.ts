import { describe, expect, it } from 'vitest'
import type { Caller } from '../../src/payment/command.ts'
import { isOwnAccount, mayRead } from '../../src/payment/permission.ts'
import { captured, created } from './driver.ts'

const OWNER = { merchantId: 'mer_test', mode: 'TEST' } as const
const STRANGERS = [
  { ...OWNER, merchantId: 'mer_other' },
  { ...OWNER, mode: 'LIVE' },
] as const
const KINDS = ['secret', 'operator', 'client'] as const
const MONTH_MS = 30 * 24 * 3_600_000

const payment = captured()
const reads = (caller: Caller, state = payment.state(), atMs = payment.now()) => mayRead(state, caller, atMs)

describe('HI1 a payment', () => {
  it.each(KINDS)('exists for its own merchant and mode alone (%s)', (kind) => {
    expect(reads({ kind, ...OWNER })).toBe(true)
    expect(STRANGERS.map((stranger) => reads({ kind, ...stranger }))).toEqual([false, false])
  })

  it('is no longer there for the shopper’s side a month after its end, and stays for the shop', () => {
    const laterMs = payment.now() + MONTH_MS + 1
    expect(KINDS.map((kind) => reads({ kind, ...OWNER }, payment.state(), laterMs))).toEqual([true, true, false])
    expect(reads({ kind: 'client', ...OWNER }, created().state(), laterMs)).toBe(true)
  })
})

describe('HN2 an account', () => {
  it('tells of payments of its own merchant and mode alone', () => {
    const account = { accountId: 'gwa_a', ...OWNER }
    expect(isOwnAccount(payment.state(), account)).toBe(true)
    const strangers = STRANGERS.map((stranger) => isOwnAccount(payment.state(), { ...account, ...stranger }))
    expect(strangers).toEqual([false, false])
  })
})
