import { describe, expect, test } from 'vitest'
import { CARDS, eventually } from './support/client.ts'
import { runningStack } from './support/fixture.ts'

const running = runningStack()

const eventTypes = async (id: string) => (await running.client.events(id)).map(({ type }) => type)

describe('a gateway that misbehaves while it charges', () => {
  test.each([
    ['GW1 charges then hangs', 'charge_then_hang'],
    ['GW2 answers 500 after charging', 'charge_then_500'],
    ['GW3 resets after charging', 'charge_then_reset'],
    ['GW4 sends half an answer', 'half_answer'],
  ])('%s: the charge is found, and is the only one', async (_title, kind) => {
    await running.client.fault('a', { kind, times: 1 })
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts).toHaveLength(1)
    expect(await eventTypes(payment.id)).toContain('OUTCOME_RESOLVED')
    expect(await running.client.charges('a', payment.id)).toHaveLength(1)
    expect(await running.client.charges('b', payment.id)).toEqual([])
  })

  test('GW5 says "not found" first: the charge is still found, and is the only one', async () => {
    await running.client.fault('a', { kind: 'charge_then_reset', times: 1 })
    const { client } = running
    const token = await client.tokenize()
    // A second fault takes the place of the first; the first is used up by the authorization before the look-up comes.
    const created = await client.create()
    await client.fault('a', { kind: 'charge_then_hang', times: 1, ms: 1_000 })
    const confirming = client.mutate('confirmPayment', { paymentId: created.payment.id, paymentMethod: { token } })
    await eventually(
      () => client.charges('a', created.payment.id),
      (charges) => charges.length === 1,
    )
    await client.fault('a', { kind: 'late_lookup', times: 1 })
    const { payment } = await confirming
    expect(payment.status).toBe('CAPTURED')
    expect(await eventTypes(payment.id)).toContain('CANCEL_STARTED')
    expect(await client.charges('a', payment.id)).toHaveLength(1)
    expect(await client.charges('b', payment.id)).toEqual([])
  })

  test('GW7 answers another amount: it is given back and counts as a decline', async () => {
    await running.client.fault('a', { kind: 'wrong_amount', times: 1 })
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('REQUIRES_PAYMENT_METHOD')
    expect(payment.failure?.code).toBe('gateway_answer_mismatch')
    await eventually(
      () => running.client.charges('a', payment.id),
      ([charge]) => charge?.status === 'refunded',
    )
    await eventually(
      () => eventTypes(payment.id),
      (types) => types.includes('COMPENSATED'),
    )
    expect(await running.client.standing(payment.id)).toEqual([])
  })

  test('GW7 voids a hold over another amount', async () => {
    await running.client.fault('a', { kind: 'wrong_amount', times: 1 })
    const { payment } = await running.client.pay(CARDS.approves, { captureMethod: 'MANUAL' })
    expect(payment.status).toBe('REQUIRES_PAYMENT_METHOD')
    await eventually(
      () => running.client.charges('a', payment.id),
      ([charge]) => charge?.status === 'voided',
    )
  })
})

describe('a gateway that does not charge', () => {
  test('GW8 refuses connections: the second account takes the payment', async () => {
    await running.client.fault('a', { kind: 'refuse' })
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.map(({ gateway, status }) => `${gateway} ${status}`)).toEqual(['a NOT_SENT', 'b APPROVED'])
    expect(await running.client.charges('a', payment.id)).toEqual([])
    expect(await running.client.charges('b', payment.id)).toHaveLength(1)
  })

  test.each([
    ['GW9 hangs before charging', { kind: 'hang_before', times: 1, ms: 300 }],
    ['GW9 resets before charging', { kind: 'reset_before', times: 1 }],
  ])('%s: it is fenced, and then the second account takes the payment', async (_title, fault) => {
    await running.client.fault('a', fault)
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.map(({ gateway, status }) => `${gateway} ${status}`)).toEqual([
      'a UNPROCESSED',
      'b APPROVED',
    ])
    expect(await running.client.charges('a', payment.id)).toEqual([])
    expect(await running.client.standing(payment.id)).toHaveLength(1)
  })

  test('both refuse: the shopper may try again, and nothing is charged', async () => {
    await running.client.fault('a', { kind: 'refuse' })
    await running.client.fault('b', { kind: 'refuse' })
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('REQUIRES_PAYMENT_METHOD')
    expect(payment.failure).toMatchObject({ category: 'GATEWAY_UNAVAILABLE', retryable: true })
    expect(await running.client.standing(payment.id)).toEqual([])
  })

  test('an issuer’s decline never goes to the second account', async () => {
    const { payment } = await running.client.pay(CARDS.insufficientFunds)
    expect(payment.failure).toMatchObject({ category: 'INSUFFICIENT_FUNDS' })
    expect(payment.attempts).toHaveLength(1)
  })
})

describe('a gateway that loses the answer to a capture or a refund', () => {
  test.each(['charge_then_reset', 'charge_then_500', 'half_answer'])(
    '%s: it is sent again under its id, once in the book',
    async (kind) => {
      const { client } = running
      const { payment } = await client.pay(CARDS.approves, { captureMethod: 'MANUAL' })
      await client.fault('a', { kind, times: 1, operation: 'capture' })
      const captured = await client.mutate('capturePayment', {
        idempotencyKey: 'capture',
        paymentId: payment.id,
        amount: client.euros('6.00'),
      })
      expect(captured.payment.status).toBe('CAPTURED')
      await client.fault('a', { kind, times: 1, operation: 'refund' })
      const refunded = await client.mutate('refundPayment', {
        idempotencyKey: 'refund',
        paymentId: payment.id,
        amount: client.euros('2.50'),
      })
      expect(refunded.refund?.status).toBe('SUCCEEDED')
      expect(await client.charges('a', payment.id)).toMatchObject([
        { amountCapturedMinor: 600, amountRefundedMinor: 250 },
      ])
    },
  )
})
