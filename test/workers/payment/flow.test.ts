import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { paymentIdFor } from '../../../src/ids/ids.ts'
import { kill, rowsOf } from './rows.ts'
import {
  accepted,
  authorized,
  CALLER,
  captured,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  creation,
  env,
  eur,
  newPayment,
  openAccounts,
  ROUTES,
  refused,
  routingOver,
  setFault,
  tokenFor,
} from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

describe('a payment at a real acquirer', () => {
  test('is created, confirmed, captured and refunded', async () => {
    const payment = await authorized()
    expect((await payment.view()).status).toBe('AUTHORIZED')
    const capture = accepted(await payment.send({ kind: 'capture', idempotencyKey: 'c', final: true }))
    expect(capture).toMatchObject({
      replayed: false,
      number: 1,
      view: { status: 'CAPTURED', amountCapturedMinor: 1000n },
    })
    const refund = accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(400n) }))
    expect(refund).toMatchObject({ number: 1, view: { amountRefundedMinor: 400n, amountRefundableMinor: 600n } })
    expect(await chargesOf(payment.id)).toMatchObject([
      { status: 'captured', amountMinor: 1000, amountCapturedMinor: 1000, amountRefundedMinor: 400 },
    ])
  })

  test('is created and confirmed in one command', async () => {
    const payment = newPayment()
    const confirm = { token: await tokenFor(), routing: routingOver(ROUTES) }
    const answer = accepted(await payment.send({ ...creation(), confirm }))
    expect(answer).toMatchObject({ replayed: false, view: { status: 'CAPTURED' } })
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('asks for another card after a decline, and takes it', async () => {
    const payment = await created()
    const declined = accepted(await payment.send(confirmation(await tokenFor('4000000000000002'))))
    expect(declined.view).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code: 'card_declined' } })
    expect(accepted(await payment.send(confirmation(await tokenFor()))).view.status).toBe('CAPTURED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('captures in parts and releases the rest', async () => {
    const payment = await authorized()
    const part = { kind: 'capture', idempotencyKey: 'part', amount: eur(300n), final: false } as const
    expect(accepted(await payment.send(part)).view).toMatchObject({
      status: 'PARTIALLY_CAPTURED',
      amountCapturableMinor: 700n,
    })
    const rest = accepted(await payment.send({ kind: 'cancel', idempotencyKey: 'rest' }))
    expect(rest.view).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 300n })
    expect(await chargesOf(payment.id)).toMatchObject([{ amountCapturedMinor: 300 }])
  })
})

describe("a caller's key", () => {
  test('CL1 charges once when it comes fifty times at once', async () => {
    const payment = newPayment()
    const command = { ...creation(), confirm: { token: await tokenFor(), routing: routingOver(ROUTES) } }
    await setFault('a', { kind: 'latency', ms: 200, times: 1 })
    const answers = await Promise.all(Array.from({ length: 50 }, () => payment.send(command)))
    for (const answer of answers) expect(accepted(answer).view.status).toBe('CAPTURED')
    expect(answers.filter((answer) => answer.replayed)).toHaveLength(49)
    expect(new Set(answers.map((answer) => accepted(answer).firstSeenAtMs)).size).toBe(1)
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('CL1 refunds once when it comes fifty times at once', async () => {
    const payment = await captured()
    const command = { kind: 'refund', idempotencyKey: 'r', amount: eur(20n) } as const
    const answers = await Promise.all(Array.from({ length: 50 }, () => payment.send(command)))
    expect(answers.filter((answer) => answer.replayed)).toHaveLength(49)
    for (const answer of answers) expect(accepted(answer).number).toBe(1)
    expect(await chargesOf(payment.id)).toMatchObject([{ amountRefundedMinor: 20 }])
  })

  test('CL2 names the field that differs, and the first outcome stands', async () => {
    const payment = await created()
    const other = refused(await payment.send(creation({ amountMinor: 2000n })))
    expect(other).toEqual({
      ok: false,
      refusal: { kind: 'idempotency_conflict', differingField: 'amount.amount' },
      replayed: false,
    })
    expect(accepted(await payment.send(creation()))).toMatchObject({ replayed: true, view: { amountMinor: 1000n } })
  })

  test('CL3 is another key under another operation, and for another merchant or mode there is no payment', async () => {
    const payment = await authorized()
    expect(accepted(await payment.send({ kind: 'capture', idempotencyKey: 'same', final: true })).replayed).toBe(false)
    expect(accepted(await payment.send({ kind: 'refund', idempotencyKey: 'same' })).replayed).toBe(false)
    for (const caller of [
      { ...CALLER, merchantId: 'm2' },
      { ...CALLER, mode: 'LIVE' as const },
    ]) {
      const refusal = { kind: 'not_found' }
      expect(refused(await payment.send({ kind: 'refund', idempotencyKey: 'same', caller })).refusal).toEqual(refusal)
      expect(refused(await payment.send({ ...creation(), caller })).refusal).toEqual(refusal)
      expect(await payment.service.read(caller)).toBeNull()
      expect(await payment.service.readEvents(caller, 0, 10, false)).toBeNull()
    }
  })

  test('HS1 keeps a refusal that depended on the state for good', async () => {
    const payment = await created()
    const refund = { kind: 'refund', idempotencyKey: 'early' } as const
    const first = refused(await payment.send(refund))
    expect(first).toMatchObject({
      refusal: { kind: 'invalid_state', status: 'REQUIRES_PAYMENT_METHOD' },
      replayed: false,
    })
    accepted(await payment.send(confirmation(await tokenFor())))
    expect(await payment.send(refund)).toEqual({ ...first, replayed: true })
    const tooMuch = { kind: 'refund', idempotencyKey: 'much', amount: eur(1001n) } as const
    expect(refused(await payment.send(tooMuch))).toMatchObject({
      refusal: { kind: 'amount_too_large', availableMinor: 1000n },
    })
    await kill(payment)
    expect(refused(await payment.send(tooMuch))).toEqual({
      ok: false,
      refusal: { kind: 'amount_too_large', availableMinor: 1000n, currency: 'EUR' },
      replayed: true,
    })
    expect(await chargesOf(payment.id)).toMatchObject([{ amountRefundedMinor: 0 }])
  })

  test('HS1 stores nothing for an input that can be mended', async () => {
    const payment = await captured()
    const before = (await rowsOf(payment)).commits.length
    const foreign = { kind: 'refund', idempotencyKey: 'r', amount: { amountMinor: 100n, currency: 'USD' } } as const
    expect(refused(await payment.send(foreign)).refusal).toMatchObject({
      kind: 'validation',
      path: ['amount', 'currency'],
    })
    expect((await rowsOf(payment)).commits).toHaveLength(before)
    const mended = await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(100n) })
    expect(accepted(mended).replayed).toBe(false)
  })

  test('is the token where a confirmation has none, and a refusal is not stored under it', async () => {
    const payment = await created()
    const [token, other] = [await tokenFor(), await tokenFor()]
    await setFault('a', { kind: 'latency', ms: 300, times: 1 })
    const [first, joined, foreign] = await Promise.all([
      payment.send(confirmation(token)),
      payment.send(confirmation(token)),
      payment.send(confirmation(other)),
    ])
    expect(accepted(first).replayed).toBe(false)
    expect(accepted(joined).replayed).toBe(true)
    expect(refused(foreign).refusal).toMatchObject({ kind: 'invalid_state', status: 'PROCESSING' })
    expect(refused(await payment.send(confirmation(other)))).toMatchObject({
      refusal: { kind: 'invalid_state', status: 'CAPTURED' },
      replayed: false,
    })
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })
})

