import { expect, test } from 'vitest'
import type { EventPage } from '../../../src/payment/view.ts'
import { createEventMemory } from '../../../src/webhook/out/eventMemory.ts'

/** A payment with so many events, and what was asked of it. */
function payments(seqs: Record<string, number>) {
  let nowMs = 0
  let key = 1
  const asked: string[] = []
  const eventOf = createEventMemory({
    read: async (paymentId, after, first) => {
      asked.push(`${paymentId} ${after + 1}`)
      const newest = seqs[paymentId]
      if (newest === undefined) throw new Error('it does not answer')
      const count = Math.max(0, Math.min(first, newest - after))
      const events = Array.from({ length: count }, (_, index) => ({ seq: after + 1 + index }))
      return { events, bodyKey: Uint8Array.of(key) } as unknown as EventPage
    },
    keyOf: async () => Uint8Array.of(key),
    nowMs: () => nowMs,
  })
  const seqOf = async (paymentId: string, seq: number) => (await eventOf(paymentId, seq))?.event.seq
  const passes = (ms: number) => {
    nowMs += ms
  }
  const erase = () => {
    key += 1
  }
  return { asked, seqs, seqOf, eventOf, passes, erase }
}

test('a burst of one payment’s events asks its object once, and what happened after that again', async () => {
  const { asked, seqs, seqOf, passes } = payments({ pay_1: 4 })
  expect(await Promise.all([1, 2, 3, 4].map((seq) => seqOf('pay_1', seq)))).toEqual([1, 2, 3, 4])
  expect(asked).toEqual(['pay_1 1'])
  seqs.pay_1 = 5
  expect(await seqOf('pay_1', 5)).toBe(5)
  expect(await seqOf('pay_1', 1)).toBe(1)
  expect(asked).toEqual(['pay_1 1', 'pay_1 5', 'pay_1 1'])
  passes(5_000)
  expect(await seqOf('pay_1', 1)).toBe(1)
  expect(asked).toHaveLength(4)
  // What is not there stays so, and one that does not answer is asked again.
  expect(await seqOf('pay_1', 9)).toBeUndefined()
  for (const _ of [1, 2]) await expect(seqOf('pay_2', 1)).rejects.toThrow('does not answer')
  expect(asked.slice(-2)).toEqual(['pay_2 1', 'pay_2 1'])
})

test('of many payments the last fifty are remembered', async () => {
  const names = Array.from({ length: 51 }, (_, index) => `pay_${index}`)
  const { asked, seqOf } = payments(Object.fromEntries(names.map((name) => [name, 2])))
  for (const name of names) await seqOf(name, 1)
  for (const name of ['pay_50', 'pay_1', 'pay_0']) await seqOf(name, 2)
  expect(asked.slice(51)).toEqual(['pay_0 2'])
})

test('what was read before an erasure is not served after it, and comes with the key that seals it now', async () => {
  const { asked, eventOf, erase } = payments({ pay_1: 4 })
  expect(await eventOf('pay_1', 1)).toMatchObject({ bodyKey: Uint8Array.of(1) })
  expect(await eventOf('pay_1', 2)).toMatchObject({ bodyKey: Uint8Array.of(1) })
  expect(asked).toEqual(['pay_1 1'])
  erase()
  expect(await eventOf('pay_1', 3)).toMatchObject({ event: { seq: 3 }, bodyKey: Uint8Array.of(2) })
  expect(asked).toEqual(['pay_1 1', 'pay_1 3'])
})
