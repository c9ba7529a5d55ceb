import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import {
  APPROVED,
  CHALLENGE,
  chargesOf,
  DECLINED,
  newAttempt,
  newWebhookSecret,
  sandboxFor,
  sendAs,
  stateDirectory,
  tokenOf,
} from './acquirer.ts'

describe('the acquirer’s book', () => {
  it('has a row for an approved sale and none for a decline or a challenge that waits', async () => {
    const sandbox = await sandboxFor()
    const { a } = sandbox.accounts
    const [sale, decline, challenge] = [newAttempt(), newAttempt(), newAttempt()]
    expect(await sandboxGateway.authorize(sendAs(a), sale)).toMatchObject({
      kind: 'approved',
      reference: sale.paymentId,
      amountMinor: 1000n,
      capturedMinor: 1000n,
      card: { brand: 'visa', last4: '4242' },
    })
    expect(await sandboxGateway.authorize(sendAs(a, DECLINED), decline)).toMatchObject({ kind: 'declined' })
    expect(await sandboxGateway.authorize(sendAs(a, CHALLENGE), challenge)).toMatchObject({ kind: 'action_required' })
    expect(await chargesOf(sandbox, sale.paymentId)).toEqual([
      {
        id: expect.stringMatching(/^ch_/),
        reference: sale.paymentId,
        amountMinor: 1000,
        amountCapturedMinor: 1000,
        amountRefundedMinor: 0,
        currency: 'EUR',
        status: 'captured',
        createdAt: expect.any(String),
      },
    ])
    expect(await chargesOf(sandbox, decline.paymentId)).toEqual([])
    expect(await chargesOf(sandbox, challenge.paymentId)).toEqual([])
  })

  it.each([
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4100000000000019', 'suspected_fraud'],
    ['4242424242424241', 'invalid_card'],
  ])('declines %s with %s', async (number, code) => {
    const { accounts } = await sandboxFor()
    expect(await sandboxGateway.authorize(sendAs(accounts.a, number), newAttempt())).toMatchObject({
      kind: 'declined',
      failure: { code },
    })
  })

  it('never captures more than was authorized and never refunds more than was captured', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt({ capture: false })
    await sandboxGateway.authorize(send, attempt)
    const capture = (captureId: string, captureAmountMinor: bigint) =>
      sandboxGateway.capture(send, { ...attempt, captureId, captureAmountMinor, final: false })
    const refund = (refundId: string, refundAmountMinor: bigint) =>
      sandboxGateway.refund(send, { ...attempt, refundId, refundAmountMinor })
    expect(await capture('cap_1', 400n)).toMatchObject({ kind: 'approved', amountMinor: 400n })
    expect(await capture('cap_2', 601n)).toMatchObject({ kind: 'declined' })
    expect(await refund('ref_1', 401n)).toMatchObject({ kind: 'declined' })
    expect(await refund('ref_2', 400n)).toMatchObject({ kind: 'approved' })
    expect(await capture('cap_3', 600n)).toMatchObject({ kind: 'approved' })
    expect(await capture('cap_4', 1n)).toMatchObject({ kind: 'declined' })
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([
      { amountCapturedMinor: 1000, amountRefundedMinor: 400, status: 'captured' },
    ])
  })

  it('releases a hold once, and what was captured stays', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const [held, taken, partly] = [newAttempt({ capture: false }), newAttempt(), newAttempt({ capture: false })]
    for (const attempt of [held, taken, partly]) await sandboxGateway.authorize(send, attempt)
    await sandboxGateway.capture(send, { ...partly, captureId: 'cap_1', captureAmountMinor: 300n, final: false })
    expect(await sandboxGateway.void(send, held)).toMatchObject({ kind: 'approved' })
    expect(await sandboxGateway.void(send, held)).toMatchObject({ kind: 'approved' })
    expect(await sandboxGateway.void(send, taken)).toMatchObject({ kind: 'declined' })
    expect(await sandboxGateway.void(send, partly)).toMatchObject({ kind: 'approved' })
    expect(await chargesOf(sandbox, held.paymentId)).toMatchObject([{ status: 'voided' }])
    expect(await chargesOf(sandbox, taken.paymentId)).toMatchObject([{ status: 'captured' }])
    expect(await chargesOf(sandbox, partly.paymentId)).toMatchObject([{ status: 'captured', amountCapturedMinor: 300 }])
  })

  it('answers the same id with the same answer, and another body under it with a conflict', async () => {
    const sandbox = await sandboxFor()
    const send = sendAs(sandbox.accounts.a)
    const attempt = newAttempt()
    const answers = await Promise.all(Array.from({ length: 20 }, () => sandboxGateway.authorize(send, attempt)))
    await sandboxGateway.refund(send, { ...attempt, refundId: 'ref_1', refundAmountMinor: 1000n })
    answers.push(await sandboxGateway.authorize(send, attempt))
    expect(new Set(answers.map((answer) => 'gatewayReference' in answer && answer.gatewayReference)).size).toBe(1)
    expect(answers.every((answer) => answer.kind === 'approved')).toBe(true)
    expect(await sandboxGateway.authorize(send, { ...attempt, amountMinor: 999n })).toEqual({
      kind: 'unknown',
      reason: 'idempotency_conflict',
    })
    const refund = { ...attempt, refundId: 'ref_1', refundAmountMinor: 1000n }
    expect(await sandboxGateway.refund(send, refund)).toMatchObject({ kind: 'approved' })
    expect(await sandboxGateway.refund(send, { ...refund, refundAmountMinor: 1n })).toMatchObject({ kind: 'unknown' })
    expect(await chargesOf(sandbox, attempt.paymentId)).toMatchObject([
      { amountRefundedMinor: 1000, status: 'refunded' },
    ])
  })

  it('keeps book, credentials and ports over a restart, and cuts off the torn line of a kill', async () => {
    const directory = await stateDirectory()
    const options = {
      port: 0,
      stateDirectory: directory,
      webhookSecret: newWebhookSecret(),
      webhookTarget: () => undefined,
    }
    const first = await startSandbox(options)
    const attempt = newAttempt()
    const send = sendAs(first.accounts.a)
    const answer = await sandboxGateway.authorize(send, attempt)
    const before = await chargesOf(first, attempt.paymentId)
    await first.stop()
    await appendFile(join(directory, 'a.jsonl'), '[{"kind":"payment","payment":{"attemptId":"att_torn","amou')

    const second = await sandboxFor(options)
    expect(second.accounts).toEqual(first.accounts)
    expect(await chargesOf(second, attempt.paymentId)).toEqual(before)
    expect(await sandboxGateway.authorize(send, attempt)).toEqual(answer)
    expect(await sandboxGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'approved' })
    const lines = (await readFile(join(directory, 'a.jsonl'), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines.map((line) => JSON.parse(line))).toHaveLength(2)
  })

  it('I7 keeps neither card number nor CVC', async () => {
    const directory = await stateDirectory()
    const sandbox = await sandboxFor({ stateDirectory: directory })
    await sandboxGateway.authorize(sendAs(sandbox.accounts.a, APPROVED), newAttempt())
    expect(await readFile(join(directory, 'a.jsonl'), 'utf8')).not.toMatch(/4242424242|"cvc"|A Shopper/)
  })

  it('takes no payment without an access token of its own', async () => {
    const { accounts } = await sandboxFor()
    const foreign = await tokenOf(accounts.b)
    for (const authorization of ['', 'Bearer x', `Bearer ${foreign}`]) {
      const response = await fetch(`${accounts.a.baseUrl}/payments/att_1`, { headers: { authorization } })
      expect(response.status).toBe(401)
    }
    const wrong = await fetch(`${accounts.a.baseUrl}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${accounts.a.clientId}:wrong`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    expect(wrong.status).toBe(401)
  })
})
