import { describe, expect, test } from 'vitest'
import { CARDS, eventually, freshKey } from './support/client.ts'
import { runningStack } from './support/fixture.ts'
import { operatorOf } from './support/operator.ts'

/** Two accounts at two acquirers, a first. */
const running = runningStack()
const operator = () => operatorOf(running.client)
const HANGS = { ms: 60_000, times: 1_000 }

describe('GW10 while the first gateway’s outcome is unknown', () => {
  test('a policy that waits finds it out first, and charges once', async () => {
    const { client, stack } = running
    await operator().updateGateway({ id: stack.accountIds.a, timeoutMs: 1_000 })
    await client.fault('a', { kind: 'charge_then_hang', ...HANGS })
    const { payment } = await client.pay()
    expect(payment).toMatchObject({ status: 'CAPTURED', attempts: [{ gateway: 'a', status: 'APPROVED' }] })
    expect(await client.standing(payment.id)).toHaveLength(1)
  })

  test('a policy that cascades takes the second gateway, and gives the first hold back', async () => {
    const { client } = running
    await operator().savePolicy([{ name: 'all', strategy: 'ORDER', onUnknown: 'CASCADE' }])
    await client.fault('a', { kind: 'charge_then_hang', ...HANGS })
    const { payment } = await client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.map(({ gateway }) => gateway)).toEqual(['a', 'b'])
    const charges = await eventually(
      () => client.charges('a', payment.id),
      ([charge]) => charge?.status === 'voided',
    )
    expect(charges).toHaveLength(1)
    expect(await client.standing(payment.id)).toMatchObject([{ status: 'captured', amountCapturedMinor: 1000 }])
    const { attempts } = await eventually(
      () => client.read(payment.id),
      (read) => read.nextCheckAt === null,
    )
    expect(attempts.map(({ status }) => status)).toEqual(['APPROVED', 'APPROVED'])
  })

  test('never arrived, with a policy that cascades: one charge, at the second', async () => {
    const { client } = running
    await client.fault('a', { kind: 'hang_before', ...HANGS })
    const { payment } = await client.pay()
    expect(payment.status).toBe('CAPTURED')
    expect(await client.charges('a', payment.id)).toEqual([])
    expect(await client.standing(payment.id)).toHaveLength(1)
    await operator().savePolicy([{ name: 'all', strategy: 'ORDER', onUnknown: 'WAIT' }])
    await operator().updateGateway({ id: running.stack.accountIds.a, timeoutMs: null })
  })
})

describe('a breaker', () => {
  test('GW11 opens with calls in flight, and payments go past the gateway without trying it', async () => {
    const { client } = running
    await client.fault('a', { kind: 'refuse', times: 1_000 })
    const paid = await Promise.all(Array.from({ length: 12 }, () => client.pay()))
    expect(paid.map(({ payment }) => payment.status)).toEqual(Array.from({ length: 12 }, () => 'CAPTURED'))
    await eventually(
      () => operator().breakerOf('a'),
      (breaker) => breaker === 'OPEN',
    )
    // Now and then one of them is the probe; all the others do not even try.
    const { payment } = await eventually(
      () => client.pay(),
      (past) => past.payment.attempts.length === 1,
    )
    expect(payment.attempts).toMatchObject([{ gateway: 'b', status: 'APPROVED' }])
    expect(await operator().decisionOf(payment.id)).toMatchObject([
      { candidates: [{ gateway: 'b' }, { gateway: 'a', eliminatedBecause: expect.stringMatching(/breaker/) }] },
    ])
  })

  test('GW12 heals by itself: one probe through, then all', async () => {
    const { client } = running
    await client.fault('a', { kind: 'refuse', times: 1_000 })
    await Promise.all(Array.from({ length: 6 }, () => client.pay()))
    await eventually(
      () => operator().breakerOf('a'),
      (breaker) => breaker === 'OPEN',
    )
    await client.clearFaults()
    await eventually(
      () => operator().breakerOf('a'),
      (breaker) => breaker === 'HALF_OPEN',
    )
    const probing = await Promise.all(Array.from({ length: 6 }, () => client.pay()))
    expect(probing.every(({ payment }) => payment.status === 'CAPTURED')).toBe(true)
    await eventually(
      () => operator().breakerOf('a'),
      (breaker) => breaker === 'CLOSED',
    )
    const { payment } = await eventually(
      () => client.pay(),
      (paid) => paid.payment.attempts[0]?.gateway === 'a',
    )
    expect(payment.attempts).toHaveLength(1)
  })

  test('is no matter of declines', async () => {
    const { client } = running
    for (let count = 0; count < 5; count += 1) await client.pay(CARDS.declines)
    expect((await client.pay()).payment.attempts).toMatchObject([{ gateway: 'a' }])
    expect(await operator().breakerOf('a')).toBe('CLOSED')
  })

  test('is opened by hand, and closed again', async () => {
    const { client, stack } = running
    await operator().isolate(stack.accountIds.a)
    expect((await client.pay()).payment.attempts).toMatchObject([{ gateway: 'b' }])
    await operator().restore(stack.accountIds.a)
    expect((await client.pay()).payment.attempts).toMatchObject([{ gateway: 'a' }])
  })
})

