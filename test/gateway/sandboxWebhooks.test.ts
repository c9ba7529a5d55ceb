import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { gatewayCredentials } from '../../src/gateway/credentialsRegistry.ts'
import { sandboxCredentials } from '../../src/gateway/sandbox/credentials.ts'
import { messageOf } from '../../src/gateway/sandbox/webhook.ts'

const NOW_MS = Date.UTC(2030, 0, 1)
const SECRET = `whsec_${randomBytes(24).toString('base64')}`
const BODY = JSON.stringify({ id: 'evt_1', type: 'payment.updated', note: 'ünïcode' })

function signed(secret: string, sentAtMs: number, body = BODY): Readonly<Record<string, string>> {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(sentAtMs / 1000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', new Date(sentAtMs), body),
  }
}

function verify(headers: Readonly<Record<string, string>>, body = BODY, secrets: object = { webhookSecret: SECRET }) {
  const parsed = sandboxCredentials.parse({ clientId: 'client', clientSecret: 'secret', ...secrets })
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.verifyWebhook(headers, body, NOW_MS)
}

describe('the sandbox’s credentials', () => {
  it('are client credentials for OAuth and a webhook secret', () => {
    const parsed = gatewayCredentials('sandbox')?.parse({ clientId: 'i', clientSecret: 's', webhookSecret: SECRET })
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        authorization: {
          kind: 'oauth2_client_credentials',
          tokenPath: '/oauth/token',
          clientId: 'i',
          clientSecret: 's',
        },
      },
    })
  })

  it.each([
    [undefined, 'credentials'],
    [{ clientSecret: 's', webhookSecret: SECRET }, 'clientId'],
    [{ clientId: 'i', clientSecret: 7, webhookSecret: SECRET }, 'clientSecret'],
    [{ clientId: 'i', clientSecret: 's' }, 'webhookSecret'],
    [{ clientId: 'i', clientSecret: 's', webhookSecret: 'whsec_!!secret!!' }, 'webhookSecret'],
    [{ clientId: 'i', clientSecret: 's', webhookSecrets: [SECRET, ''] }, 'webhookSecrets.1'],
  ])('refuse %j naming %s and repeating no value', (credentials, field) => {
    const parsed = sandboxCredentials.parse(credentials)
    expect(parsed).toEqual({ ok: false, error: `${field} is missing or not valid` })
  })
})

describe('a webhook is genuine', () => {
  it('where it is signed and fresh', () => {
    expect(verify(signed(SECRET, NOW_MS))).toBe(true)
    expect(verify(signed(SECRET, NOW_MS - 299_000))).toBe(true)
  })

  it('TM1 within five minutes of skew either way, WI5 and not when it is older though signed', () => {
    expect(verify(signed(SECRET, NOW_MS + 299_000))).toBe(true)
    expect(verify(signed(SECRET, NOW_MS + 301_000))).toBe(false)
    expect(verify(signed(SECRET, NOW_MS - 301_000))).toBe(false)
  })

  it('WI6 under either secret while one is rotated', () => {
    const next = `whsec_${randomBytes(24).toString('base64')}`
    const rotated = { webhookSecret: SECRET, webhookSecrets: [next] }
    expect(verify(signed(next, NOW_MS), BODY, rotated)).toBe(true)
    expect(verify(signed(SECRET, NOW_MS), BODY, rotated)).toBe(true)
    expect(verify(signed(SECRET, NOW_MS), BODY, { webhookSecrets: [next] })).toBe(false)
    const both = `${signed(next, NOW_MS)['webhook-signature']} ${signed(SECRET, NOW_MS)['webhook-signature']}`
    expect(verify({ ...signed(SECRET, NOW_MS), 'webhook-signature': both })).toBe(true)
  })

  it('HN1 and not without, with another or with a moved signature, nor with other bytes that say the same', () => {
    const headers = signed(SECRET, NOW_MS)
    const { 'webhook-signature': _signature, ...unsigned } = headers
    expect(verify(unsigned)).toBe(false)
    expect(verify({})).toBe(false)
    expect(verify(signed(`whsec_${randomBytes(24).toString('base64')}`, NOW_MS))).toBe(false)
    expect(verify({ ...headers, 'webhook-id': 'evt_2' })).toBe(false)
    expect(verify({ ...headers, 'webhook-timestamp': `${headers['webhook-timestamp']}x` })).toBe(false)
    expect(verify(headers, JSON.stringify(JSON.parse(BODY), null, 1))).toBe(false)
  })

  it('HN1 and no header or body, however odd, throws', () => {
    void fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.string({ unit: 'binary' }),
        (id, timestamp, signature, body) => {
          const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
          expect(verify(headers, body)).toBe(false)
        },
      ),
    )
  })
})

describe('a webhook that is read', () => {
  it('HN3 is undefined where it is not understood, whatever it is', () => {
    void fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(messageOf(value)).toBeUndefined()
        for (const type of ['payment.updated', 'refund.updated', 'dispute.opened', 'payout.paid']) {
          expect(messageOf({ id: 'evt_1', type, createdAt: '2030-01-01T00:00:00Z', data: value })).toBeUndefined()
        }
      }),
    )
  })

  it('GW14 is undefined where the type is new, and where the attempt has not ended', () => {
    const data = {
      id: 'ch_1',
      attemptId: 'att_1',
      reference: 'pay_1',
      status: 'challenge_required',
      challenge: { url: 'https://acquirer.example/c/1' },
    }
    const envelope = { id: 'evt_1', createdAt: '2030-01-01T00:00:00Z' }
    expect(messageOf({ ...envelope, type: 'payment.updated', data })).toBeUndefined()
    expect(messageOf({ ...envelope, type: 'payment.levitated', data: { ...data, status: 'declined' } })).toBeUndefined()
    expect(messageOf({ ...envelope, type: 'payment.updated', data: { ...data, status: 'declined' } })).toMatchObject({
      id: 'evt_1',
      paymentId: 'pay_1',
      occurredAtMs: NOW_MS,
      content: { kind: 'attempt', attemptId: 'att_1', outcome: { kind: 'declined' } },
    })
  })

  it('is a refund of the acquirer’s own dashboard where it carries no id of ours', () => {
    const data = {
      id: 'rf_1',
      refundId: null,
      attemptId: 'att_1',
      reference: 'pay_1',
      status: 'succeeded',
      amountMinor: '5',
      currency: 'EUR',
    }
    const message = messageOf({ id: 'evt_1', type: 'refund.updated', createdAt: '2030-01-01T00:00:00Z', data })
    expect(message?.content).toEqual({
      kind: 'refund',
      attemptId: 'att_1',
      gatewayReference: 'rf_1',
      amountMinor: 5n,
      currency: 'EUR',
      status: 'SUCCEEDED',
    })
  })
})
