import { expect, it } from 'vitest'
import { childId } from '../../../src/ids/ids.ts'
import type { SignedWebhook } from './double.ts'
import { accountAt } from './send.ts'
import { approveThere, type Bench, eventually, known, messagesOf, newAttempt } from './steps.ts'

const MINUTE_MS = 60_000

/** What the gateway tells, and what somebody else says that it tells. */
export function webhookCases(bench: () => Bench): void {
  /** As the vault judges it; a gateway that has to be asked is asked. */
  async function isGenuine({ headers, body }: SignedWebhook, credentials?: unknown): Promise<boolean> {
    const { subject, double, send, account } = bench()
    const judging = credentials === undefined ? account : accountAt(subject, double, credentials)
    const verdict = judging.credentials.verifyWebhook(headers, body, Date.now())
    if (typeof verdict === 'boolean') return verdict
    return verdict.isGenuine(await send(verdict.request))
  }

  /** A payment whose money was taken, after a challenge where there is one. */
  async function payWith(card: string | undefined) {
    const { subject, sendCard } = bench()
    const request = newAttempt(bench())
    const first = await subject.gateway.authorize(sendCard(card ?? subject.cards.approved), request)
    const outcome = await approveThere(bench(), request, first)
    if (outcome.kind !== 'approved') throw new Error(`not approved but ${outcome.kind}`)
    const attempt = known(request, outcome)
    if (outcome.capturedMinor === 0n) {
      const captureId = childId('capture', request.paymentId, 1)
      await subject.gateway.capture(bench().send, { ...attempt, captureId, captureAmountMinor: 1000n, final: true })
      await eventually(async () => (await bench().double.charges(request.paymentId))[0]?.status === 'captured')
    }
    return { request, attempt }
  }

  async function told(): Promise<unknown> {
    const { request } = await payWith(bench().subject.cards.told)
    let bodies: readonly unknown[] = []
    await eventually(async () => {
      bodies = await bench().double.webhooks(request.paymentId)
      return bodies.length > 0
    })
    return bodies[0]
  }

  it('HN1 a genuine webhook is believed; a forged, changed or unsigned one is not', async () => {
    const { double } = bench()
    const body = await told()
    const signed = double.sign(body)
    expect(await isGenuine(signed)).toBe(true)
    expect(await isGenuine({ headers: {}, body: JSON.stringify({}) })).toBe(false)
    // The same signature over another amount, wherever the gateway writes it.
    expect(await isGenuine({ ...signed, body: signed.body.replaceAll(/1000|10\.00/g, '1') })).toBe(false)
    const { newSecret } = bench().subject.webhooks
    if (newSecret !== undefined) expect(await isGenuine(double.sign(body, { secret: newSecret() }))).toBe(false)
  })

  it('WI6 both secrets are believed while one is rotated', async () => {
    const { subject, double } = bench()
    const { newSecret, withSecret } = subject.webhooks
    if (newSecret === undefined || withSecret === undefined) return
    const next = newSecret()
    const body = await told()
    const rotating = withSecret(double.credentials, next)
    expect(await isGenuine(double.sign(body), rotating)).toBe(true)
    expect(await isGenuine(double.sign(body, { secret: next }), rotating)).toBe(true)
    expect(await isGenuine(double.sign(body, { secret: newSecret() }), rotating)).toBe(false)
  })

  it('WI5 TM1 an old one is not believed where signatures carry their time, and ten minutes of skew are too many', async () => {
    const { subject, double } = bench()
    if (!subject.webhooks.ages) return
    const body = await told()
    for (const skewMs of [-10 * MINUTE_MS, 10 * MINUTE_MS]) {
      expect(await isGenuine(double.sign(body, { atMs: Date.now() + skewMs }))).toBe(false)
    }
    for (const skewMs of [-4 * MINUTE_MS, 4 * MINUTE_MS]) {
      expect(await isGenuine(double.sign(body, { atMs: Date.now() + skewMs }))).toBe(true)
    }
  })

  it('WI1 WI2 is read alike however often and in whatever order, by ids that tell one message from another', async () => {
    const { double, subject, send } = bench()
    const { request } = await payWith(subject.cards.told)
    await eventually(async () => (await double.webhooks(request.paymentId)).length > 0)
    const bodies = await double.webhooks(request.paymentId)
    const read = async (body: unknown) => {
      const messages = await subject.gateway.readWebhook(body, send)
      if (!messages.ok) throw new Error('the gateway could not be asked')
      return messages.value
    }
    const first = await Promise.all(bodies.map(read))
    const again: unknown[] = []
    for (const body of [...bodies].reverse()) again.unshift(await read(body))
    expect(again).toEqual(first)
    const ids = first.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('HN2 tells of the payment by our ids, its amount and currency, as the gateway’s book has it', async () => {
    const { request } = await payWith(bench().subject.cards.told)
    await eventually(async () => (await messagesOf(bench(), request.paymentId)).length > 0)
    const [message] = await messagesOf(bench(), request.paymentId)
    expect(message).toMatchObject({ paymentId: request.paymentId, content: { attemptId: request.attemptId } })
    if (message?.content.kind === 'attempt') {
      expect(message.content.outcome).toMatchObject({
        kind: 'approved',
        reference: request.paymentId,
        amountMinor: 1000n,
        currency: request.currency,
      })
    }
  })

  it('tells of a refund by our id, its amount and how it went', async () => {
    const { gateway } = bench().subject
    const { request, attempt } = await payWith(bench().subject.cards.refundTold)
    const refundId = childId('refund', request.paymentId, 1)
    await gateway.refund(bench().send, { ...attempt, refundId, refundAmountMinor: 300n })
    const refunds = async () =>
      (await messagesOf(bench(), request.paymentId)).flatMap(({ content }) =>
        content.kind === 'refund' ? [content] : [],
      )
    expect(await eventually(async () => (await refunds()).some((refund) => refund.refundId === refundId))).toBe(true)
    for (const refund of await refunds()) {
      expect(refund).toMatchObject({ refundId, amountMinor: 300n, currency: request.currency })
    }
  })

  it('tells of a dispute, and takes the answer to it once', async () => {
    const { subject, double, send } = bench()
    const { disputed } = subject.cards
    if (double.openDispute === undefined && disputed === undefined) return
    const { request } = await payWith(disputed)
    if (disputed === undefined) await double.openDispute?.(request.paymentId)
    const disputes = async () =>
      (await messagesOf(bench(), request.paymentId)).flatMap(({ content }) =>
        content.kind === 'dispute' ? [content] : [],
      )
    expect(await eventually(async () => (await disputes()).length > 0)).toBe(true)
    const [dispute] = await disputes()
    expect(dispute).toMatchObject({ status: 'NEEDS_RESPONSE', amountMinor: 1000n, currency: request.currency })
    const response = {
      paymentId: request.paymentId,
      disputeReference: dispute?.gatewayReference ?? '',
      responseId: childId('dispute', request.paymentId, 1),
      response: { kind: 'evidence', evidence: { explanation: 'It was delivered.', customerName: 'A Shopper' } },
    } as const
    const first = await subject.gateway.respondToDispute(send, response)
    const second = await subject.gateway.respondToDispute(send, response)
    const expected = subject.disputesElsewhere === undefined ? ['approved', 'pending'] : ['declined']
    for (const { kind } of [first, second]) expect(expected).toContain(kind)
  })

  it('HN3 GW14 what is not understood is no message, whatever it is', async () => {
    const { subject, send } = bench()
    const odd = [null, [], 'text', 7, {}, { id: 'evt_1', type: 'levitated', data: {} }, { object: 'event' }, [[[]]]]
    for (const body of odd) expect(await subject.gateway.readWebhook(body, send)).toEqual({ ok: true, value: [] })
  })
}
