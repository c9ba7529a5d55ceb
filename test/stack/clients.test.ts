import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { CARDS, eventually, freshKey } from './support/client.ts'
import { runningStack } from './support/fixture.ts'

const running = runningStack()

describe('clients that repeat themselves', () => {
  test('CL1 the same key 50 times at once is one payment, one charge, and 49 replays', async () => {
    const { client } = running
    const token = await client.tokenize()
    const input = { idempotencyKey: freshKey(), amount: client.euros('10.00'), confirm: true, paymentMethod: { token } }
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => client.mutate('createPayment', input)))
    const [id, ...others] = new Set(outcomes.map(({ payment }) => payment.id))
    expect(others).toEqual([])
    expect(outcomes.every(({ payment }) => payment.status === 'CAPTURED')).toBe(true)
    expect(outcomes.filter(({ idempotency }) => idempotency.replayed)).toHaveLength(49)
    expect(await client.charges('a', id ?? '')).toHaveLength(1)
    expect(await client.charges('b', id ?? '')).toEqual([])
  })

  test('CL1 the same token 50 times at once, without a key, is one attempt', async () => {
    const { client } = running
    const { payment } = await client.create()
    const input = { paymentId: payment.id, paymentMethod: { token: await client.tokenize() } }
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => client.mutate('confirmPayment', input)))
    expect(outcomes.every((outcome) => outcome.payment.status === 'CAPTURED')).toBe(true)
    expect(await client.charges('a', payment.id)).toHaveLength(1)
  })

  test('CL1 the same refund 50 times at once is paid back once', async () => {
    const { client } = running
    const { payment } = await client.pay()
    const input = { idempotencyKey: freshKey(), paymentId: payment.id, amount: client.euros('1.00') }
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => client.mutate('refundPayment', input)))
    expect(new Set(outcomes.map(({ refund }) => refund?.id)).size).toBe(1)
    expect(await client.charges('a', payment.id)).toMatchObject([{ amountRefundedMinor: 100 }])
  })

  test('CL2 the same key with another amount is a conflict that names the field', async () => {
    const { client } = running
    const idempotencyKey = freshKey()
    await client.create({ idempotencyKey })
    const same = await client.create({ idempotencyKey, amount: client.euros('10') })
    expect(same.idempotency.replayed).toBe(true)
    const other = await client.create({ idempotencyKey, amount: client.euros('11.00') })
    expect(other).toMatchObject({ __typename: 'IdempotencyConflictError', differingField: 'amount.amount' })
  })

  test('CL3 the same key in another operation, or for another payment, is another key', async () => {
    const { client } = running
    const idempotencyKey = freshKey()
    const one = await client.pay(CARDS.approves, { idempotencyKey })
    const two = await client.pay()
    for (const { payment } of [one, two]) {
      const refunded = await client.mutate('refundPayment', { idempotencyKey, paymentId: payment.id })
      expect(refunded.idempotency.replayed).toBe(false)
      expect(refunded.refund?.status).toBe('SUCCEEDED')
    }
  })

  test('CL4 a client that disconnects right after sending is charged once, and may ask again', async () => {
    const { client } = running
    const token = await client.tokenize()
    await client.fault('a', { kind: 'latency', times: 1, ms: 1_000 })
    const input = { idempotencyKey: freshKey(), amount: client.euros('10.00'), confirm: true, paymentMethod: { token } }
    const leaving = new AbortController()
    const left = client.mutate('createPayment', input, undefined, leaving.signal).catch(() => 'left')
    await wait(200)
    leaving.abort()
    expect(await left).toBe('left')
    const again = await client.mutate('createPayment', input)
    expect(again.payment.status).toBe('CAPTURED')
    expect(again.idempotency.replayed).toBe(true)
    expect(await client.charges('a', again.payment.id)).toHaveLength(1)
  })

  test('CL4 the payment goes on although nobody asks again', async () => {
    const { client } = running
    const { payment } = await client.create()
    const token = await client.tokenize()
    await client.fault('a', { kind: 'latency', times: 1, ms: 1_000 })
    const leaving = new AbortController()
    const input = { paymentId: payment.id, paymentMethod: { token } }
    const left = client.mutate('confirmPayment', input, undefined, leaving.signal).catch(() => 'left')
    await wait(200)
    leaving.abort()
    await left
    await eventually(
      () => client.charges('a', payment.id),
      (charges) => charges.length === 1,
    )
    expect(
      (
        await eventually(
          () => client.read(payment.id),
          ({ status }) => status !== 'PROCESSING',
        )
      ).status,
    ).toBe('CAPTURED')
  })

  test('a refusal that depended on state is the key’s answer for good; one of the input alone is not', async () => {
    const { client } = running
    const { payment } = await client.create({ captureMethod: 'MANUAL' })
    const capture = { idempotencyKey: freshKey(), paymentId: payment.id }
    expect((await client.mutate('capturePayment', capture)).__typename).toBe('InvalidStateError')
    await client.mutate('confirmPayment', { paymentId: payment.id, paymentMethod: { token: await client.tokenize() } })
    expect((await client.mutate('capturePayment', capture)).__typename).toBe('InvalidStateError')
    const mended = { idempotencyKey: freshKey(), paymentId: payment.id }
    const foreign = await client.mutate('capturePayment', { ...mended, amount: { amount: '1.00', currency: 'USD' } })
    expect(foreign.__typename).toBe('ValidationError')
    expect((await client.mutate('capturePayment', mended)).payment.status).toBe('CAPTURED')
  })
})
