import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GatewayAnswer, Send } from '../../../src/gateway/forward.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { childId } from '../../../src/ids/ids.ts'
import { answered, newAttempt } from './calls.ts'

const attempt = { ...newAttempt(), gatewayReference: '5O190127TN364715T.3C679366HH908993F' }
const hold = { ...attempt, capture: false }
const amount = { currency_code: 'EUR', value: '10.00' }
const ORDER = {
  id: '5O190127TN364715T',
  intent: 'CAPTURE',
  status: 'COMPLETED',
  purchase_units: [
    {
      custom_id: attempt.paymentId,
      invoice_id: attempt.attemptId,
      payments: {
        captures: [
          {
            id: '3C679366HH908993F',
            status: 'COMPLETED',
            amount,
            custom_id: attempt.paymentId,
            invoice_id: attempt.attemptId,
          },
        ],
      },
    },
  ],
}
const CALLS = {
  authorize: (send: Send) => paypalGateway.authorize(send, attempt),
  complete: (send: Send) => paypalGateway.complete(send, attempt, {}),
  query: (send: Send) => paypalGateway.query(send, attempt),
  fence: (send: Send) => paypalGateway.fence(send, attempt),
  capture: (send: Send) =>
    paypalGateway.capture(send, {
      ...hold,
      captureId: childId('capture', attempt.paymentId, 1),
      captureAmountMinor: 400n,
      final: true,
    }),
  void: (send: Send) => paypalGateway.void(send, hold),
  refund: (send: Send) =>
    paypalGateway.refund(send, { ...hold, refundId: childId('refund', attempt.paymentId, 1), refundAmountMinor: 400n }),
  respond: (send: Send) =>
    paypalGateway.respondToDispute(send, {
      paymentId: attempt.paymentId,
      disputeReference: 'PP-D-1',
      responseId: 'dsp_1',
      response: { kind: 'accept' },
    }),
}
const all = async (answer: GatewayAnswer) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(CALLS).map(async ([name, call]) => [name, (await call(async () => answer)).kind] as const),
    ),
  )
const EVERYWHERE_UNKNOWN = Object.fromEntries(Object.keys(CALLS).map((name) => [name, 'unknown']))

describe('an answer', () => {
  it.each([
    ['GW2 500 with a page', answered(500, '<h1>Internal error</h1>')],
    ['GW4 HTML under 200', answered(200, '<h1>Welcome</h1>')],
    ['GW4 nothing', answered(200, '')],
    ['GW4 half of one', answered(200, JSON.stringify(ORDER).slice(0, 200))],
    ['GW1 none in time', { kind: 'unknown', reason: 'time_out' } as const],
    ['GW14 a redirect', answered(302, JSON.stringify(ORDER))],
  ])('%s is unknown, but where nothing could be charged', async (_title, answer) => {
    // The order that is made first charges nothing, whatever became of it.
    expect(await all(answer)).toEqual({ ...EVERYWHERE_UNKNOWN, authorize: 'unprocessed' })
  })

  it('a look-up that is refused says nothing about the attempt', async () => {
    for (const status of [401, 403, 404, 422, 429]) {
      const refusal = answered(status, { name: 'REFUSED', details: [{ issue: 'PERMISSION_DENIED' }] })
      expect((await CALLS.query(async () => refusal)).kind).toBe('unknown')
      expect((await CALLS.fence(async () => refusal)).kind).toBe('unknown')
      expect((await CALLS.complete(async () => refusal)).kind).toBe('unknown')
    }
  })

  it('what was not sent was not done', async () => {
    const kinds = await all({ kind: 'not_sent', reason: 'no_access_token' })
    expect(kinds).toEqual({
      ...Object.fromEntries(Object.keys(CALLS).map((name) => [name, 'not_sent'])),
      complete: 'unknown',
      query: 'unknown',
      fence: 'unknown',
    })
  })

  it('GW4 wherever an approval is cut it is unknown', async () => {
    const text = JSON.stringify(ORDER)
    for (let length = 0; length < text.length; length += 7) {
      const outcome = await CALLS.query(async () => answered(200, text.slice(0, length)))
      expect(outcome.kind, text.slice(0, length)).toBe('unknown')
    }
  })

  it('GW7 GW14 an approval with any one field spoilt is that approval with its own facts, or nothing certain', async () => {
    const spoilt = fc.record({ path: fc.constantFrom(...pathsIn(ORDER)), value: fc.jsonValue() })
    await fc.assert(
      fc.asyncProperty(spoilt, async ({ path, value }) => {
        const outcome = await CALLS.query(async () => answered(200, replaced(ORDER, path, value)))
        // A sale that PayPal does not call completed may be waiting, or declined where it says that.
        expect(['approved', 'unknown', 'unprocessed', 'not_found', 'pending', 'declined']).toContain(outcome.kind)
        const isOther = ['unprocessed', 'not_found', 'declined', 'pending'].includes(outcome.kind)
        if (isOther) expect(path.at(-1)).toMatch(/status|intent/)
      }),
      { numRuns: 300 },
    )
  })

  it('garbage never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(200, 201, 400, 404, 422, 500), async (body, status) => {
        for (const call of Object.values(CALLS)) await call(async () => answered(status, body))
        await paypalGateway.readWebhook(body, async () => answered(status, body))
        await paypalGateway.probe(async () => answered(status, body))
      }),
      { numRuns: 100 },
    )
  })

  it('references that are not PayPal’s lead nowhere', async () => {
    let asked = 0
    const send: Send = async () => {
      asked += 1
      return answered(200, ORDER)
    }
    for (const gatewayReference of ['../x', 'A.B.C', 'a b', '', '5O1?x=1', '5O190127TN364715T']) {
      expect((await paypalGateway.void(send, { ...hold, gatewayReference })).kind).toBe('unknown')
    }
    expect(asked).toBe(0)
  })
})

type Path = readonly (string | number)[]

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, child]) =>
    pathsIn(child, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((child, index) => (index === key ? replaced(child, rest, by) : child))
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, by) }
}
