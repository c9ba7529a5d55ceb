import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { payments } from '../../src/db/schema.ts'
import { archivedLines } from '../../src/event/archive.ts'
import { type ConsumerEnv, consumePaymentEvents } from '../../src/event/consumer.ts'
import { toJson } from '../../src/money/json.ts'
import { openPlatform, type Platform } from '../access/platform.ts'
import { START_MS, sampleMessage, samplePayment } from '../db/samplePayment.ts'
import { openTestDatabase, type TestDatabase } from '../db/testDatabase.ts'

let database: TestDatabase
let platform: Platform
beforeAll(async () => {
  database = await openTestDatabase()
  platform = await openPlatform()
})
beforeEach(async () => {
  await database.db.delete(payments)
  for (const { key } of (await platform.ARCHIVE.list()).objects) await platform.ARCHIVE.delete(key)
})
afterEach(() => database.faults.set(undefined))
afterAll(async () => {
  await platform.close()
  await database.close()
})

/** Delivers bodies as the queue does, and tells what became of each, and what the objects were told. */
async function deliver(bodies: readonly unknown[], { attempts = 1, archive = platform.ARCHIVE, deaf = '' } = {}) {
  const fates: string[] = bodies.map(() => 'none')
  const told: [paymentId: string, seq: number][] = []
  const lags: number[] = []
  const messages = bodies.map((body, index) => ({
    id: String(index),
    timestamp: new Date(START_MS),
    body,
    attempts,
    ack: () => {
      fates[index] = 'acked'
    },
    retry: (options?: QueueRetryOptions) => {
      fates[index] = `retried in ${options?.delaySeconds} s`
    },
  }))
  const env: ConsumerEnv = {
    DATABASE_URL: database.DATABASE_URL,
    DATABASE_FETCH_ENDPOINT: database.DATABASE_FETCH_ENDPOINT,
    ARCHIVE: archive,
    STACK_HEALTH: { getByName: () => ({ projected: async (lagMs) => void lags.push(lagMs) }) },
    PAYMENTS: {
      getByName: (paymentId) => ({
        projected: async (seq) => {
          if (paymentId === deaf) throw new Error('the object is being moved')
          told.push([paymentId, seq])
        },
      }),
    },
  }
  const batch = { messages, queue: 'payment-events', ackAll: () => undefined, retryAll: () => undefined }
  await consumePaymentEvents(batch as unknown as MessageBatch<unknown>, env)
  return { fates, told, lags }
}

const rows = async () =>
  (await database.db.select().from(payments)).map(({ id, seq }): [string, number] => [id, seq]).sort()

async function archived() {
  const { objects } = await platform.ARCHIVE.list({ include: ['customMetadata'] })
  const bodies = objects.map(async ({ key }) => {
    const kept = await platform.ARCHIVE.get(key)
    // Nothing on the way may think that it should unpack it.
    expect(kept?.httpMetadata).toEqual({ contentType: 'application/gzip' })
    return archivedLines(key, new Uint8Array((await kept?.arrayBuffer()) ?? new ArrayBuffer()))
  })
  return {
    names: objects.map(({ key }) => key),
    counts: objects.map(({ customMetadata }) => customMetadata?.count),
    lines: (await Promise.all(bodies)).flat().map((line) => JSON.parse(line)),
  }
}

const one = samplePayment('one', { seq: 3 })
const two = samplePayment('two', { seq: 2 })
const body = toJson(sampleMessage(one))

