import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CustomerFields, StoredMethod } from '../../../src/customer/contract.ts'
import { type CardWishes, sendWithCard } from '../../../src/customer/send.ts'
import { customerOf } from '../../../src/customer/service.ts'
import { customerIdFor, methodIdFor } from '../../../src/ids/customerIds.ts'
import type { Answer, ConfirmCommand, CreateCommand } from '../../../src/payment/command.ts'
import { paymentOf } from '../../../src/services.ts'
import { tokenIdOf } from '../../../src/vault/contract.ts'
import {
  accepted,
  answerChallenge,
  CALLER,
  chargesOf,
  clearFaults,
  creation,
  env,
  newPayment,
  openAccounts,
  type Payment,
  ROUTES,
  routingOver,
  setFault,
  tokenFor,
  until,
} from './support.ts'

beforeAll(openAccounts)
afterEach(clearFaults)

const OWNER = { merchantId: CALLER.merchantId, mode: CALLER.mode }
const CONSENT = { agreedAtMs: 1_700_000_000_000, textVersion: '2026-11' }
const [VISA, CHALLENGED, EMPTY] = ['4242424242424242', '4000000000003220', '4000000000009995']

const stub = (id: string) => env.CUSTOMERS.getByName(id)

async function newCustomer(fields: CustomerFields = {}) {
  const id = customerIdFor(OWNER.merchantId, OWNER.mode, crypto.randomUUID())
  const input = Object.entries(fields).map(([name, value]) => [name, String(value)] as const)
  const create = () => customerOf(env, id).create({ ...OWNER, id, fields, input })
  await create()
  return { id, create, service: () => customerOf(env, id), methods: () => methodsOf(id) }
}

async function methodsOf(customerId: string): Promise<readonly StoredMethod[]> {
  return (await customerOf(env, customerId).read(OWNER))?.methods ?? []
}

/** As the api's shell sends it. */
async function pay(payment: Payment, token: string | undefined, wishes: CardWishes, key = 'pay'): Promise<Answer> {
  const command = {
    kind: 'confirm',
    paymentId: payment.id,
    caller: CALLER,
    requestId: 'req_test',
    fields: [['paymentMethod', token ?? wishes.stored?.methodId ?? '']],
    idempotencyKey: key,
    routing: routingOver(ROUTES),
    ...(token === undefined ? {} : { token }),
  } satisfies ConfirmCommand
  const ports = {
    customer: (id: string) => customerOf(env, id),
    payment: (id: string) => paymentOf(env, id),
    vault: env.VAULT,
    behind: (work: Promise<unknown>) => void work,
  }
  return sendWithCard(ports, command, wishes, (sent: ConfirmCommand | CreateCommand) =>
    paymentOf(env, payment.id).execute(sent),
  )
}

const saving = (customerId: string): CardWishes => ({
  save: { customerId, usage: 'OFF_SESSION', consent: CONSENT },
})
const charging = (methodId: string): CardWishes => ({ stored: { methodId }, initiatedBy: 'MERCHANT' })

async function madePayment(): Promise<Payment> {
  const payment = newPayment()
  accepted(await payment.send(creation()))
  return payment
}

/** A customer with a card that a payment stored. */
async function withMethod(number = VISA) {
  const customer = await newCustomer()
  const payment = await madePayment()
  accepted(await pay(payment, await tokenFor(number), saving(customer.id)))
  if (number === CHALLENGED) {
    await answerChallenge(await payment.view(), 'approve')
    await payment.service.returned(1, {})
    await until(
      () => payment.view(),
      ({ status }) => status === 'CAPTURED',
    )
    await runDurableObjectAlarm(stub(customer.id))
  }
  const [method] = await customer.methods()
  if (method === undefined) throw new Error('nothing is stored')
  return { customer, payment, method }
}

const cardRows = (customerId: string) =>
  runInDurableObject(stub(customerId), (_object, { storage }) =>
    storage.sql.exec<{ body: string }>('SELECT body FROM methods').toArray(),
  )

