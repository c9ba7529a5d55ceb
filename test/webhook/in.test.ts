import { describe, expect, test, vi } from 'vitest'
import type { Gateway, GatewayMessage } from '../../src/gateway/gateway.ts'
import type { MessageAccount, PaymentService, Receipt } from '../../src/payment/contract.ts'
import { ok } from '../../src/result.ts'
import type { VaultService } from '../../src/vault/contract.ts'
import { answerWebhook } from '../../src/webhook/in/route.ts'
import { ACCOUNT, samplePayment } from '../db/samplePayment.ts'

const MESSAGE = { id: 'm1', paymentId: samplePayment('order-1').id } as GatewayMessage

type Verdict = Awaited<ReturnType<VaultService['verifyWebhook']>>

/** The route with what it asks answered as given; `calls` is what was asked, in order. */
function setUp(given: { verdict?: Verdict | Error; message?: GatewayMessage; receipt?: Receipt | Error; put?: Error }) {
  const calls: string[] = []
  const told = <Value>(name: string, value: Value | Error): Value => {
    calls.push(name)
    if (value instanceof Error) throw value
    return value
  }
  const send = (
    body = '{"a":1}',
    headers: Record<string, string> = { 'content-type': 'application/json' },
    account = ACCOUNT,
  ) =>
    answerWebhook(new Request('https://api.test/webhooks/x', { method: 'POST', headers, body }), account, {
      vault: {
        verifyWebhook: async () =>
          told(
            'verify',
            given.verdict ?? { kind: 'verified', gatewayKind: 'sandbox', merchantId: 'mer_1', mode: 'TEST' },
          ),
        forward: async () => ({ kind: 'not_sent', reason: 'no_account' }),
      },
      gatewayOf: () =>
        ({ readWebhook: async () => ok(given.message === undefined ? [] : [given.message]) }) as unknown as Gateway,
      payment: () =>
        ({
          receive: async (_message: GatewayMessage, { accountId }: MessageAccount) =>
            told(`receive from ${accountId}`, given.receipt ?? 'stored'),
        }) as unknown as PaymentService,
      archive: {
        put: (async (key: string) =>
          told(`put ${key.split('/').slice(0, 3).join('/')}`, given.put ?? null)) as unknown as R2Bucket['put'],
      },
      requestId: 'req_1',
    })
  return { send, calls }
}

describe('POST /webhooks/:gatewayAccount', () => {
  test('WI1 answers 200 once the payment has stored it, and for a duplicate', async () => {
    for (const receipt of ['stored', 'duplicate'] as const) {
      const { send, calls } = setUp({ message: MESSAGE, receipt })
      const response = await send()
      expect([response.status, await response.json()]).toEqual([200, { received: receipt }])
      expect(calls).toEqual(['verify', `receive from ${ACCOUNT}`])
    }
  })

  test('WI4 keeps a message about an unknown payment before it answers 200', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { send, calls } = setUp({ message: MESSAGE, receipt: 'unknown_payment' })
    expect((await send()).status).toBe(200)
    expect(calls.at(-1)).toBe(`put webhooks/unmatched/${ACCOUNT}`)
  })

  test('keeps what is not understood, and asks no payment about it', async () => {
    const odd = setUp({ message: { ...MESSAGE, paymentId: '../../etc' } })
    const unread = setUp({})
    expect((await odd.send()).status).toBe(200)
    expect((await unread.send('not json')).status).toBe(200)
    for (const { calls } of [odd, unread]) expect(calls).toEqual(['verify', `put webhooks/unmatched/${ACCOUNT}`])
  })

  test('HN1 WI5 refuses what the vault does not verify and stores nothing', async () => {
    const { send, calls } = setUp({ verdict: { kind: 'refused' }, message: MESSAGE })
    expect((await send()).status).toBe(401)
    expect(calls).toEqual(['verify'])
  })

  test('HN3 refuses what is oversized or of the wrong type before anyone verifies it', async () => {
    const { send, calls } = setUp({ message: MESSAGE })
    expect((await send(' '.repeat(256 * 1024 + 1))).status).toBe(413)
    expect((await send('{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await send('{}', { 'content-type': 'application/json' }, '../other')).status).toBe(404)
    expect(calls).toEqual([])
  })

  test('WI7 asks the gateway to send again when the vault, the payment or the archive has trouble', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const trouble = new Error('down')
    for (const given of [
      { verdict: trouble },
      { message: MESSAGE, receipt: trouble },
      { message: MESSAGE, receipt: 'unknown_payment' as const, put: trouble },
    ]) {
      const response = await setUp(given).send()
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30'])
      expect(await response.text()).not.toContain('down')
    }
  })
})
