import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { newEndpointId } from '../../../src/webhook/out/id.ts'
import { newSecret, openSecret, sealSecret } from '../../../src/webhook/out/signature.ts'
import { env, idsOf, newOwner, newPayment, openEndpoint, pause, type TestEndpoint, until, verified } from './support.ts'

describe('a webhook endpoint', () => {
  test('gets each event of its merchant, signed as Standard Webhooks says, under the event’s id', async () => {
    const endpoint = await openEndpoint()
    const payment = await newPayment(endpoint.owner)
    await payment.cancel()
    const received = await endpoint.got(2)
    expect([...idsOf(received)].sort()).toEqual(payment.eventIds)
    const [created, canceled] = received
      .map((one) => verified(one, endpoint.secret))
      .sort((one, other) => one.data.seq - other.data.seq)
    expect(created).toMatchObject({
      type: 'payment.created',
      apiVersion: '2026-11-01',
      data: {
        id: payment.eventIds[0],
        type: 'PAYMENT_CREATED',
        seq: 1,
        data: { amount: { amount: '10.00', currency: 'EUR' }, description: 'Two books', metadata: { shelf: '7' } },
        // The payment as it was then, whatever became of it since.
        payment: { id: payment.id, status: 'REQUIRES_PAYMENT_METHOD', amount: { amount: '10.00', currency: 'EUR' } },
      },
    })
    expect(canceled).toMatchObject({ type: 'payment.canceled', data: { payment: { status: 'CANCELED' } } })
    expect(() => verified(received[0] ?? fail(), newSecret())).toThrow('No matching signature')
    await until(async () => (await endpoint.deliveries({ status: 'SUCCEEDED' })).length === 2)
    const [delivery] = await endpoint.deliveries()
    expect(delivery?.attempts).toMatchObject([{ number: 1, answer: { status: 204 } }])
  })

  test('gets no event of another merchant, and none of the types that it did not ask for', async () => {
    const endpoint = await openEndpoint(newOwner(), { eventTypes: ['PAYMENT_CANCELED'] })
    await (await newPayment(newOwner())).cancel()
    const payment = await newPayment(endpoint.owner)
    await payment.cancel()
    expect(idsOf(await endpoint.got(1))).toEqual([payment.eventIds[1]])
    expect(await endpoint.deliveries()).toHaveLength(1)
  })

  test('gets what happens from when it was made, and nothing from before', async () => {
    const owner = newOwner()
    const payment = await newPayment(owner)
    await pause(50)
    const endpoint = await openEndpoint(owner)
    await payment.cancel()
    expect(idsOf(await endpoint.got(1))).toEqual([payment.eventIds[1]])
  })

  test('gets what it selected, and nothing else', async () => {
    const endpoint = await openEndpoint(newOwner(), { selection: '{ seq payment { reference } }' })
    await newPayment(endpoint.owner)
    const [received] = await endpoint.got(1)
    expect(verified(received ?? fail(), endpoint.secret).data).toEqual({ seq: 1, payment: { reference: null } })
  })

  test('does not exist for another merchant or mode, and reading one that was never made writes nothing', async () => {
    const endpoint = await openEndpoint()
    await newPayment(endpoint.owner)
    await endpoint.got(1)
    const others = [newOwner(), { ...endpoint.owner, mode: 'LIVE' } as const]
    for (const owner of others) {
      expect(await endpoint.service.read(owner)).toBeNull()
      expect(await endpoint.service.deliveries(owner, { first: 1 })).toBeNull()
      expect(await endpoint.service.change(owner, { enabled: false })).toBeNull()
      expect(await endpoint.service.rotate(owner, newSecret(), 0)).toBeNull()
      expect(await endpoint.service.remove(owner)).toBe(false)
      expect(await endpoint.service.redeliver(owner, 1)).toEqual({ ok: false, error: 'not_found' })
      expect(await endpoint.service.sendTest(owner, 'PAYMENT_CREATED')).toEqual({ ok: false, error: 'not_found' })
    }
    const never = env.WEBHOOK_ENDPOINTS.getByName(newEndpointId())
    expect(await never.read(endpoint.owner)).toBeNull()
    expect(await never.poke('activity:a:TEST:0', 5)).toBe('gone')
    expect(
      await runInDurableObject(never, (_object, { storage }) =>
        storage.sql.exec('SELECT name FROM sqlite_master').toArray(),
      ),
    ).toEqual([])
  })

  test('is forgotten whole when it is removed', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { hangs: true })
    const payment = await newPayment(endpoint.owner)
    await endpoint.got(1)
    expect(await endpoint.service.remove(endpoint.owner)).toBe(true)
    expect(await endpoint.service.read(endpoint.owner)).toBeNull()
    await payment.cancel()
    await pause(100)
    expect(await endpoint.received()).toHaveLength(1)
    expect(
      await runInDurableObject(endpoint.stub, async (_object, { storage }) => [
        storage.sql.exec(`SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'`).toArray(),
        await storage.getAlarm(),
      ]),
    ).toEqual([[], null])
  })

  test('gets made-up events on request, which say that they are', async () => {
    const endpoint = await openEndpoint()
    const sent = await endpoint.service.sendTest(endpoint.owner, 'DISPUTE_OPENED')
    const [received] = await endpoint.got(1)
    const payload = verified(received ?? fail(), endpoint.secret)
    expect(payload).toMatchObject({ type: 'dispute.opened', test: true, data: { type: 'DISPUTE_OPENED' } })
    expect(payload.data.id).toMatch(/^evt_test_[a-z2-7]{26}$/)
    expect(idsOf([received ?? fail()])).toEqual([payload.data.id])
    expect(sent).toMatchObject({ ok: true, value: { test: true, eventId: payload.data.id, status: 'PENDING' } })
  })

  test('signs with both secrets while a rotation lasts, and then with the new one alone', async () => {
    const endpoint = await openEndpoint()
    const next = newSecret()
    await endpoint.service.rotate(endpoint.owner, next, Date.now() + 60_000)
    const payment = await newPayment(endpoint.owner)
    const [both] = await endpoint.got(1)
    expect(both?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    expect(verified(both ?? fail(), endpoint.secret)).toEqual(verified(both ?? fail(), next))
    // An answer that was lost, and the secret is rotated again: the receiver's own signs on.
    const again = newSecret()
    await endpoint.service.rotate(endpoint.owner, again, Date.now() + 60_000)
    await endpoint.service.sendTest(endpoint.owner, 'PAYMENT_CREATED')
    const [, three] = await endpoint.got(2)
    for (const secret of [endpoint.secret, next, again]) verified(three ?? fail(), secret)
    const last = newSecret()
    await endpoint.service.rotate(endpoint.owner, last, Date.now())
    await payment.cancel()
    const one = (await endpoint.got(3)).at(-1)
    expect(verified(one ?? fail(), last).type).toBe('payment.canceled')
    for (const old of [endpoint.secret, next, again]) expect(() => verified(one ?? fail(), old)).toThrow()
  })

  test('signs on when the Worker’s own secret is rotated, and seals its secret anew also where nothing is sent', async () => {
    const endpoint = await openEndpoint()
    await sealedUnder(endpoint, env.SIGNING_SECRET_PREVIOUS ?? fail())
    const payment = await newPayment(endpoint.owner)
    expect(verified((await endpoint.got(1))[0] ?? fail(), endpoint.secret).type).toBe('payment.created')
    expect(await opensUnder(endpoint, env.SIGNING_SECRET)).toBe(endpoint.secret)
    await sealedUnder(endpoint, env.SIGNING_SECRET_PREVIOUS ?? fail())
    await endpoint.timePasses()
    await until(async () => (await opensUnder(endpoint, env.SIGNING_SECRET)) === endpoint.secret)
    await payment.cancel()
    await endpoint.got(2)
  })

  test('whose secret nobody can open says so, and sends what waits once the secret is rotated', async () => {
    const endpoint = await openEndpoint()
    await sealedUnder(endpoint, 'a secret that was lost with whoever had it')
    await newPayment(endpoint.owner)
    const read = () => endpoint.service.read(endpoint.owner)
    await until(async () => ((await read())?.troubles.length ?? 0) > 0)
    // It is no fault of the receiver's.
    expect(await read()).toMatchObject({ failuresInARow: 0, pending: 1, troubles: [{ kind: 'SENDING' }] })
    expect((await read())?.troubles[0]?.message).toContain('SIGNING_SECRET_PREVIOUS')
    expect(await endpoint.received()).toEqual([])
    const next = newSecret()
    await endpoint.service.rotate(endpoint.owner, next, Date.now() + 60_000)
    await endpoint.timePasses()
    expect(verified((await endpoint.got(1))[0] ?? fail(), next).type).toBe('payment.created')
    await until(async () => (await read())?.troubles.length === 0)
  })

  test('keeps its secrets sealed', async () => {
    const endpoint = await openEndpoint()
    const rows = await runInDurableObject(endpoint.stub, (_object, { storage }) =>
      JSON.stringify(storage.sql.exec('SELECT * FROM endpoint').toArray()),
    )
    expect(rows).not.toContain(endpoint.secret.slice('whsec_'.length))
    expect(rows).not.toContain('whsec_')
  })
})

/** Puts its secret under another secret of the Worker, as if that had been the one when the endpoint was made. */
async function sealedUnder(endpoint: TestEndpoint, signingSecret: string): Promise<void> {
  await runInDurableObject(endpoint.stub, (_object, { storage }) => {
    const kept = JSON.stringify([{ sealed: sealSecret(signingSecret, endpoint.id, endpoint.secret) }])
    storage.sql.exec(`UPDATE endpoint SET body = json_set(body, '$.secrets', json(?))`, kept)
  })
  await evictDurableObject(endpoint.stub)
}

/** What its sealed secret opens to with this one; undefined where it does not. */
const opensUnder = (endpoint: TestEndpoint, signingSecret: string): Promise<string | undefined> =>
  runInDurableObject(endpoint.stub, (_object, { storage }) => {
    const [row] = storage.sql.exec<{ body: string }>('SELECT body FROM endpoint').toArray()
    const { secrets } = JSON.parse(row?.body ?? '{}') as { secrets: readonly [{ sealed: string }] }
    try {
      return openSecret(signingSecret, endpoint.id, secrets[0].sealed)
    } catch {
      return undefined
    }
  })

function fail(): never {
  throw new Error('nothing was received')
}
