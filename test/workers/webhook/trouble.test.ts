import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { activityOf, activityOfPayment } from '../../../src/activity/service.ts'
import { parseDeliveryId } from '../../../src/webhook/out/id.ts'
import { CONCURRENCY } from '../../../src/webhook/out/schedule.ts'
import { env, idsOf, newOwner, newPayment, openEndpoint, pause, type TestEndpoint, until, verified } from './support.ts'

const numberOf = (id: string): number => parseDeliveryId(id)?.number ?? 0

/** Its one delivery, once this is true of it. */
async function delivery(
  endpoint: TestEndpoint,
  isSo: (one: Awaited<ReturnType<TestEndpoint['deliveries']>>[0]) => boolean,
) {
  await until(async () => {
    const [one] = await endpoint.deliveries()
    return one !== undefined && isSo(one)
  })
  const [one] = await endpoint.deliveries()
  if (one === undefined) throw new Error('there is no delivery')
  return one
}
const attempted = (times: number) => (one: { attempts: readonly { answer?: unknown }[] }) =>
  one.attempts.filter(({ answer }) => answer !== undefined).length === times

describe('a receiver in trouble', () => {
  test('is asked again with the same id and the same bytes until it takes the event', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { status: 500, body: 'broken', times: 2 })
    await newPayment(endpoint.owner)
    await delivery(endpoint, attempted(1))
    await endpoint.timePasses()
    await delivery(endpoint, attempted(2))
    await endpoint.timePasses()
    const { status, attempts } = await delivery(endpoint, attempted(3))
    expect(status).toBe('SUCCEEDED')
    expect(attempts.map(({ answer }) => answer?.status)).toEqual([500, 500, 204])
    expect(attempts[0]?.answer?.body).toBe('broken')
    const received = await endpoint.received()
    expect(new Set(idsOf(received)).size).toBe(1)
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    for (const one of received) verified(one, endpoint.secret)
  })

  test('WO2 that redirects is not followed', async () => {
    const elsewhere = await openEndpoint()
    const endpoint = await openEndpoint(newOwner(), {}, { status: 307, headers: { location: elsewhere.url } })
    await newPayment(endpoint.owner)
    const { status, attempts } = await delivery(endpoint, attempted(1))
    expect(status).toBe('PENDING')
    expect(attempts[0]?.answer).toMatchObject({ status: 307, headers: { location: elsewhere.url } })
    expect(await elsewhere.received()).toEqual([])
  })

  test('WO3 that answers 410 gets nothing more, and what waits for it is canceled', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { status: 410 })
    const payment = await newPayment(endpoint.owner)
    await until(async () => (await endpoint.service.read(endpoint.owner))?.enabled === false)
    expect(await endpoint.service.read(endpoint.owner)).toMatchObject({ disabledReason: 'GONE', pending: 0 })
    expect((await endpoint.deliveries()).map(({ status }) => status)).toEqual(['CANCELED'])
    await payment.cancel()
    await pause(100)
    expect(await endpoint.received()).toHaveLength(1)
    expect(await endpoint.service.redeliver(endpoint.owner, 1)).toEqual({ ok: false, error: 'disabled' })
    // Enabled again it begins with the present, unless it is to catch up, also with what was canceled.
    await endpoint.behave({})
    await endpoint.service.change(endpoint.owner, { enabled: true, catchUp: true })
    expect([...idsOf((await endpoint.got(3)).slice(1))].sort()).toEqual(payment.eventIds)
    await until(async () => (await endpoint.deliveries({ status: 'SUCCEEDED' })).length === 2)
    await endpoint.service.change(endpoint.owner, { enabled: false })
    const missed = await newPayment(endpoint.owner)
    await pause(50)
    await endpoint.service.change(endpoint.owner, { enabled: true })
    await missed.cancel()
    expect(idsOf(await endpoint.got(4)).at(-1)).toBe(missed.eventIds[1])
  })

  test('is caught up with only as far as the last disabling canceled: what was left behind before stays canceled', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { status: 500, times: 2 })
    const [left, wanted] = [await newPayment(endpoint.owner), await newPayment(endpoint.owner)]
    const disable = () => endpoint.service.change(endpoint.owner, { enabled: false })
    const about = (payment: { readonly eventIds: readonly string[] }) =>
      endpoint.deliveries({ eventId: payment.eventIds[0] })
    await endpoint.got(2)
    await disable()
    await endpoint.service.change(endpoint.owner, { enabled: true })
    await endpoint.behave({ status: 500, times: 1 })
    const [again] = await about(wanted)
    await endpoint.service.redeliver(endpoint.owner, numberOf(again?.id ?? ''))
    await endpoint.got(3)
    await disable()
    await endpoint.service.change(endpoint.owner, { enabled: true, catchUp: true })
    expect(idsOf(await endpoint.got(4)).at(-1)).toBe(wanted.eventIds[0])
    await until(async () => (await about(wanted))[0]?.status === 'SUCCEEDED')
    expect((await about(left))[0]?.status).toBe('CANCELED')
  })

  test('WO4 that answers 429 with Retry-After is left alone until then, all of its deliveries', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { status: 429, headers: { 'retry-after': '120' }, times: 1 })
    const payment = await newPayment(endpoint.owner)
    const { dueAtMs = 0, attempts } = await delivery(endpoint, attempted(1))
    expect(dueAtMs - (attempts[0]?.startedAtMs ?? 0)).toBeGreaterThanOrEqual(120_000)
    await payment.cancel()
    await until(async () => (await endpoint.deliveries()).length === 2)
    await pause(100)
    expect(await endpoint.received()).toHaveLength(1)
    await endpoint.timePasses()
    await endpoint.got(3)
  })

  test('WO5 that never stops answering has taken the event, and little is kept of what it said', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { status: 200, endless: true })
    await newPayment(endpoint.owner)
    const { status, attempts } = await delivery(endpoint, attempted(1))
    expect(status).toBe('SUCCEEDED')
    expect(attempts[0]?.answer?.body).toHaveLength(2_048)
    expect(attempts[0]?.answer?.durationMs).toBeLessThan(2_000)
  })

  test('WO6 that is down is only probed after ten failures, and gets everything once it answers', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { status: 503 })
    await Promise.all(Array.from({ length: 20 }, () => newPayment(endpoint.owner)))
    const isOpen = async () => (await endpoint.service.read(endpoint.owner))?.probeAtMs !== undefined
    await until(isOpen)
    await until(async () => (await endpoint.deliveries()).length === 20)
    await pause(50)
    const before = await endpoint.received()
    expect(before.length).toBeLessThanOrEqual(10 + CONCURRENCY)
    // Its time comes again and again, and one probe leaves each time.
    for (const probes of [1, 2, 3]) {
      await endpoint.timePasses()
      await endpoint.got(before.length + probes)
      await pause(30)
      expect(await endpoint.received()).toHaveLength(before.length + probes)
    }
    const untouched = (await endpoint.deliveries()).filter(({ attempts }) => attempts.length === 0)
    expect(untouched.length + before.length).toBeGreaterThanOrEqual(20)
    await endpoint.behave({ delayMs: 20 })
    await endpoint.timePasses()
    await until(async () => (await endpoint.deliveries({ status: 'SUCCEEDED' })).length === 20)
    expect(await endpoint.most()).toBeLessThanOrEqual(CONCURRENCY)
    expect(await endpoint.service.read(endpoint.owner)).toMatchObject({ failuresInARow: 0, pending: 0 })
  })

  test('holds up its own deliveries alone', async () => {
    const owner = newOwner()
    const slow = await openEndpoint(owner, {}, { hangs: true })
    const quick = await openEndpoint(owner)
    await newPayment(owner)
    await quick.got(1, 1_000)
    expect((await slow.deliveries())[0]?.status).toBe('PENDING')
  })
})

