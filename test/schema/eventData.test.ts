import { describe, expect, test } from 'vitest'
import { eventData } from '../../schema/eventData.ts'
import type { NewEvent, PaymentEvent } from '../../src/payment/event.ts'

const placed = (event: NewEvent): PaymentEvent => ({ ...event, seq: 1, version: 1, occurredAtMs: 0 })
const route = {
  accountId: 'gwa_1',
  gateway: 'a',
  kind: 'sandbox',
  capabilities: { oneCallSale: true, multipleCaptures: true },
}

describe('eventData', () => {
  test('shows amounts as money, moments as RFC 3339 and accounts by name, and nothing internal', () => {
    const event = placed({
      type: 'ATTEMPT_STARTED',
      data: {
        attempt: 1,
        route,
        candidates: [route, { ...route, gateway: 'b' }],
        reason: 'first enabled',
        tokenId: 'tok_0secret',
        capture: true,
        deadlineMs: 1,
        browserSealed: 'c2VhbGVk',
      },
    })
    expect(eventData(event, 'EUR')).toEqual({
      attempt: 1,
      reason: 'first enabled',
      capture: true,
      gateway: 'a',
      candidates: ['a', 'b'],
    })
    const next = { tokenId: 'tok_0other', plan: { candidates: [route], reason: 'first enabled' }, deadlineMs: 2 }
    const superseded = placed({ type: 'CANCEL_STARTED', data: { attempt: 1, why: 'superseded', means: 'fence', next } })
    expect(eventData(superseded, 'EUR')).toEqual({ attempt: 1, why: 'superseded', means: 'fence' })
    const authorized = placed({ type: 'PAYMENT_AUTHORIZED', data: { attempt: 1, amountMinor: 1234n, expiresAtMs: 0 } })
    expect(eventData(authorized, 'KWD')).toEqual({
      attempt: 1,
      amount: { amount: '1.234', minorUnits: '1234', currency: 'KWD' },
      expiresAt: '1970-01-01T00:00:00.000Z',
    })
  })

  test('puts opened text under its own names and leaves it as it was given', () => {
    const opened = { description: 'x', metadata: { tokenId: 'mine', feeMinor: '1', atMs: '7' } }
    const data = {
      merchantId: 'mer_1',
      mode: 'TEST',
      amountMinor: 1n,
      currency: 'JPY',
      captureMethod: 'MANUAL',
    } as const
    const created = { type: 'PAYMENT_CREATED', data: { ...data, expiresAtMs: 0, opened } } as unknown as NewEvent
    expect(eventData(placed(created), 'JPY')).toEqual({
      amount: { amount: '1', minorUnits: '1', currency: 'JPY' },
      captureMethod: 'MANUAL',
      expiresAt: '1970-01-01T00:00:00.000Z',
      ...opened,
    })
    const refund = { type: 'REFUND_CREATED', data: { refund: 1, origin: 'API', opened: 'late' } } as unknown as NewEvent
    expect(eventData(placed(refund), 'JPY')).toEqual({ refund: 1, origin: 'API', reason: 'late' })
  })

  test('leaves out what a return visit carried and what is still sealed', () => {
    const completed = placed({ type: 'ACTION_COMPLETED', data: { attempt: 1, returned: { cres: 'x' } } })
    expect(eventData(completed, 'EUR')).toEqual({ attempt: 1 })
    expect(eventData(placed({ type: 'PAYMENT_CANCELED', data: { sealed: 'abc' } }), 'EUR')).toEqual({})
  })
})