describe('a batch', () => {
  test('goes to the archive and to Postgres, then the objects are told how far, then it is acknowledged', async () => {
    const later = samplePayment('one', { seq: 6 })
    const { fates, told } = await deliver([body, toJson(sampleMessage(later, 3)), toJson(sampleMessage(two))])
    expect(fates).toEqual(['acked', 'acked', 'acked'])
    expect(told.sort()).toEqual([[one.id, 6] as const, [two.id, 2] as const].sort())
    expect(await rows()).toEqual([[one.id, 6] as const, [two.id, 2] as const].sort())
    const { names, counts, lines } = await archived()
    expect(names).toEqual([expect.stringMatching(/^events\/2026\/11\/01\/12\/[0-9]+-[0-9a-f]{32}\.ndjson\.gz$/)])
    expect(counts).toEqual(['8'])
    const ofOne = lines.filter(({ paymentId }) => paymentId === one.id)
    expect(ofOne.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(ofOne[0]).toMatchObject({ merchantId: one.merchantId, mode: 'TEST', type: 'PAYMENT_EXPIRED', version: 1 })
  })

  test('QU1 that comes again changes nothing, in the archive neither', async () => {
    await deliver([body, body])
    const before = [await rows(), await archived()]
    expect((await deliver([body, body])).fates).toEqual(['acked', 'acked'])
    expect([await rows(), await archived()]).toEqual(before)
  })

  test('PG1 is tried again, later each time, while Postgres is down, and no object is told', async () => {
    database.faults.set({ kind: 'down', ms: 0 })
    expect(await deliver([body])).toEqual({ fates: ['retried in 2 s'], told: [], lags: [] })
    expect((await deliver([body], { attempts: 4 })).fates).toEqual(['retried in 16 s'])
    expect((await deliver([body], { attempts: 10 })).fates).toEqual(['retried in 60 s'])
    database.faults.set(undefined)
    expect((await deliver([body], { attempts: 11 })).fates).toEqual(['acked'])
    expect((await archived()).names).toHaveLength(1)
  })

  test('PG2 whose write was committed but not answered is written again and told once', async () => {
    database.faults.set({ kind: 'lost_answer', ms: 0, times: 1 })
    expect(await deliver([body])).toEqual({ fates: ['retried in 2 s'], told: [], lags: [] })
    expect(await deliver([body], { attempts: 2 })).toMatchObject({ fates: ['acked'], told: [[one.id, 3]] })
    expect(await rows()).toEqual([[one.id, 3]])
  })

  test('waits when the archive does not take it', async () => {
    const archive = {
      put: () => Promise.reject(new Error('R2 is unavailable')),
    } as unknown as R2Bucket
    expect(await deliver([body], { archive })).toEqual({ fates: ['retried in 2 s'], told: [], lags: [] })
    expect(await rows()).toEqual([])
  })

  test('tells how old the newest event of its oldest message was when Postgres had it', async () => {
    vi.useFakeTimers({ now: START_MS + 60_000, toFake: ['Date'] })
    const { lags } = await deliver([toJson(sampleMessage(two)), body])
    vi.useRealTimers()
    expect(lags).toEqual([58_000])
  })

  test('PG3 waits for a slow Postgres, and tells of the wait', async () => {
    database.faults.set({ kind: 'slow', ms: 300 })
    vi.useFakeTimers({ now: START_MS + 3_000, toFake: ['Date'], shouldAdvanceTime: true })
    const { fates, lags } = await deliver([body])
    vi.useRealTimers()
    expect(fates).toEqual(['acked'])
    expect(lags[0]).toBeGreaterThanOrEqual(250)
  })

  test('is done with when an object cannot be told, for it sends again by itself', async () => {
    const { fates, told } = await deliver([body, toJson(sampleMessage(two))], { deaf: one.id })
    expect(fates).toEqual(['acked', 'acked'])
    expect(told).toEqual([[two.id, 2]])
  })
})

test('archived lines are read back, also of an object from before they were packed', () => {
  const lines = ['{"seq":1}', '{"seq":2}']
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`)
  expect(archivedLines('events/2026/11/01/12/1-a.ndjson', bytes)).toEqual(lines)
  expect(archivedLines('events/2026/11/01/12/1-a.ndjson.gz', gzipSync(bytes))).toEqual(lines)
  expect(() => archivedLines('events/2026/11/01/12/1-a.ndjson.gz', bytes)).toThrow()
})

describe('QU3 a poison message', () => {
  test.each([
    ['no text', { paymentId: one.id }],
    ['no JSON', '{'],
    ['no message', '{"version":1}'],
    ['another version', body.replace('"version":1', '"version":2')],
    ['the picture of another payment', body.replace(`"paymentId":"${one.id}"`, `"paymentId":"${two.id}"`)],
    ['an amount that is none', body.replace('"amountMinor":"1000"', '"amountMinor":"ten"')],
    ['a picture that is not of its last event', body.replace('"seq":3', '"seq":4')],
  ])('with %s is tried again until it is dead, and the others pass', async (_what, poison) => {
    const { fates, told } = await deliver([poison, toJson(sampleMessage(two))])
    expect(fates).toEqual(['retried in 2 s', 'acked'])
    expect(told).toEqual([[two.id, 2]])
  })

  test('that Postgres refuses does not hold the others', async () => {
    const tooLarge = toJson(sampleMessage(samplePayment('huge', { amountMinor: 2n ** 70n })))
    const { fates, told } = await deliver([body, tooLarge, toJson(sampleMessage(two))])
    expect(fates).toEqual(['acked', 'retried in 2 s', 'acked'])
    expect(told).toHaveLength(2)
    expect(await rows()).toHaveLength(2)
  })
})
