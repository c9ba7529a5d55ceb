import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createOutbox } from '../../src/live/outbox.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function opened() {
  const sent: { type?: string }[] = []
  const giveUp = vi.fn()
  const socket = { send: (text: string) => void sent.push(JSON.parse(text)) }
  const outbox = createOutbox(socket as unknown as WebSocket, giveUp)
  const pings = () => sent.filter(({ type }) => type === 'ping').length
  const fill = () => {
    while (!outbox.isFull()) outbox.send({ text: 'x'.repeat(10_000) })
  }
  return { outbox, giveUp, pings, fill }
}

test('LV3 asks with a ping before it is full, once, and is empty again after the answer', () => {
  const { outbox, pings, fill } = opened()
  fill()
  expect(pings()).toBe(1)
  outbox.heard()
  expect(outbox.isFull()).toBe(false)
  fill()
  expect(pings()).toBe(2)
})

test('takes no answer that it did not ask for', () => {
  const { outbox, fill, pings } = opened()
  outbox.send({})
  outbox.heard()
  fill()
  expect(pings()).toBe(1)
})

test('LV3 gives up on a client that does not answer in time, or that provokes errors without reading them', () => {
  const silent = opened()
  silent.fill()
  vi.advanceTimersByTime(30_000)
  expect(silent.giveUp).toHaveBeenCalledOnce()
  const provoking = opened()
  for (let count = 0; count < 500; count += 1) provoking.outbox.send({ text: 'x'.repeat(10_000) })
  expect(provoking.giveUp).toHaveBeenCalled()
})

test('does not wait any longer once it is closed', () => {
  const { outbox, giveUp, fill } = opened()
  fill()
  outbox.close()
  vi.advanceTimersByTime(60_000)
  expect(giveUp).not.toHaveBeenCalled()
})
