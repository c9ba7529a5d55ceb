import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Delivery, WebhookContent } from '../check/evidence.ts'
import { contentOf } from '../collect/webhook.ts'
import type { Phases } from './phases.ts'

export interface Sink {
  readonly url: string
  has(eventId: string): boolean
  deliveries(): ReadonlyMap<string, Delivery>
  close(): void
}

/** Long enough that a kill finds some deliveries under way. */
const ANSWERS_AFTER_MS = 30

/** A webhook endpoint that is always well, in no process that is ever killed. */
export async function openSink(phases: Phases): Promise<Sink> {
  const received = new Map<string, { count: number; readonly bodies: Map<string, WebhookContent | undefined> }>()
  const server = createServer((request, response) => {
    void phases
      .during('webhook out', async () => {
        const body = await text(request)
        const id = String(request.headers['webhook-id'])
        const kept = received.get(id) ?? { count: 0, bodies: new Map<string, WebhookContent | undefined>() }
        kept.count += 1
        kept.bodies.set(createHash('sha256').update(body).digest('hex'), contentOf(body))
        received.set(id, kept)
        await new Promise((resolve) => setTimeout(resolve, ANSWERS_AFTER_MS))
        response.writeHead(204).end()
      })
      // A sender that was killed in the middle has told nothing.
      .catch(() => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    has: (eventId) => received.has(eventId),
    deliveries: () =>
      new Map(
        [...received].map(([id, { count, bodies }]) => [
          id,
          { count, digests: [...bodies.keys()], contents: [...bodies.values()] },
        ]),
      ),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