describe('an id that does not exist', () => {
  test('HI1 is answered as absent and writes nothing', async () => {
    const payment = newPayment()
    expect(await payment.service.read(CALLER)).toBeNull()
    expect(await payment.service.readEvents(CALLER, 0, 10, true)).toBeNull()
    expect(await payment.service.returned(1, {})).toBeNull()
    await payment.service.projected(1)
    const refusal = { kind: 'not_found' }
    expect(refused(await payment.send({ kind: 'capture', idempotencyKey: 'c', final: true })).refusal).toEqual(refusal)
    expect(refused(await payment.send(confirmation(await tokenFor()))).refusal).toEqual(refusal)
    const kept = await runInDurableObject(payment.stub, async (_object, { storage }) => ({
      tables: storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
      alarm: await storage.getAlarm(),
    }))
    expect(kept).toEqual({ tables: [], alarm: null })
  })

  test('HI1 is answered alike for a guess in another merchant’s name', async () => {
    const id = paymentIdFor('m2', 'TEST', 'guessed')
    expect(await env.PAYMENTS.getByName(id).read(CALLER)).toBeNull()
  })
})

describe('the rows of a payment', () => {
  test('hold neither free text nor shopper fields in the clear, nor the key of a token', async () => {
    const payment = newPayment()
    const canary = 'canary-4711'
    const token = await tokenFor()
    const tokenKey = token.split('_').at(-1) ?? ''
    const address = { line1: canary, city: canary, postalCode: canary, country: canary }
    accepted(
      await payment.send({
        ...creation({
          details: {
            description: canary,
            metadata: { note: canary },
            customer: { reference: canary, email: `${canary}@shop.example`, name: canary, phone: canary },
            billingAddress: address,
            shippingAddress: address,
          },
        }),
        fields: [
          ['amount.amount', '10.00'],
          ['description', canary],
          ['customer.email', `${canary}@shop.example`],
        ],
      }),
    )
    const browser = { browserIP: canary, browserUserAgent: canary, browserTZ: 4711 }
    accepted(await payment.send({ ...confirmation(token), browser } as never))
    accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(1n), reason: canary }))
    refused(await payment.send({ kind: 'cancel', idempotencyKey: 'x', reason: canary }))
    const rows = JSON.stringify(await rowsOf(payment))
    expect(rows).toContain('PAYMENT_CREATED')
    expect(rows).not.toContain(canary)
    expect(rows).not.toContain(tokenKey)
    expect(rows).not.toContain('4242424242424242')
    const view = await payment.view()
    expect(view.details?.description).toBe(canary)
    expect(view.refunds[0]?.reason).toBe(canary)
  })
})