describe('storing a card with a payment', () => {
  test('keeps it once it is approved, with facts, fingerprint, consent and the network’s reference', async () => {
    const { method, payment, customer } = await withMethod()
    expect(method).toMatchObject({
      usage: 'OFF_SESSION',
      consent: CONSENT,
      card: { brand: 'visa', last4: '4242', funding: 'CREDIT', country: 'US' },
      fingerprint: expect.stringMatching(/^[\w-]{22}$/),
      networkTransactionId: expect.stringMatching(/^nt/),
      paymentId: payment.id,
    })
    expect(await chargesOf(payment.id)).toHaveLength(1)
    // The same card again, by another token, is another method under the same fingerprint.
    const again = await madePayment()
    accepted(await pay(again, await tokenFor(), saving(customer.id)))
    expect((await customer.methods()).map(({ fingerprint }) => fingerprint)).toEqual(Array(2).fill(method.fingerprint))
  })

  test('stores nothing of a card that is declined', async () => {
    const customer = await newCustomer()
    const payment = await madePayment()
    const answer = accepted(await pay(payment, await tokenFor(EMPTY), saving(customer.id)))
    expect(answer.view.failure?.code).toBe('insufficient_funds')
    expect(await customer.methods()).toEqual([])
    expect(await cardRows(customer.id)).toEqual([])
  })

  test('keeps a card that is approved after a challenge, when nobody has its token any more', async () => {
    const { method } = await withMethod(CHALLENGED)
    expect(method.card.last4).toBe('3220')
  })

  test('twice, and at once, is one method and one charge', async () => {
    const customer = await newCustomer()
    const payment = await madePayment()
    const token = await tokenFor()
    const send = () => pay(payment, token, saving(customer.id))
    const [first, second] = await Promise.all([send(), send()])
    const third = await send()
    expect([first, second, third].map((answer) => accepted(answer).view.status)).toEqual(Array(3).fill('CAPTURED'))
    expect(await customer.methods()).toHaveLength(1)
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('a shell that ends before it looked leaves no card behind and loses none: the customer looks by itself', async () => {
    const customer = await newCustomer()
    const [token, payment] = [await tokenFor(), await madePayment()]
    const saves = methodIdFor(customer.id, tokenIdOf(token) ?? '')
    const { usage, consent } = { usage: 'OFF_SESSION', consent: CONSENT } as const
    await customer.service().store(OWNER, { token, usage, consent, paymentId: payment.id })
    expect(await customer.methods()).toEqual([])
    await payment.send({
      ...{ kind: 'confirm', token, routing: routingOver(ROUTES), idempotencyKey: 'pay', saves },
      credential: { use: 'FIRST', usage, initiatedBy: 'CUSTOMER' },
    })
    await runDurableObjectAlarm(stub(customer.id))
    expect(await customer.methods()).toMatchObject([{ id: saves, networkTransactionId: expect.any(String) }])
  })
})

describe('paying with a stored card', () => {
  test('is approved on the merchant’s initiative, as often as it is asked to, each time once', async () => {
    const { method } = await withMethod()
    for (const key of ['one', 'two']) {
      const payment = await madePayment()
      const send = () => pay(payment, undefined, charging(method.id), key)
      const [first, second] = await Promise.all([send(), send()])
      expect([accepted(first).view.status, accepted(second).view.status]).toEqual(['CAPTURED', 'CAPTURED'])
      expect(accepted(await send()).replayed).toBe(true)
      expect(await chargesOf(payment.id)).toHaveLength(1)
      expect((await payment.view()).attempts).toMatchObject([
        { paymentMethodId: method.id, credential: { initiatedBy: 'MERCHANT', use: 'SUBSEQUENT' } },
      ])
    }
  })

  test('where the issuer wants the shopper, waits for another method with a failure that says so', async () => {
    const { method } = await withMethod(CHALLENGED)
    const payment = await madePayment()
    const { view } = accepted(await pay(payment, undefined, charging(method.id)))
    expect(view).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code: 'authentication_required' } })
    // With the shopper there the same card goes through its challenge.
    const second = accepted(await pay(payment, undefined, { stored: { methodId: method.id } }, 'with the shopper'))
    expect(second.view.status).toBe('REQUIRES_ACTION')
    expect(await chargesOf(payment.id)).toEqual([])
  })

  test('a charge whose answer is lost is found, and stands once', async () => {
    const { method } = await withMethod()
    await setFault('a', { kind: 'charge_then_reset', times: 1 })
    const payment = await madePayment()
    const { view } = accepted(await pay(payment, undefined, charging(method.id)))
    expect(view.status).toBe('CAPTURED')
    const charges = [...(await chargesOf(payment.id, 'a')), ...(await chargesOf(payment.id, 'b'))]
    expect(charges.filter(({ status }) => status === 'captured')).toHaveLength(1)
  })

  test('the shopper’s agreement bounds it, and what is gone pays nothing but answers what it answered', async () => {
    const customer = await newCustomer()
    const stored = await customer
      .service()
      .store(OWNER, { token: await tokenFor(), usage: 'ON_SESSION', consent: CONSENT })
    if (!stored.ok) throw new Error(stored.error)
    const { id } = stored.value
    const payment = await madePayment()
    expect(await pay(payment, undefined, charging(id))).toMatchObject({
      ok: false,
      refusal: { kind: 'validation', path: ['initiatedBy'] },
    })
    const wishes: CardWishes = { stored: { methodId: id } }
    expect(accepted(await pay(payment, undefined, wishes)).view.status).toBe('CAPTURED')
    expect((await customer.service().removeMethod(OWNER, id)).ok).toBe(true)
    expect(await cardRows(customer.id)).toEqual([])
    expect(accepted(await pay(payment, undefined, wishes))).toMatchObject({
      replayed: true,
      view: { status: 'CAPTURED' },
    })
    const other = await madePayment()
    const { view } = accepted(await pay(other, undefined, wishes))
    expect(view).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { category: 'INVALID_CARD' } })
    expect(await chargesOf(other.id)).toEqual([])
  })

  test('HI1 to another merchant and another mode neither customer nor method exists', async () => {
    const { customer, method } = await withMethod()
    for (const owner of [
      { ...OWNER, merchantId: 'm2' },
      { ...OWNER, mode: 'LIVE' as const },
    ]) {
      const service = customer.service()
      expect(await service.read(owner)).toBeNull()
      expect(await service.use(owner, method.id, 'pay_x')).toEqual({ ok: false, error: 'absent' })
      expect(await service.removeMethod(owner, method.id)).toEqual({ ok: false, error: 'absent' })
      expect(await service.remove(owner, true)).toEqual({ ok: false, error: 'absent' })
    }
    const never = customerIdFor('m1', 'TEST', 'never made')
    expect(await customerOf(env, never).read(OWNER)).toBeNull()
    await runInDurableObject(stub(never), (_object, { storage }) => {
      expect(storage.sql.exec('SELECT name FROM sqlite_master').toArray()).toEqual([])
    })
  })
})

