import { describe, expect, it, vi } from 'vitest'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { sandboxCredentials } from '../../src/gateway/sandbox/credentials.ts'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import { messageOf } from '../../src/gateway/sandbox/webhook.ts'
import {
  CHALLENGE,
  chargesOf,
  newAttempt,
  newWebhookSecret,
  type Received,
  sandboxFor,
  sendAs,
  setFault,
  stateDirectory,
  webhookReceiver,
} from './acquirer.ts'

const WAIT = { timeout: 3_000, interval: 10 }

async function sandboxWithReceiver(statuses: readonly number[] = []) {
  const receiver = await webhookReceiver(statuses)
  const webhookSecret = newWebhookSecret()
  const sandbox = await sandboxFor({ webhookSecret, webhookTarget: () => receiver.url })
  return { sandbox, received: receiver.received, webhookSecret }
}

const answerTo = (url: string, answer: 'approve' | 'reject') =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer }) })

function isGenuine(webhookSecret: string, { headers, body }: Received): boolean {
  const credentials = sandboxCredentials.parse({ clientId: 'x', clientSecret: 'y', webhookSecret })
  return credentials.ok && credentials.value.verifyWebhook(headers as Record<string, string>, body, Date.now()) === true
}

const messages = (received: readonly Received[]) => received.map(({ event }) => messageOf(event))

describe('challenges', () => {
  it('TD1 an approval charges at once, is told by a signed webhook, and changes nothing the second time', async () => {
    const { sandbox, received, webhookSecret } = await sandboxWithReceiver()
    const send = sendAs(sandbox.accounts.a, CHALLENGE)
    const attempt = newAttempt()
    const answer = await sandboxGateway.authorize(send, attempt)
    const url = answer.kind === 'action_required' ? answer.action.url : ''
    expect(url).toMatch(new RegExp(`^${sandbox.origin}/challenge/a/`))
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toMatch(/10\.00 EUR[\s\S]*>Reject<[\s\S]*>Approve</)
    const first = await answerTo(url, 'approve')
    expect([first.status, first.headers.get('location')]).toEqual([303, attempt.returnUrl])
    for (const again of ['approve', 'reject'] as const) expect((await answerTo(url, again)).status).toBe(303)
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([{ status: 'captured' }])
    expect(await sandboxGateway.complete(send, attempt, {})).toMatchObject({ kind: 'approved', capturedMinor: 1000n })
    await vi.waitFor(() => expect(received).toHaveLength(1), WAIT)
    expect(received.every((webhook) => isGenuine(webhookSecret, webhook))).toBe(true)
    expect(messages(received)).toMatchObject([
      {
        paymentId: attempt.paymentId,
        content: { kind: 'attempt', attemptId: attempt.attemptId, outcome: { kind: 'approved' } },
      },
    ])
  })

  it('a rejection is a decline for failed authentication', async () => {
    const { sandbox, received } = await sandboxWithReceiver()
    const send = sendAs(sandbox.accounts.a, CHALLENGE)
    const attempt = newAttempt()
    const answer = await sandboxGateway.authorize(send, attempt)
    await answerTo(answer.kind === 'action_required' ? answer.action.url : '', 'reject')
    const declined = { kind: 'declined', failure: { code: 'authentication_failed' } }
    expect(await sandboxGateway.complete(send, attempt, {})).toMatchObject(declined)
    await vi.waitFor(() => expect(messages(received)).toMatchObject([{ content: { outcome: declined } }]), WAIT)
    expect(await chargesOf(sandbox, attempt.paymentId)).toEqual([])
  })
})

describe('refunds that change later', () => {
  it.each([
    ['4000000000005126', 'approved', 'FAILED', 0],
    ['4000000000007726', 'pending', 'SUCCEEDED', 400],
  ])('RA4 with %s the refund is %s first and %s by webhook', async (number, first, status, refunded) => {
    const { sandbox, received } = await sandboxWithReceiver()
    const send = sendAs(sandbox.accounts.a, number)
    const attempt = newAttempt()
    await sandboxGateway.authorize(send, attempt)
    const refund = { ...attempt, refundId: 'ref_1', refundAmountMinor: 400n }
    expect(await sandboxGateway.refund(send, refund)).toMatchObject({ kind: first })
    await vi.waitFor(() => expect(received).toHaveLength(1), WAIT)
    expect(messages(received)).toMatchObject([
      { content: { kind: 'refund', refundId: 'ref_1', amountMinor: 400n, status } },
    ])
    expect(await sandboxGateway.refund(send, refund)).toMatchObject({ kind: first })
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([{ amountRefundedMinor: refunded }])
  })
})

