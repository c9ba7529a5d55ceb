import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { stripeCredentials } from '../../../src/gateway/stripe/credentials.ts'

const NOW_MS = Date.UTC(2030, 0, 1)
const newSecret = () => `whsec_${randomBytes(24).toString('hex')}`
const SECRET = newSecret()
const BODY = JSON.stringify({ id: 'evt_1', object: 'event', note: 'ünïcode' })

const signed = (secret: string, atMs: number, payload = BODY): string =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(atMs / 1000) })

function verify(header: string | undefined, body = BODY, secrets: object = { webhookSecret: SECRET }) {
  const parsed = stripeCredentials.parse({ secretKey: 'sk_test_12345678', ...secrets })
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.verifyWebhook(header === undefined ? {} : { 'stripe-signature': header }, body, NOW_MS)
}

/** What Stripe's own library says of the same header and body. */
function stripeSays(header: string, body: string): boolean {
  try {
    Stripe.webhooks.constructEvent(body, header, SECRET, 300, undefined, NOW_MS)
    return true
  } catch {
    return false
  }
}

describe('Stripe’s credentials', () => {
  it('are a key that goes into the authorization header, and the endpoint’s secret', () => {
    expect(stripeCredentials.parse({ secretKey: 'rk_live_12345678', webhookSecret: SECRET })).toMatchObject({
      ok: true,
      value: { authorization: { kind: 'header', name: 'authorization', value: 'Bearer rk_live_12345678' } },
    })
  })

  it.each([
    [undefined, 'credentials'],
    [{ webhookSecret: SECRET }, 'secretKey'],
    [{ secretKey: 'pk_live_12345678', webhookSecret: SECRET }, 'secretKey'],
    [{ secretKey: 'sk_live_1234\r\nx: y', webhookSecret: SECRET }, 'secretKey'],
    [{ secretKey: 'sk_live_12345678', webhookSecret: 7 }, 'webhookSecret'],
    [{ secretKey: 'sk_live_12345678', webhookSecrets: [SECRET, 'short'] }, 'webhookSecrets.1'],
  ])('refuse %j naming %s and repeating no value', (credentials, field) => {
    expect(stripeCredentials.parse(credentials)).toEqual({ ok: false, error: `${field} is missing or not valid` })
  })
})

describe('a key of Stripe', () => {
  it.each(['sk', 'rk'])('%s_… serves the mode that is written in it, and no other', (kind) => {
    for (const [own, other] of [
      ['TEST', 'LIVE'],
      ['LIVE', 'TEST'],
    ] as const) {
      const credentials = { secretKey: `${kind}_${own.toLowerCase()}_12345678` }
      expect(stripeCredentials.parse(credentials, own).ok).toBe(true)
      expect(stripeCredentials.parse(credentials).ok).toBe(true)
      expect(stripeCredentials.parse(credentials, other)).toEqual({
        ok: false,
        error: `secretKey is a ${own} key, and the account is in ${other} mode`,
      })
    }
  })
})

describe('a webhook of Stripe is genuine', () => {
  it('never before the account has the webhook’s secret', () => {
    expect(verify(signed(SECRET, NOW_MS), BODY, {})).toBe(false)
    expect(verify(signed('', NOW_MS), BODY, { webhookSecrets: [] })).toBe(false)
  })

  it('where Stripe’s own library says so, and only there', () => {
    const header = signed(SECRET, NOW_MS)
    const other = signed(newSecret(), NOW_MS)
    const moved = header.replace(/t=\d+/, `t=${NOW_MS / 1000 - 60}`)
    const v0 = header.replace('v1=', 'v0=')
    const spaced = JSON.stringify(JSON.parse(BODY), null, 1)
    const cases = [
      ...[header, other, moved, v0, `${header},v1=00`, `${other},${header.slice(header.indexOf('v1='))}`].map(
        (given) => [given, BODY] as const,
      ),
      [header, spaced] as const,
      [signed(SECRET, NOW_MS - 299_000), BODY] as const,
      [signed(SECRET, NOW_MS - 301_000), BODY] as const,
    ]
    const ours = cases.map(([given, body]) => verify(given, body))
    expect(ours).toEqual(cases.map(([given, body]) => stripeSays(given, body)))
    expect(ours.filter(Boolean)).toHaveLength(4)
  })

  it('WI5 TM1 within five minutes either way', () => {
    expect(verify(signed(SECRET, NOW_MS + 299_000))).toBe(true)
    expect(verify(signed(SECRET, NOW_MS + 301_000))).toBe(false)
  })

  it('WI6 under either secret while one is rolled', () => {
    const next = newSecret()
    const rolling = { webhookSecrets: [next, SECRET] }
    expect(verify(signed(next, NOW_MS), BODY, rolling)).toBe(true)
    expect(verify(signed(SECRET, NOW_MS), BODY, rolling)).toBe(true)
    expect(verify(signed(SECRET, NOW_MS), BODY, { webhookSecret: next })).toBe(false)
  })

  it('HN1 and no header or body, however odd, throws or passes', () => {
    expect(verify(undefined)).toBe(false)
    void fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (header, body) => {
        expect(verify(header, body)).toBe(false)
        expect(verify(`t=${NOW_MS / 1000},v1=${header}`, body)).toBe(false)
      }),
    )
  })
})