describe('nothing to try', () => {
  test('a policy that matches nothing is a retryable failure to the shopper, and named to operators', async () => {
    const { client } = running
    await operator().savePolicy([{ name: 'pounds only', when: { currencies: ['GBP'] }, strategy: 'ORDER' }])
    const { payment } = await client.pay()
    expect(payment).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { code: 'no_routing_rule', retryable: true },
      attempts: [],
    })
    expect((await client.events(payment.id)).at(-1)?.data).toMatchObject({ because: expect.stringMatching(/no rule/) })
    await operator().savePolicy([{ name: 'all', strategy: 'ORDER' }])
    const again = await client.mutate('confirmPayment', {
      paymentId: payment.id,
      paymentMethod: { token: await client.tokenize() },
    })
    expect(again.payment.status).toBe('CAPTURED')
  })

  test('a disabled account is passed over, and missing credentials are named', async () => {
    const { client, stack } = running
    await operator().updateGateway({ id: stack.accountIds.a, enabled: false })
    expect((await client.pay()).payment.attempts).toMatchObject([{ gateway: 'b' }])
    await operator().updateGateway({ id: stack.accountIds.a, enabled: true })
    const added = await operator().addGateway({
      name: 'gone',
      kind: 'sandbox',
      baseUrl: 'http://127.0.0.1:9',
      credentials: { clientId: 'x', clientSecret: 'y', webhookSecret: stack.keys.webhookSecret },
    })
    await operator().forgetInVault(added)
    await operator().savePolicy([
      { name: 'gone first', strategy: 'ORDER', candidates: [{ gatewayId: added }, { gatewayId: stack.accountIds.b }] },
    ])
    const { payment } = await client.pay()
    expect(payment).toMatchObject({
      status: 'CAPTURED',
      attempts: [
        { gateway: 'gone', status: 'NOT_SENT', failure: { code: 'gateway_account_missing' } },
        { gateway: 'b', status: 'APPROVED' },
      ],
    })
    await operator().savePolicy([{ name: 'all', strategy: 'ORDER' }])
  })
})

describe('a card that was refused for good', () => {
  test('is not tried again for that payment, whatever token it comes in, and is for another', async () => {
    const { client } = running
    const stolen = '4000000000009979'
    const { payment } = await client.pay(stolen)
    expect(payment).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code: 'stolen_card' } })
    const again = async (number: string) =>
      client.mutate('confirmPayment', {
        paymentId: payment.id,
        paymentMethod: { token: await client.tokenize(number) },
        idempotencyKey: freshKey(),
      })
    expect((await again(stolen)).payment.failure?.code).toBe('card_refused')
    expect((await client.pay(stolen)).payment.failure?.code).toBe('stolen_card')
    expect((await again(CARDS.approves)).payment.status).toBe('CAPTURED')
  })
})