describe('a customer', () => {
  const CANARY = { name: 'Canary Shopper', email: 'canary@shopper.example', reference: 'R-77' }

  test('is made once under its key, changed, and deleted with its key', async () => {
    const customer = await newCustomer(CANARY)
    expect(await customer.create()).toMatchObject({ kind: 'made', replayed: true })
    const other = await customer.service().create({ ...OWNER, id: customer.id, fields: {}, input: [['name', 'x']] })
    expect(other).toEqual({ kind: 'conflict', differingField: 'name' })
    const changed = await customer.service().update(OWNER, { email: null, phone: '+44 1' })
    expect(changed).toMatchObject({ ok: true, value: { fields: { name: CANARY.name, phone: '+44 1' } } })
    const bytes = async () =>
      JSON.stringify(
        await runInDurableObject(stub(customer.id), (_object, { storage }) =>
          storage.sql.exec('SELECT * FROM customer').toArray(),
        ),
      )
    for (const text of Object.values(CANARY)) expect(await bytes()).not.toContain(text)
    await customer.service().remove(OWNER, false)
    expect(await customer.service().read(OWNER)).toMatchObject({ status: 'DELETED', fields: {}, methods: [] })
    expect(await customer.create()).toMatchObject({ kind: 'made', replayed: true })
    expect(await customer.service().update(OWNER, { name: 'x' })).toEqual({ ok: false, error: 'gone' })
  })

  test('erased, its cards are gone with the call, its payments open no shopper field, and keys answer as before', async () => {
    const { customer, payment, method } = await withMethod()
    const described = newPayment()
    const details = { description: 'Canary words', metadata: { note: 'Canary note' }, customer: CANARY }
    await customer.service().attach(OWNER, described.id)
    const returnUrl = 'https://shop.example/thanks?for=canary%40shopper.example'
    const create = () => described.send(creation({ captureMethod: 'MANUAL', details, returnUrl }))
    accepted(await create())
    accepted(await pay(described, await tokenFor(), {}))
    expect((await described.view()).details).toEqual(details)
    const events = async () => {
      const page = await described.service.readEvents(CALLER, 0, 100, true)
      return JSON.stringify(page, (_name, value) => (typeof value === 'bigint' ? '' : value))
    }
    // Those who may read it are told where the shopper comes back to; what is kept of it is sealed.
    expect(await events()).toContain(returnUrl)
    const kept = await runInDurableObject(described.stub, (_object, { storage }) =>
      storage.sql.exec<{ body: string }>('SELECT body FROM commits').toArray(),
    )
    expect(JSON.stringify(kept)).toContain('returnUrl')
    expect(JSON.stringify(kept)).not.toMatch(/canary/i)
    const answer = await customer.service().remove(OWNER, true)
    expect(answer).toMatchObject({ ok: true, value: { status: 'ERASED', fields: {}, methods: [] } })
    expect(await cardRows(customer.id)).toEqual([])
    expect((await described.view()).details).toEqual({})
    expect(await described.types()).toContain('PAYMENT_ERASED')
    expect(await events()).not.toMatch(/canary/i)
    expect(JSON.stringify(await described.service.readAt(CALLER, Date.now() - 1), String)).not.toMatch(/Canary/i)
    // The key stands for itself, and the payment goes on.
    expect(accepted(await create())).toMatchObject({ replayed: true })
    expect(accepted(await described.send({ kind: 'capture', idempotencyKey: 'c', final: true })).view.status).toBe(
      'CAPTURED',
    )
    const refund = { kind: 'refund', idempotencyKey: 'r', reason: 'damaged' } as const
    expect(accepted(await described.send(refund)).view.refunds).toMatchObject([{ reason: 'damaged' }])
    const again = await madePayment()
    expect(accepted(await pay(again, undefined, charging(method.id))).view.failure?.category).toBe('INVALID_CARD')
    const types = await payment.types()
    expect((await customer.service().remove(OWNER, true)).ok).toBe(true)
    expect(await payment.types()).toEqual(types)
  })
})
