import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { childId, paymentIdFor } from '../../src/ids/ids.ts'
import { CARDS, eventually } from './support/client.ts'
import { databaseFault } from './support/databaseFault.ts'
import { runningStack } from './support/fixture.ts'
import { operatorOf } from './support/operator.ts'

const running = runningStack()

interface Told {
  readonly id: string
  readonly type: string
  readonly createdAt: string
  readonly data: object
}

let messages = 0
const told = (type: string, data: object): Told => {
  messages += 1
  return { id: `msg_test_${Date.now()}_${messages}`, type, createdAt: new Date().toISOString(), data }
}

/** Sends a webhook as the acquirer would: signed with its secret, to its account. */
async function send(
  message: Told,
  { acquirer = 'a', secret = running.stack.keys.webhookSecret, at = new Date() } = {},
) {
  const body = JSON.stringify(message)
  const accountId = running.stack.accountIds[acquirer as 'a' | 'b']
  const answer = await fetch(`${running.stack.apiOrigin}/webhooks/${accountId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(message.id, at, body),
    },
    body,
  })
  return { status: answer.status, body: await answer.text() }
}

/** A dispute over the whole payment as the acquirer pictures it. */
const disputed = (payment: { id: string; attempts: readonly { id: string }[] }, status: string, updatedAt: string) => ({
  id: 'dp_test_1',
  attemptId: payment.attempts.at(-1)?.id,
  reference: payment.id,
  stage: 'CHARGEBACK',
  status,
  amountMinor: '1000',
  currency: 'EUR',
  reason: 'FRAUDULENT',
  reasonCode: '10.4',
  respondBy: '2030-01-01T00:00:00.000Z',
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt,
})

const OPENED_AT = '2026-11-01T10:00:00.000Z'
const REVIEWED_AT = '2026-11-01T11:00:00.000Z'
const CLOSED_AT = '2026-11-01T12:00:00.000Z'

describe('webhooks from a gateway', () => {
  test('WI1 the same one 100 times at once is one event', async () => {
    const { payment } = await running.client.pay()
    const message = told('dispute.opened', disputed(payment, 'NEEDS_RESPONSE', OPENED_AT))
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(message)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    const types = (await running.client.events(payment.id)).map(({ type }) => type)
    expect(types.filter((type) => type === 'DISPUTE_OPENED')).toHaveLength(1)
    expect(types).not.toContain('GATEWAY_MESSAGE_IGNORED')
  })

  test('WI2 any order ends the same', async () => {
    const story = [
      ['dispute.opened', 'NEEDS_RESPONSE', OPENED_AT],
      ['dispute.updated', 'UNDER_REVIEW', REVIEWED_AT],
      ['dispute.closed', 'WON', CLOSED_AT],
    ] as const
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
      [0, 2, 1],
    ]) {
      const { payment } = await running.client.pay()
      for (const index of order) {
        const [type, status, updatedAt] = story[index] ?? story[0]
        expect((await send(told(type, disputed(payment, status, updatedAt)))).status).toBe(200)
      }
      expect((await running.client.read(payment.id)).disputes.nodes).toMatchObject([{ status: 'WON' }])
    }
  })

  test('WI3 one that comes before our own response is written waits for it', async () => {
    const { client } = running
    const { payment } = await client.create()
    await client.fault('a', { kind: 'charge_then_hang', times: 1, ms: 3_000 })
    const token = await client.tokenize(CARDS.disputed)
    const confirming = client.mutate('confirmPayment', { paymentId: payment.id, paymentMethod: { token } })
    // The acquirer opens the dispute a second after the charge: two seconds before our call ends.
    await confirming
    const settled = await eventually(
      () => client.read(payment.id),
      ({ disputes }) => disputes.nodes.length === 1,
    )
    expect(settled.status).toBe('CAPTURED')
    const types = (await client.events(payment.id)).map(({ type }) => type)
    expect(types.indexOf('DISPUTE_OPENED')).toBeGreaterThan(types.indexOf('CAPTURE_SUCCEEDED'))
  })

  test('WI3 one that settles the attempt itself spares the caller the wait', async () => {
    const { client } = running
    const { payment } = await client.create()
    await client.fault('a', { kind: 'charge_then_hang', times: 1, ms: 15_000 })
    const token = await client.tokenize()
    const startedAtMs = Date.now()
    const confirming = client.mutate('confirmPayment', { paymentId: payment.id, paymentMethod: { token } })
    const [charge] = await eventually(
      () => client.charges('a', payment.id),
      (charges) => charges.length === 1,
    )
    const { attempts } = await client.read(payment.id)
    await send(
      told('payment.updated', {
        id: charge?.id,
        attemptId: attempts[0]?.id,
        reference: payment.id,
        status: 'approved',
        amountMinor: '1000',
        amountCapturedMinor: '1000',
        currency: 'EUR',
        voided: false,
      }),
    )
    expect((await confirming).payment.status).toBe('CAPTURED')
    expect(Date.now() - startedAtMs).toBeLessThan(10_000)
    expect(await client.charges('a', payment.id)).toHaveLength(1)
  })

  test('WI4 one for an unknown payment is kept and acknowledged, and makes no payment', async () => {
    const unknown = `pay_0${'a'.repeat(52)}`
    const attempts = [{ id: `att_0${'a'.repeat(52)}_1` }]
    const answer = await send(told('dispute.opened', disputed({ id: unknown, attempts }, 'NEEDS_RESPONSE', OPENED_AT)))
    expect(answer.status).toBe(200)
    expect(await running.client.read(unknown)).toBeNull()
  })

  test('WI4 one that came before its payment is shown to operators, and taken when it is offered again', async () => {
    const { client, stack } = running
    const key = `early ${Date.now()}`
    const id = paymentIdFor(stack.merchantId, 'TEST', key)
    const early = disputed({ id, attempts: [{ id: childId('attempt', id, 1) }] }, 'NEEDS_RESPONSE', OPENED_AT)
    expect((await send(told('dispute.opened', early))).body).toContain('unmatched')

    const operator = operatorOf(client)
    const query = '{ unmatchedWebhooks(gateway: "a", first: 100) { nodes { id reason body gateway { name } } } }'
    const kept = async () =>
      (await operator.ask(query)).unmatchedWebhooks.nodes.filter(({ body }: { body: string }) => body.includes(id))
    const [webhook] = await kept()
    expect(webhook).toMatchObject({ reason: 'UNKNOWN_PAYMENT', gateway: { name: 'a' } })
    const retry = async () => (await operator.change('retryUnmatchedWebhook', { id: webhook.id }, 'received')).received
    expect(await retry()).toBe('UNMATCHED')
    const { payment } = await client.pay(CARDS.approves, { idempotencyKey: key })
    expect(payment.id).toBe(id)
    expect(await retry()).toBe('STORED')
    expect(await kept()).toEqual([])
    expect((await client.read(id)).disputes.nodes).toMatchObject([{ status: 'NEEDS_RESPONSE' }])
    await expect(retry()).rejects.toThrow('NOT_FOUND')
  })

  test('WI7 one that comes while Postgres is down is stored all the same', async () => {
    const { payment } = await running.client.pay()
    await databaseFault(running, { kind: 'down', ms: 0 })
    try {
      const message = told('dispute.opened', disputed(payment, 'NEEDS_RESPONSE', OPENED_AT))
      expect(await send(message)).toMatchObject({ status: 200, body: expect.stringContaining('stored') })
      expect((await running.client.read(payment.id)).disputes.nodes).toHaveLength(1)
    } finally {
      await databaseFault(running, undefined)
    }
  })

  test('WI5 an old one is refused although it is signed', async () => {
    const { payment } = await running.client.pay()
    const message = told('dispute.opened', disputed(payment, 'NEEDS_RESPONSE', OPENED_AT))
    expect((await send(message, { at: new Date(Date.now() - 3_600_000) })).status).toBe(401)
  })

  test('HN1 a wrong signature is refused and moves nothing', async () => {
    const { payment } = await running.client.pay()
    const message = told('dispute.opened', disputed(payment, 'NEEDS_RESPONSE', OPENED_AT))
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    expect((await send(message, { secret })).status).toBe(401)
    expect((await running.client.read(payment.id)).disputes.nodes).toEqual([])
  })

  test('HN2 another account’s message about our attempt moves nothing', async () => {
    const { payment } = await running.client.pay()
    const message = told('dispute.opened', disputed(payment, 'NEEDS_RESPONSE', OPENED_AT))
    expect((await send(message, { acquirer: 'b' })).status).toBe(200)
    expect((await running.client.read(payment.id)).disputes.nodes).toEqual([])
    expect((await running.client.events(payment.id)).at(-1)?.type).toBe('GATEWAY_MESSAGE_IGNORED')
  })

  test.each(['duplicate_webhook', 'reorder_webhook'])('the acquirer’s own %s changes nothing', async (kind) => {
    const { client } = running
    await client.fault('a', { kind, times: 3 })
    const { payment } = await client.pay(CARDS.disputed)
    const opened = await eventually(
      () => client.read(payment.id),
      ({ disputes }) => disputes.nodes.length === 1,
    )
    const disputeId = opened.disputes.nodes[0]?.id
    await client.mutate('submitDisputeEvidence', {
      idempotencyKey: `evidence-${kind}`,
      disputeId,
      evidence: { explanation: 'losing_evidence' },
    })
    const lost = await eventually(
      () => client.read(payment.id),
      ({ disputes }) => disputes.nodes[0]?.status === 'LOST',
    )
    expect(lost.disputes.nodes).toHaveLength(1)
  })
})
