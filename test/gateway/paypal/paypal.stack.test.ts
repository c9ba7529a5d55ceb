import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CARDS, eventually, freshKey, type PaymentNode } from '../../stack/support/client.ts'
import { powerCut, runningStack } from '../../stack/support/fixture.ts'
import { operatorOf } from '../../stack/support/operator.ts'
import { standing } from '../contract/steps.ts'
import { type PaypalDouble, startPaypalDouble } from './double.ts'

/** The whole stack with a PayPal account first, and the sandbox's acquirer b behind it. */
const running = runningStack()
const operator = () => operatorOf(running.client)
const LONGEST_CHANGE_MS = 60_000
let double: PaypalDouble
let webhookUrl: string

beforeAll(async () => {
  double = await startPaypalDouble()
  const { baseUrl, credentials } = double
  const input = { name: 'paypal', kind: 'paypal', baseUrl, credentials }
  const { gateway } = await operator().change('addGateway', input, 'gateway { id webhookUrl }')
  webhookUrl = gateway.webhookUrl
  const candidates = [{ gatewayId: gateway.id }, { gatewayId: running.stack.accountIds.b }]
  await operator().savePolicy([{ name: 'paypal first', strategy: 'ORDER', candidates, onUnknown: 'WAIT' }])
  // A change of configuration is seen within a minute everywhere, as documented.
  await eventually(
    () => running.client.pay(),
    ({ payment }) => payment.attempts[0]?.gateway === 'paypal',
    LONGEST_CHANGE_MS,
  )
})
afterEach(async () => {
  await double.fault(undefined)
  expect(double.violations).toEqual([])
  await operator().allHealthy()
})
afterAll(async () => double?.close())

const standingAt = async (id: string) => standing(await double.charges(id))
const settled = (id: string, holds: (payment: PaymentNode) => boolean) =>
  eventually(() => running.client.read(id), holds)

describe('a payment at PayPal', () => {
  test('is captured in one call, and refunded', async () => {
    const { payment } = await running.client.pay()
    expect(payment).toMatchObject({ status: 'CAPTURED', attempts: [{ gateway: 'paypal', status: 'APPROVED' }] })
    expect(await standingAt(payment.id)).toMatchObject([{ amountMinor: 1000n, capturedMinor: 1000n }])
    const refund = { paymentId: payment.id, idempotencyKey: freshKey(), amount: running.client.euros('3.00') }
    expect(await running.client.mutate('refundPayment', refund)).toMatchObject({ refund: { status: 'SUCCEEDED' } })
    expect(await double.charges(payment.id)).toMatchObject([{ refundedMinor: 300n }])
  })

  test('is held and captured in two parts, and another is voided', async () => {
    const manual = { captureMethod: 'MANUAL' }
    const { payment } = await running.client.pay(CARDS.approves, manual)
    expect(payment.status).toBe('AUTHORIZED')
    for (const [amount, finalCapture] of [
      ['4.00', false],
      ['3.00', true],
    ] as const) {
      const part = { amount: running.client.euros(amount), finalCapture }
      await running.client.mutate('capturePayment', { paymentId: payment.id, idempotencyKey: freshKey(), ...part })
    }
    await settled(payment.id, ({ amountCaptured }) => amountCaptured.amount === '7.00')
    expect(await double.charges(payment.id)).toMatchObject([{ status: 'captured', capturedMinor: 700n }])
    const { payment: other } = await running.client.pay(CARDS.approves, manual)
    await running.client.mutate('cancelPayment', { paymentId: other.id, idempotencyKey: freshKey() })
    await settled(other.id, ({ status }) => status === 'CANCELED')
    expect(await double.charges(other.id)).toMatchObject([{ status: 'released' }])
  })

  test('is declined by its issuer, and goes nowhere else', async () => {
    const { payment } = await running.client.pay(CARDS.insufficientFunds)
    expect(payment).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { code: 'insufficient_funds' },
      attempts: [{ gateway: 'paypal', status: 'DECLINED' }],
    })
  })

  test('goes through the challenge, and TD1 completing it twice charges once', async () => {
    const { payment } = await running.client.pay(CARDS.challenge)
    expect(payment.status).toBe('REQUIRES_ACTION')
    const order = [...double.book.orders.values()].find(({ paymentId }) => paymentId === payment.id)
    await double.answerChallenge(`${double.origin}/checkoutnow/${order?.id}`, 'approve')
    for (let visit = 0; visit < 2; visit += 1) await fetch(order?.returnUrl ?? '', { redirect: 'manual' })
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    expect(await standingAt(payment.id)).toHaveLength(1)
  })

  test('is approved at PayPal by who pays with PayPal, and charged when they are back', async () => {
    const { payment } = await running.client.create()
    const input = { paymentId: payment.id, paymentMethod: { type: 'PAYPAL' } }
    const { payment: waiting } = await running.client.mutate('confirmPayment', input)
    expect(waiting).toMatchObject({ status: 'REQUIRES_ACTION', nextAction: { __typename: 'RedirectAction' } })
    const order = [...double.book.orders.values()].find(({ paymentId }) => paymentId === payment.id)
    const returned = await double.answerChallenge(`${double.origin}/checkoutnow/${order?.id}`, 'approve')
    await fetch(`${order?.returnUrl}?${new URLSearchParams(returned)}`, { redirect: 'manual' })
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    expect(await standingAt(payment.id)).toHaveLength(1)
  })
})

