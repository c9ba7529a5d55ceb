import { describe, expect, test } from 'vitest'
import { type ProjectionQueue, readProjection, sendProjection } from '../../src/event/message.ts'
import { sampleDispute, sampleMessage, samplePayment, sampleRefund } from '../db/samplePayment.ts'

/** The queue's producing half, which keeps what was sent. */
function queueOf() {
  const batches: MessageSendRequest<string | Uint8Array>[][] = []
  const sendBatch = async (messages: Iterable<MessageSendRequest<string | Uint8Array>>) => {
    batches.push([...messages])
  }
  return { batches, queue: { sendBatch } as unknown as ProjectionQueue }
}

describe('a projection message', () => {
  test('arrives as it was sent, amounts as bigints', async () => {
    const message = sampleMessage(samplePayment('sent', { refunds: [sampleRefund(1)], disputes: [sampleDispute(1)] }))
    const { queue, batches } = queueOf()
    await sendProjection(queue, [message])
    expect(batches).toHaveLength(1)
    expect(batches[0]?.[0]?.contentType).toBe('text')
    expect(readProjection(batches[0]?.[0]?.body)).toEqual(message)
  })

  test('goes with others in as few calls as the queue takes', async () => {
    const messages = Array.from({ length: 250 }, (_, index) => sampleMessage(samplePayment(`many-${index}`)))
    const { queue, batches } = queueOf()
    await sendProjection(queue, messages)
    expect(batches.flat()).toHaveLength(250)
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(100)
      expect(batch.reduce((bytes, { body }) => bytes + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(256_000)
    }
  })

  test('of a payment with thousands of refunds still fits into the queue', async () => {
    const refunds = Array.from({ length: 3_000 }, (_, index) => sampleRefund(index + 1))
    const message = sampleMessage(samplePayment('large', { refunds }))
    const { queue, batches } = queueOf()
    await sendProjection(queue, [message])
    const body = batches[0]?.[0]?.body ?? ''
    expect(Buffer.byteLength(body)).toBeLessThan(128_000)
    expect(readProjection(body)).toEqual(message)
    expect(readProjection(Uint8Array.from(Buffer.from(body)).buffer)).toEqual(message)
    expect(readProjection(Uint8Array.of(1, 2, 3))).toBeUndefined()
  })

  test('of nothing costs no call', async () => {
    const { queue, batches } = queueOf()
    await sendProjection(queue, [])
    expect(batches).toEqual([])
  })
})
