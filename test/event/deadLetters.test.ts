import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  deadLetterService,
  isDeadLetterId,
  keepDeadLetters,
  listDeadLetters,
  redriveDeadLetters,
  UNREADABLE_PREFIX,
} from '../../src/event/deadLetters.ts'
import { readProjection } from '../../src/event/message.ts'
import { countDeadLetters } from '../../src/health/deadLetters.ts'
import { toJson } from '../../src/money/json.ts'
import { openPlatform, type Platform } from '../access/platform.ts'
import { MERCHANT, OTHER_MERCHANT, START_MS, sampleMessage, samplePayment } from '../db/samplePayment.ts'

const OWNER = { merchantId: MERCHANT, mode: 'TEST' } as const
const PAGE = { first: 10 }
const textOf = (key: string, merchantId = MERCHANT) => toJson(sampleMessage(samplePayment(key, { merchantId })))

let platform: Platform
beforeAll(async () => {
  platform = await openPlatform()
})
beforeEach(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  for (const { key } of (await platform.ARCHIVE.list()).objects) await platform.ARCHIVE.delete(key)
})
afterAll(() => platform.close())

/** Delivers bodies from the dead-letter queue, a second apart, and tells what became of each. */
async function deliver(bodies: readonly unknown[], archive = platform.ARCHIVE): Promise<readonly string[]> {
  const fates: string[] = bodies.map(() => 'none')
  const messages = bodies.map((body, index) => ({
    id: `message ${index}`,
    timestamp: new Date(START_MS + index * 1000),
    attempts: 1,
    body,
    ack: () => {
      fates[index] = 'acked'
    },
    retry: () => {
      fates[index] = 'retried'
    },
  }))
  const batch = { queue: 'payment-events-dead', messages } as unknown as MessageBatch<unknown>
  await keepDeadLetters(batch, { ARCHIVE: archive })
  return fates
}

/** The service, and what it put on the queue. */
function serviceOf() {
  const sent: { readonly body: unknown; readonly contentType: string | undefined }[] = []
  const queue = {
    send: async (body: unknown, options?: { readonly contentType?: string }) =>
      void sent.push({ body, contentType: options?.contentType }),
  }
  const service = deadLetterService({ ARCHIVE: platform.ARCHIVE, PAYMENT_EVENTS: queue as never })
  return { service, sent, queue }
}

describe('QU3 a dead message', () => {
  test('is kept under whose it is, once however often it comes, and acknowledged only then', async () => {
    expect(await deliver([textOf('one'), textOf('two'), textOf('theirs', OTHER_MERCHANT)])).toEqual(
      Array(3).fill('acked'),
    )
    await deliver([textOf('one')])
    const { letters, hasNextPage } = await serviceOf().service.list(OWNER, PAGE)
    expect(hasNextPage).toBe(false)
    expect(letters).toMatchObject([
      { paymentId: samplePayment('one').id, queue: 'payment-events', receivedAtMs: START_MS, attempts: 1 },
      { paymentId: samplePayment('two').id, receivedAtMs: START_MS + 1000 },
    ])
    expect(letters.every(({ id, sizeBytes }) => isDeadLetterId(id) && sizeBytes > 500)).toBe(true)
    const down = { put: () => Promise.reject(new Error('R2 is unavailable')) } as unknown as R2Bucket
    expect(await deliver([textOf('three')], down)).toEqual(['retried'])
  })

  test('goes back on its queue as it was, packed or not, and is gone from the list', async () => {
    const large = sampleMessage(samplePayment('large', { reference: 'x'.repeat(200_000) }))
    const { gzipSync } = await import('node:zlib')
    await deliver([textOf('one'), new Uint8Array(gzipSync(toJson(large)))])
    const { service, sent } = serviceOf()
    const ids = (await service.list(OWNER, PAGE)).letters.map(({ id }) => id)
    expect(await service.redrive(OWNER, [...ids, ...ids])).toEqual({ redriven: ids, missing: [] })
    expect(sent.map(({ contentType }) => contentType)).toEqual(['text', 'bytes'])
    expect(sent.map(({ body }) => readProjection(body))).toEqual([sampleMessage(samplePayment('one')), large])
    expect((await service.list(OWNER, PAGE)).letters).toEqual([])
    expect(await service.redrive(OWNER, ids)).toEqual({ redriven: [], missing: ids })
    expect(sent).toHaveLength(2)
  })

  test('stays where the queue does not take it', async () => {
    await deliver([textOf('one')])
    const { service } = serviceOf()
    const [letter] = (await service.list(OWNER, PAGE)).letters
    const down = { send: () => Promise.reject(new Error('the queue is unavailable')) }
    const broken = deadLetterService({ ARCHIVE: platform.ARCHIVE, PAYMENT_EVENTS: down as never })
    await expect(broken.redrive(OWNER, [letter?.id ?? ''])).rejects.toThrow()
    expect((await service.list(OWNER, PAGE)).letters).toEqual([letter])
  })

  test('is seen and sent back by its own merchant and mode alone', async () => {
    await deliver([textOf('one')])
    const { service, sent } = serviceOf()
    const ids = (await service.list(OWNER, PAGE)).letters.map(({ id }) => id)
    for (const owner of [{ ...OWNER, merchantId: OTHER_MERCHANT }, { ...OWNER, mode: 'LIVE' } as const]) {
      expect((await service.list(owner, PAGE)).letters).toEqual([])
      expect(await service.redrive(owner, ids)).toEqual({ redriven: [], missing: ids })
    }
    const odd = ['', '../one', `${OWNER.merchantId}/TEST/${ids[0]}`, 'dlt_1_2']
    expect(await service.redrive(OWNER, odd)).toEqual({ redriven: [], missing: odd })
    expect(sent).toEqual([])
  })

  test('is listed page by page, oldest first', async () => {
    await deliver(Array.from({ length: 5 }, (_, index) => textOf(`page-${index}`)))
    const { service } = serviceOf()
    const first = await service.list(OWNER, { first: 3 })
    expect([first.letters.length, first.hasNextPage]).toEqual([3, true])
    const rest = await service.list(OWNER, { first: 3, after: first.letters[2]?.id ?? '' })
    expect([rest.letters.length, rest.hasNextPage]).toEqual([2, false])
    const order = [...first.letters, ...rest.letters].map(({ receivedAtMs }) => receivedAtMs)
    expect(order).toEqual([0, 1, 2, 3, 4].map((second) => START_MS + second * 1000))
  })

  test('that nobody can read is kept apart, counted, and can be sent back when somebody can', async () => {
    await deliver([textOf('one'), '{"version":2}', { odd: [1] }, Uint8Array.of(1, 2, 3)])
    const unreadable = await listDeadLetters(platform.ARCHIVE, UNREADABLE_PREFIX, PAGE)
    expect(unreadable.letters.map(({ paymentId }) => paymentId)).toEqual([undefined, undefined, undefined])
    expect(await countDeadLetters(platform.ARCHIVE, Date.now())).toEqual({ kept: 4, unreadable: 3 })
    const { queue, sent } = serviceOf()
    const ids = unreadable.letters.map(({ id }) => id)
    await redriveDeadLetters(platform.ARCHIVE, queue, UNREADABLE_PREFIX, ids)
    expect(sent).toEqual([
      { body: '{"version":2}', contentType: 'text' },
      { body: { odd: [1] }, contentType: 'json' },
      { body: Uint8Array.of(1, 2, 3), contentType: 'bytes' },
    ])
  })
})
