import { expect, test } from 'vitest'
import { readEvents, type StreamEvent } from '../../checkout-widget/frame/pay/eventStream.ts'

async function eventsOf(...chunks: string[]): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = []
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })
  await readEvents(body, (event) => events.push(event))
  return events
}

test('reads events wherever the network cuts them', async () => {
  const text = ':\n\nid: 1\nevent: next\ndata: {"a":"é"}\n\nevent: complete\ndata:\n\n'
  const whole = await eventsOf(text)
  expect(whole.filter(({ event }) => event !== 'message')).toEqual([
    { event: 'next', data: '{"a":"é"}' },
    { event: 'complete', data: '' },
  ])
  expect(await eventsOf(...text)).toEqual(whole)
})

test('reads lines that end as on Windows, and data of several lines', async () => {
  expect(await eventsOf('event: next\r\ndata: a\r\ndata: b\r\n\r\n')).toEqual([{ event: 'next', data: 'a\nb' }])
})

test('gives up on an event without end', async () => {
  await expect(eventsOf('data: ', 'x'.repeat(300_000))).rejects.toThrow('too large')
})