describe('disputes', () => {
  async function disputed() {
    const context = await sandboxWithReceiver()
    const send = sendAs(context.sandbox.accounts.a, '4000000000000259')
    const attempt = newAttempt()
    await sandboxGateway.authorize(send, attempt)
    await vi.waitFor(() => expect(context.received).toHaveLength(1), WAIT)
    const [opened] = messages(context.received)
    expect(opened).toMatchObject({
      paymentId: attempt.paymentId,
      content: {
        kind: 'dispute',
        stage: 'CHARGEBACK',
        status: 'NEEDS_RESPONSE',
        amountMinor: 1000n,
        reason: 'FRAUDULENT',
        reasonCode: '10.4',
        respondByMs: expect.any(Number),
      },
    })
    const disputeReference = opened?.content.kind === 'dispute' ? opened.content.gatewayReference : ''
    return { ...context, send, request: { paymentId: attempt.paymentId, disputeReference, responseId: 'rsp_1' } }
  }
  const statuses = (received: readonly Received[]) =>
    messages(received).map((message) => (message?.content.kind === 'dispute' ? message.content.status : undefined))

  it.each([
    ['winning_evidence', ['NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON']],
    ['losing_evidence', ['NEEDS_RESPONSE', 'UNDER_REVIEW', 'LOST']],
    ['a receipt', ['NEEDS_RESPONSE', 'UNDER_REVIEW']],
  ])('evidence that says %s leads through %j', async (explanation, expected) => {
    const { received, send, request } = await disputed()
    const response = { kind: 'evidence', evidence: { explanation } } as const
    expect(await sandboxGateway.respondToDispute(send, { ...request, response })).toMatchObject({ kind: 'approved' })
    expect(await sandboxGateway.respondToDispute(send, { ...request, response })).toMatchObject({ kind: 'approved' })
    await vi.waitFor(() => expect(statuses(received)).toEqual(expected), WAIT)
    const times = messages(received).map((message) => message?.occurredAtMs ?? 0)
    expect(times).toEqual([...new Set(times)].sort((left, right) => left - right))
    expect(
      await sandboxGateway.respondToDispute(send, { ...request, responseId: 'rsp_2', response: { kind: 'accept' } }),
    ).toMatchObject({ kind: 'declined' })
  })

  it('an accepted dispute is closed as accepted', async () => {
    const { received, send, request } = await disputed()
    const accept = { ...request, response: { kind: 'accept' } } as const
    expect(await sandboxGateway.respondToDispute(send, accept)).toMatchObject({ kind: 'approved' })
    await vi.waitFor(() => expect(statuses(received)).toEqual(['NEEDS_RESPONSE', 'ACCEPTED']), WAIT)
  })
})

describe('deliveries', () => {
  const settle = async (sandbox: Parameters<typeof setFault>[0], count: number) => {
    const send = sendAs(sandbox.accounts.a, '4000000000007726')
    for (let number = 1; number <= count; number += 1) {
      const attempt = newAttempt()
      await sandboxGateway.authorize(send, attempt)
      await sandboxGateway.refund(send, { ...attempt, refundId: `ref_${number}`, refundAmountMinor: 1n })
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
  }

  it('are tried again under the same id with the same bytes until the receiver takes them', async () => {
    const { sandbox, received, webhookSecret } = await sandboxWithReceiver([500, 503])
    await settle(sandbox, 1)
    await vi.waitFor(() => expect(received).toHaveLength(3), WAIT)
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(received.every((webhook) => isGenuine(webhookSecret, webhook))).toBe(true)
  })

  it('WI1 come twice and WI2 out of order where a fault says so', async () => {
    const { sandbox, received } = await sandboxWithReceiver()
    await setFault(sandbox, { kind: 'duplicate_webhook' })
    await settle(sandbox, 1)
    await vi.waitFor(() => expect(received).toHaveLength(2), WAIT)
    expect(received[0]?.body).toBe(received[1]?.body)
    received.length = 0
    await setFault(sandbox, { kind: 'reorder_webhook' })
    await settle(sandbox, 2)
    await vi.waitFor(() => expect(received).toHaveLength(2), WAIT)
    expect(received.map(({ event }) => event.data.refundId)).toEqual(['ref_2', 'ref_1'])
  })

  it('and what is due later survive a restart', async () => {
    const receiver = await webhookReceiver()
    const options = { port: 0, stateDirectory: await stateDirectory(), webhookSecret: newWebhookSecret() }
    const first = await startSandbox({ ...options, webhookTarget: () => undefined, laterMs: 10 })
    await settle(first, 1)
    await first.stop()
    const slow = await startSandbox({ ...options, webhookTarget: () => undefined, laterMs: 60_000 })
    const send = sendAs(slow.accounts.a, '4000000000000259')
    await sandboxGateway.authorize(send, newAttempt())
    await slow.stop()
    await sandboxFor({ ...options, webhookTarget: () => receiver.url, laterMs: 10 })
    await vi.waitFor(
      () =>
        expect(receiver.received.map(({ event }) => event.type).sort()).toEqual(['dispute.opened', 'refund.updated']),
      WAIT,
    )
  })
})
