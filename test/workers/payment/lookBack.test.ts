import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, CALLER, captured, eur, newPayment, openAccounts, pause, until } from './support.ts'

beforeAll(openAccounts)

describe('a payment at a past moment', () => {
  test('is as it stood then, details and refunds too, and the present from now on', async () => {
    const payment = await captured({ details: { description: 'Two books' } })
    await pause(5)
    const beforeRefund = Date.now()
    await pause(5)
    accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(10n) }))
    const now = await until(
      () => payment.view(),
      ({ amountRefundedMinor }) => amountRefundedMinor === 10n,
    )
    const then = await payment.service.readAt(CALLER, beforeRefund)
    expect(then).toMatchObject({
      asOfMs: beforeRefund,
      status: 'CAPTURED',
      refunds: [],
      amountRefundedMinor: 0n,
      amountRefundableMinor: 1000n,
      details: { description: 'Two books' },
    })
    expect(await payment.service.readAt(CALLER, Date.now() + 60_000)).toEqual(now)
    expect(await payment.service.readAt(CALLER, now.createdAtMs)).toMatchObject({ seq: expect.any(Number) })
    expect(await payment.service.readAt(CALLER, now.createdAtMs - 1)).toBeNull()
  })

  test('HI1 is not there for another merchant or mode, nor where there is no payment', async () => {
    const payment = await captured()
    const atMs = Date.now()
    expect(await payment.service.readAt({ ...CALLER, merchantId: 'm2' }, atMs)).toBeNull()
    expect(await payment.service.readAt({ ...CALLER, mode: 'LIVE' }, atMs)).toBeNull()
    expect(await newPayment().service.readAt(CALLER, atMs)).toBeNull()
  })
})
