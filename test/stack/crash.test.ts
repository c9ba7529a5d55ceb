import { describe, expect, test } from 'vitest'
import { type Kept, keptIn, leaksIn, numberFrom } from './support/canary.ts'
import { CARDS, eventually, freshKey } from './support/client.ts'
import { powerCut, runningStack } from './support/fixture.ts'

/** What the contract promises after a restart. */
const RESOLVED_WITHIN_MS = 60_000

const running = runningStack()

/** Sends a confirmation and does not wait: whoever asked is gone after the power cut. */
async function confirmAndLeave(id: string, number: string = CARDS.approves): Promise<void> {
  const { client } = running
  const token = await client.tokenize(number)
  client.mutate('confirmPayment', { paymentId: id, paymentMethod: { token } }).catch(() => undefined)
}

describe('a kill -9 of everything', () => {
  test('CR2 after the gateway charged, before our write: one charge, CAPTURED within 60 s, and no trace of the card', async () => {
    const { id } = (await running.client.create()).payment
    await running.client.fault('a', { kind: 'charge_then_hang', times: 1 })
    const number = numberFrom('491761002')
    await confirmAndLeave(id, number)
    await eventually(
      () => running.client.charges('a', id),
      (charges) => charges.length === 1,
    )
    const saidBefore = running.stack.output()
    await powerCut(running)
    const payment = await eventually(
      () => running.client.read(id),
      ({ status }) => status === 'CAPTURED',
      RESOLVED_WITHIN_MS,
    )
    expect(payment.attempts).toHaveLength(1)
    expect(await running.client.standing(id)).toHaveLength(1)
    expect(await running.client.charges('b', id)).toEqual([])
    // I7, where everything died with the card on its way: neither the state of before nor what was found out since has it.
    const kept = keptIn(running.stack.stateDirectory).filter(([path]) => !path.startsWith('sandbox/'))
    const said: Kept = ['what the launcher said', Buffer.from(saidBefore + running.stack.output())]
    expect(kept.some(([path, bytes]) => path.startsWith('do/') && bytes.includes(id))).toBe(true)
    expect(leaksIn([said, ...kept], [{ number }])).toEqual([])
  })

  test('CR2 resolves by itself, without anybody reading the payment', async () => {
    const { id } = (await running.client.create()).payment
    await running.client.fault('a', { kind: 'charge_then_hang', times: 1 })
    await confirmAndLeave(id)
    await eventually(
      () => running.client.charges('a', id),
      (charges) => charges.length === 1,
    )
    await powerCut(running)
    // Only the read model is looked at: it is told when the object has found out.
    const list = async () =>
      (await running.client.graphql('{ payments(first: 50) { nodes { id status } } }')).data.payments.nodes
    await eventually(
      list,
      (payments) =>
        payments.some((payment: { id: string; status: string }) => payment.id === id && payment.status === 'CAPTURED'),
      RESOLVED_WITHIN_MS,
    )
    expect(await running.client.standing(id)).toHaveLength(1)
  })

  test('CR1 between intent and charge: no charge, and the card is asked for again', async () => {
    const { id } = (await running.client.create()).payment
    await running.client.fault('a', { kind: 'hang_before', times: 1, ms: 60_000 })
    await confirmAndLeave(id)
    await eventually(
      () => running.client.read(id),
      ({ status }) => status === 'PROCESSING',
    )
    await powerCut(running)
    const payment = await eventually(
      () => running.client.read(id),
      ({ status }) => status === 'REQUIRES_PAYMENT_METHOD',
      RESOLVED_WITHIN_MS,
    )
    expect(payment.failure).toMatchObject({ category: 'GATEWAY_UNAVAILABLE', retryable: true })
    expect(payment.allowedActions).toContain('CONFIRM')
    expect([...(await running.client.charges('a', id)), ...(await running.client.charges('b', id))]).toEqual([])
    const again = await running.client.mutate('confirmPayment', {
      paymentId: id,
      paymentMethod: { token: await running.client.tokenize() },
    })
    expect(again.payment.status).toBe('CAPTURED')
    expect(await running.client.standing(id)).toHaveLength(1)
  })

  test('CR3 after our write, before the reply: the retry replays the one charge', async () => {
    const token = await running.client.tokenize()
    const input = {
      idempotencyKey: freshKey(),
      amount: running.client.euros('10.00'),
      confirm: true,
      paymentMethod: { token },
    }
    const first = running.client.mutate('createPayment', input).catch(() => undefined)
    const { payment } = (await first) ?? (await running.client.mutate('createPayment', input))
    await powerCut(running)
    const retried = await running.client.mutate('createPayment', input)
    expect(retried.idempotency.replayed).toBe(true)
    expect(retried.payment).toMatchObject({ id: payment.id, status: 'CAPTURED' })
    expect(await running.client.standing(payment.id)).toHaveLength(1)
  })

  test.each([
    ['capture', 'capturePayment', 'captured'],
    ['void', 'cancelPayment', 'voided'],
    ['refund', 'refundPayment', 'refunded'],
  ] as const)('CR2 in the middle of a %s carries it through once', async (operation, mutation, booked) => {
    const { client } = running
    const captureMethod = operation === 'refund' ? 'AUTOMATIC' : 'MANUAL'
    const { id } = (await client.pay(CARDS.approves, { captureMethod })).payment
    await client.fault('a', { kind: 'charge_then_hang', times: 1, operation })
    const input = { idempotencyKey: freshKey(), paymentId: id }
    client.mutate(mutation, input).catch(() => undefined)
    await eventually(
      () => running.client.charges('a', id),
      ([charge]) => charge?.status === booked,
    )
    await powerCut(running)
    const status = { capture: 'CAPTURED', void: 'CANCELED', refund: 'CAPTURED' }[operation]
    await eventually(
      () => running.client.read(id),
      (payment) =>
        payment.status === status &&
        payment.nextCheckAt === null &&
        payment.captures.every((capture) => capture.status === 'SUCCEEDED') &&
        payment.refunds.nodes.every((refund) => refund.status === 'SUCCEEDED'),
      RESOLVED_WITHIN_MS,
    )
    const replayed = await running.client.mutate(mutation, input)
    expect(replayed.idempotency.replayed).toBe(true)
    const [charge, ...others] = await running.client.charges('a', id)
    expect(others).toEqual([])
    expect(charge).toMatchObject({ status: booked, amountMinor: 1000 })
    expect(charge?.amountRefundedMinor).toBe(operation === 'refund' ? 1000 : 0)
  })
})