describe('trouble at PayPal', () => {
  test.each([
    ['GW2 answers 500 after charging', 'error_after'],
    ['GW3 resets after charging', 'reset_after'],
    ['GW4 sends half an answer', 'half_answer'],
    ['GW14 answers a status that we do not know', 'unknown_status'],
  ] as const)('%s: the charge is found, and is the only one', async (_title, kind) => {
    await double.fault({ kind, on: 'authorize', times: 1 })
    const { payment } = await running.client.pay()
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    expect(await standingAt(payment.id)).toHaveLength(1)
    expect(await running.client.charges('b', payment.id)).toEqual([])
  })

  test('GW15 refuses its token: the next gateway takes the payment at once', async () => {
    await double.fault({ kind: 'access_refused', on: 'any' })
    const { payment } = await running.client.pay()
    expect(payment).toMatchObject({ status: 'CAPTURED' })
    expect(payment.attempts.at(-1)).toMatchObject({ gateway: 'b', status: 'APPROVED' })
    expect(await double.charges(payment.id)).toEqual([])
    expect(await running.client.charges('b', payment.id)).toHaveLength(1)
  })

  test('GW3 resets before the order is made: certain without asking, and the next gateway takes it', async () => {
    await double.fault({ kind: 'reset_before', on: 'any' })
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.at(-1)).toMatchObject({ gateway: 'b', status: 'APPROVED' })
    expect(double.requests.filter(({ method }) => method === 'PATCH')).toEqual([])
    expect(await double.charges(payment.id)).toEqual([])
  })

  test('GW7 answers another amount: it is given back and counts as a decline', async () => {
    await double.fault({ kind: 'wrong_amount', on: 'authorize', times: 1 })
    const { payment } = await running.client.pay()
    expect(payment.failure?.code).toBe('gateway_answer_mismatch')
    await eventually(
      () => standingAt(payment.id),
      (charges) => charges.length === 0,
    )
  })

  test('CR2 killed after PayPal charged: found by resolving, one charge, paid', async () => {
    await double.fault({ kind: 'hang_after', on: 'authorize', times: 1 })
    const { payment } = await running.client.create()
    const token = await running.client.tokenize()
    const confirming = running.client
      .mutate('confirmPayment', { paymentId: payment.id, paymentMethod: { token } })
      .catch(() => undefined)
    await eventually(
      () => standingAt(payment.id),
      (charges) => charges.length === 1,
    )
    await powerCut(running)
    await confirming
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    expect(await standingAt(payment.id)).toHaveLength(1)
  })
})

describe('PayPal’s webhooks', () => {
  test('tell of a dispute, verified by PayPal itself; forged ones are refused', async () => {
    await double.sendWebhooks(webhookUrl)
    const { payment } = await running.client.pay()
    await double.openDispute?.(payment.id)
    const statuses = await double.sendWebhooks(webhookUrl)
    expect(statuses.length).toBeGreaterThan(1)
    expect(statuses.every((status) => status >= 200 && status < 300)).toBe(true)
    const { disputes } = await settled(payment.id, (read) => read.disputes.nodes.length === 1)
    expect(disputes.nodes[0]).toMatchObject({
      status: 'NEEDS_RESPONSE',
      stage: 'CHARGEBACK',
      amount: { amount: '10.00' },
    })
    const [event] = await double.webhooks(payment.id)
    const forged = double.sign(event, { secret: 'ANOTHERWEBHOOK' })
    const answer = await fetch(webhookUrl, { method: 'POST', headers: forged.headers, body: forged.body })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})