describe('redelivery', () => {
  test('WO7 sends the same id and the same bytes again, also after the payment went on', async () => {
    const endpoint = await openEndpoint()
    const payment = await newPayment(endpoint.owner)
    const { id } = await delivery(endpoint, ({ status }) => status === 'SUCCEEDED')
    await payment.cancel()
    await endpoint.got(2)
    await endpoint.service.redeliver(endpoint.owner, numberOf(id))
    const received = (await endpoint.got(3)).filter(({ headers }) => headers['webhook-id'] === payment.eventIds[0])
    expect(received).toHaveLength(2)
    expect(received[0]?.body).toBe(received[1]?.body)
    for (const one of received) verified(one, endpoint.secret)
    expect((await endpoint.deliveries({ eventId: payment.eventIds[0] }))[0]?.attempts).toHaveLength(2)
  })

  test('WO7 of a range queues what ended and is of it, once', async () => {
    const endpoint = await openEndpoint()
    const payments = await Promise.all([1, 2, 3].map(() => newPayment(endpoint.owner)))
    for (const payment of payments) await payment.cancel()
    await until(async () => (await endpoint.deliveries({ status: 'SUCCEEDED' })).length === 6)
    await endpoint.behave({ delayMs: 200 })
    const range = { type: 'PAYMENT_CANCELED', fromMs: 0, toMs: Date.now() + 1_000 } as const
    expect(await endpoint.service.redeliverMany(endpoint.owner, range)).toEqual({
      ok: true,
      value: { queued: 3, left: 0 },
    })
    const none = { ok: true, value: { queued: 0, left: 0 } }
    // What waits or runs already is not queued twice.
    expect(await endpoint.service.redeliverMany(endpoint.owner, range)).toEqual(none)
    expect(await endpoint.service.redeliverMany(endpoint.owner, { toMs: 0 })).toEqual(none)
    const again = (await endpoint.got(9)).slice(6)
    expect([...idsOf(again)].sort()).toEqual(payments.map(({ eventIds }) => eventIds[1]).sort())
  })

  test('of hundreds leaves news the right of way', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { delayMs: 5 })
    const { merchantId, mode } = endpoint.owner
    // Made-up deliveries that ended, as if they had been sent long ago.
    await runInDurableObject(endpoint.stub, (_object, { storage }) => {
      for (let index = 0; index < 300; index += 1) {
        storage.sql.exec(
          `INSERT INTO deliveries (event_id, type, payment_id, seq, status, test, priority, tries, due_at, deadline_at, created_at, ended_at, body)
           VALUES (?, 'PAYMENT_CREATED', ?, 1, 'SUCCEEDED', 1, 0, 1, 0, 0, 0, 1, '{}')`,
          ...[`old_${index}`, `pay_${index}`],
        )
      }
    })
    expect(await endpoint.service.redeliverMany({ merchantId, mode }, {})).toEqual({
      ok: true,
      value: { queued: 300, left: 0 },
    })
    const payment = await newPayment(endpoint.owner)
    await until(async () => idsOf(await endpoint.received()).includes(payment.eventIds[0]))
    // It overtook almost everything.
    expect(idsOf(await endpoint.received()).indexOf(payment.eventIds[0])).toBeLessThan(200)
    await until(async () => (await endpoint.service.read(endpoint.owner))?.pending === 0, 15_000)
    expect(new Set(idsOf(await endpoint.received())).size).toBe(301)
    expect(await endpoint.most()).toBeLessThanOrEqual(CONCURRENCY)
  })
})

