import { type V4MiniflareOptions, Response as WorkerResponse } from 'miniflare'

type V4Worker = Extract<V4MiniflareOptions, { workers: unknown[] }>['workers'][number]

/** Which part of the messages gets lost, and which comes twice. */
export interface WireShares {
  readonly drop: number
  readonly double: number
}

export interface WireCounts {
  readonly passed: number
  readonly dropped: number
  readonly doubled: number
}

type Verdict = 'pass' | 'drop' | 'double'

/** What a drill does to the messages of the queue between the objects that send them and the consumer. */
export interface QueueWire {
  set(shares: WireShares): void
  counts(): WireCounts
  decide(messages: number): readonly Verdict[]
}

const QUEUE = 'payment-events'
const WIRE_QUEUE = 'payment-events-wire'
const WIRE_WORKER = 'turnpike-queue-wire'

export function queueWire(chance: () => number = Math.random): QueueWire {
  let shares: WireShares = { drop: 0, double: 0 }
  const counts: Record<Verdict, number> = { pass: 0, drop: 0, double: 0 }
  const verdict = (): Verdict => {
    const place = chance()
    if (place < shares.drop) return 'drop'
    return place < shares.drop + shares.double ? 'double' : 'pass'
  }
  return {
    set: (next) => {
      shares = next
    },
    counts: () => ({ passed: counts.pass, dropped: counts.drop, doubled: counts.double }),
    decide: (messages) =>
      Array.from({ length: messages }, () => {
        const decided = verdict()
        counts[decided] += 1
        return decided
      }),
  }
}

/** The shares of a request's body, or undefined. */
export function parseShares(value: unknown): WireShares | undefined {
  const { drop = 0, double = 0 } = Object(value) as Partial<Record<keyof WireShares, unknown>>
  const isShare = (share: unknown): share is number => typeof share === 'number' && share >= 0 && share <= 1
  return isShare(drop) && isShare(double) && drop + double <= 1 ? { drop, double } : undefined
}

/** The api's messages go onto the wire; its consumer stays where it was. */
export function throughWire(worker: V4Worker, wire: QueueWire | undefined): V4Worker {
  if (wire === undefined) return worker
  const producers = Object(worker.queueProducers) as Record<string, { queueName: string }>
  return {
    ...worker,
    queueProducers: Object.fromEntries(
      Object.entries(producers).map(([binding, producer]) => [
        binding,
        producer.queueName === QUEUE ? { ...producer, queueName: WIRE_QUEUE } : producer,
      ]),
    ),
  }
}

/** Takes what comes, asks what becomes of each message, and hands on the rest. It has no port. */
export const wireWorker = (wire: QueueWire): V4Worker => ({
  name: WIRE_WORKER,
  compatibilityDate: '2026-11-01',
  modules: [{ type: 'ESModule', path: '/wire.js', contents: WIRE_SCRIPT }],
  modulesRoot: '/',
  queueProducers: { OUT: { queueName: QUEUE } },
  // As soon as may be: the queue behind it gathers its own batches.
  queueConsumers: { [WIRE_QUEUE]: { maxBatchSize: 100, maxBatchTimeout: 0, maxRetries: 10 } },
  serviceBindings: {
    VERDICTS: async (request) => WorkerResponse.json(wire.decide(Number(await request.text()))),
  },
})

const WIRE_SCRIPT = `export default {
  async queue({ messages }, { OUT, VERDICTS }) {
    const asked = await VERDICTS.fetch('http://wire/', { method: 'POST', body: String(messages.length) })
    const verdicts = await asked.json()
    for (const [index, { body }] of messages.entries()) {
      const message = [body, { contentType: typeof body === 'string' ? 'text' : 'bytes' }]
      if (verdicts[index] !== 'drop') await OUT.send(...message)
      if (verdicts[index] === 'double') await OUT.send(...message)
    }
  },
}`
