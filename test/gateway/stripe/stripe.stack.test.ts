import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CARDS, eventually, freshKey, type PaymentNode } from '../../stack/support/client.ts'
import { powerCut, runningStack } from '../../stack/support/fixture.ts'
import { operatorOf } from '../../stack/support/operator.ts'
import { standing } from '../contract/steps.ts'
import { type StripeDouble, startStripeDouble } from './double.ts'

/** The whole stack with a Stripe account first, and the sandbox's acquirer b behind it. */
const running = runningStack()
const operator = () => operatorOf(running.client)
const LONGEST_CHANGE_MS = 60_000
let double: StripeDouble
let webhookUrl: string

beforeAll(async () => {
  double = await startStripeDouble()
  const { baseUrl, credentials } = double
  const input = { name: 'stripe', kind: 'stripe', baseUrl, credentials }
  const { gateway } = await operator().change('addGateway', input, 'gateway { id webhookUrl }')
  webhookUrl = gateway.webhookUrl
  const candidates = [{ gatewayId: gateway.id }, { gatewayId: running.stack.accountIds.b }]
  await operator().savePolicy([{ name: 'stripe first', strategy: 'ORDER', candidates, onUnknown: 'WAIT' }])
  // A change of configuration is seen within a minute everywhere, as documented.
  await eventually(
    () => running.client.pay(),
    ({ payment }) => payment.attempts[0]?.gateway === 'stripe',
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

describe('a payment at Stripe', () => {
  test('is captured in one call, and refunded', async () => {
    const { payment } = await running.client.pay()
    expect(payment).toMatchObject({ status: 'CAPTURED', attempts: [{ gateway: 'stripe', status: 'APPROVED' }] })
    expect(await standingAt(payment.id)).toMatchObject([{ amountMinor: 1000n, capturedMinor: 1000n }])
    const refund = { paymentId: payment.id, idempotencyKey: freshKey(), amount: running.client.euros('3.00') }
    expect(await running.client.mutate('refundPayment', refund)).toMatchObject({ refund: { status: 'SUCCEEDED' } })
    expect(await double.charges(payment.id)).toMatchObject([{ refundedMinor: 300n }])
  })

  test('is held, captured in part, and another is voided', async () => {
    const manual = { captureMethod: 'MANUAL' }
    const { payment } = await running.client.pay(CARDS.approves, manual)
    expect(payment.status).toBe('AUTHORIZED')
    const capture = { paymentId: payment.id, idempotencyKey: freshKey(), amount: running.client.euros('4.00') }
    await running.client.mutate('capturePayment', capture)
    await settled(payment.id, ({ amountCaptured }) => amountCaptured.amount === '4.00')
    expect(await double.charges(payment.id)).toMatchObject([{ status: 'captured', capturedMinor: 400n }])
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
      attempts: [{ gateway: 'stripe', status: 'DECLINED' }],
    })
  })

  test('goes through the challenge, and TD1 completing it twice charges once', async () => {
    const { payment } = await running.client.pay(CARDS.challenge)
    expect(payment.status).toBe('REQUIRES_ACTION')
    const intent = [...double.book.intents.values()].find(({ paymentId }) => paymentId === payment.id)
    await double.answerChallenge(`${double.origin}/3ds/${intent?.id}`, 'approve')
    for (let visit = 0; visit < 2; visit += 1) await fetch(intent?.returnUrl ?? '', { redirect: 'manual' })
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    expect(await standingAt(payment.id)).toHaveLength(1)
  })
})

describe('trouble at Stripe', () => {
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

  test('GW15 refuses its key: the next gateway takes the payment at once', async () => {
    await double.fault({ kind: 'access_refused', on: 'any' })
    const { payment } = await running.client.pay()
    expect(payment).toMatchObject({ status: 'CAPTURED' })
    expect(payment.attempts.at(-1)).toMatchObject({ gateway: 'b', status: 'APPROVED' })
    expect(await double.charges(payment.id)).toEqual([])
    expect(await running.client.charges('b', payment.id)).toHaveLength(1)
  })

  test('GW3 resets before anything was confirmed: certain without asking, and the next gateway takes it', async () => {
    await double.fault({ kind: 'reset_before', on: 'any' })
    const { payment } = await running.client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.at(-1)).toMatchObject({ gateway: 'b', status: 'APPROVED' })
    expect(double.requests.filter(({ path, body }) => path.endsWith('/cancel') && body.includes(payment.id))).toEqual(
      [],
    )
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

  test('CR2 killed after Stripe charged: found by resolving, one charge, paid', async () => {
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

describe('Stripe’s webhooks', () => {
  test('tell that a hold was released in the dashboard, and the payment is canceled', async () => {
    const { payment } = await running.client.pay(CARDS.approves, { captureMethod: 'MANUAL' })
    await double.sendWebhooks(webhookUrl)
    const intent = [...double.book.intents.values()].find(({ paymentId }) => paymentId === payment.id)
    const { secretKey } = double.credentials
    await fetch(`${double.origin}/v1/payment_intents/${intent?.id}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'stripe-version': '2026-10-28.endive' },
    })
    await double.sendWebhooks(webhookUrl)
    await settled(payment.id, ({ status }) => status === 'CANCELED')
  })

  test('tell of a dispute; forged ones are refused', async () => {
    await double.sendWebhooks(webhookUrl)
    const { payment } = await running.client.pay(CARDS.disputed)
    const statuses = await double.sendWebhooks(webhookUrl)
    expect(statuses.every((status) => status >= 200 && status < 300)).toBe(true)
    const { disputes } = await settled(payment.id, (read) => read.disputes.nodes.length === 1)
    expect(disputes.nodes[0]).toMatchObject({
      status: 'NEEDS_RESPONSE',
      stage: 'CHARGEBACK',
      amount: { amount: '10.00' },
    })
    const [event] = await double.webhooks(payment.id)
    const forged = double.sign(event, { secret: `whsec_${'0'.repeat(48)}` })
    const answer = await fetch(webhookUrl, { method: 'POST', headers: forged.headers, body: forged.body })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})