describe('order', () => {
  test('of a payment’s events is kept where it is asked for: the next waits until the one before has arrived', async () => {
    const endpoint = await openEndpoint(newOwner(), { ordered: true }, { status: 500, times: 1 })
    const payment = await newPayment(endpoint.owner)
    const other = await newPayment(endpoint.owner)
    await payment.cancel()
    await until(async () => (await endpoint.deliveries()).length === 3)
    await endpoint.got(2)
    await pause(50)
    // The other payment's event does not wait.
    expect([...idsOf(await endpoint.received())].sort()).toEqual([payment.eventIds[0], other.eventIds[0]].sort())
    await endpoint.timePasses()
    const about = idsOf(await endpoint.got(4)).filter((id) => id !== other.eventIds[0])
    expect(about.slice(-2)).toEqual([payment.eventIds[0], payment.eventIds[1]])
  })
})

describe('I6 a crash', () => {
  test('while the answer is awaited shows as an attempt without one, and the event is sent again', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { hangs: true, times: 1 })
    const payment = await newPayment(endpoint.owner)
    await endpoint.got(1)
    await endpoint.crash()
    await endpoint.timePasses()
    const received = await endpoint.got(2)
    expect(idsOf(received)).toEqual([payment.eventIds[0], payment.eventIds[0]])
    expect(received[0]?.body).toBe(received[1]?.body)
    const { attempts } = await delivery(endpoint, ({ status }) => status === 'SUCCEEDED')
    expect(attempts.map(({ answer }) => answer?.error ?? answer?.status)).toEqual([
      'Turnpike was interrupted before the answer came.',
      204,
    ])
  })

  test('at any moment loses nothing: every event arrives at least once under its id', async () => {
    const endpoint = await openEndpoint(newOwner(), {}, { delayMs: 10 })
    const payments = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await pause(index * 15)
        const payment = await newPayment(endpoint.owner)
        if (index % 3 === 0) await endpoint.crash()
        await payment.cancel()
        return payment
      }),
    )
    const wanted = new Set(payments.flatMap(({ eventIds }) => eventIds))
    await until(async () => {
      const got = new Set(idsOf(await endpoint.received()))
      if ([...wanted].every((id) => got.has(id))) return true
      await endpoint.timePasses()
      return false
    }, 10_000)
    for (const one of await endpoint.received()) expect(wanted).toContain(verified(one, endpoint.secret).data.id)
  })

  test('of a part of the feed fails nothing that an operator asks for: it is followed as soon as it answers', async () => {
    const endpoint = await openEndpoint(newOwner(), { enabled: false })
    const shard = activityOf(env, endpoint.owner, 0) as unknown as DurableObjectStub
    // What is of the instance alone cannot be called: it is there and does not answer, until its memory ends.
    await runInDurableObject(shard as never, (object) => void Object.assign(object, { follow: undefined }))
    const enabled = await endpoint.service.change(endpoint.owner, { enabled: true })
    expect(enabled).toMatchObject({ enabled: true, troubles: [{ kind: 'FOLLOWING' }] })
    const added = await openEndpoint(endpoint.owner)
    expect(await added.service.read(endpoint.owner)).toMatchObject({ troubles: [{ kind: 'FOLLOWING' }] })
    await evictDurableObject(shard)
    for (const one of [endpoint, added]) {
      await until(async () => (await one.service.read(one.owner))?.troubles.length === 0)
      const rows = await runInDurableObject(one.stub, (_object, { storage }) =>
        storage.sql.exec('SELECT positions FROM endpoint').toArray(),
      )
      expect(rows).toEqual([{ positions: JSON.stringify({ 0: 0, 1: 0, 2: 0, 3: 0 }) }])
    }
  })

  test('of the feed’s poke is made up for when the endpoint looks around', async () => {
    const endpoint = await openEndpoint(newOwner(), { eventTypes: ['PAYMENT_CANCELED'] })
    const payment = await newPayment(endpoint.owner)
    // Nobody follows any more, as if the shard had forgotten it.
    await pause(50)
    const shard = activityOfPayment(env, endpoint.owner, payment.id) as unknown as DurableObjectStub
    await runInDurableObject(shard as never, (_object, { storage }) => {
      storage.sql.exec('DELETE FROM subscribers')
    })
    await evictDurableObject(shard)
    await payment.cancel()
    await pause(50)
    expect(await endpoint.received()).toEqual([])
    await endpoint.timePasses()
    expect(idsOf(await endpoint.got(1))).toEqual([payment.eventIds[1]])
  })
})
