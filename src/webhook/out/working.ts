import { activityOf } from '../../activity/service.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Payloads } from './payloads.ts'
import { createQueue, type Queue } from './queue.ts'
import type { WebhookSender } from './sender.ts'
import { openSecret, signedHeaders } from './signature.ts'
import type { EndpointStore, Kept, KeptEndpoint } from './store.ts'

const USER_AGENT = 'Turnpike-Webhooks/1'

/** What works for an endpoint that exists. */
export interface Working {
  readonly queue: Queue
  readonly feed: Feed
}

export interface WorkingPorts {
  readonly env: ApiEnv
  readonly sender: Pick<WebhookSender, 'post'>
  readonly store: EndpointStore
  readonly payloads: Payloads
  /** As it is now; undefined once it is removed. */
  readonly endpoint: () => KeptEndpoint | undefined
  readonly gone: () => void
  readonly changed: () => void
}

/** The endpoint's queue and its place in the feed, from what is kept. What another memory left under way is due again. */
export function createWorking({ endpoint, circuit, positions }: Kept, ports: WorkingPorts): Working {
  const { env, sender, store, payloads, gone, changed } = ports
  const { id, owner } = endpoint
  const present = () => ports.endpoint() ?? endpoint
  const settings = () => present().settings

  /** The newest secret, and the one before while it still counts. */
  const secrets = (nowMs: number): readonly string[] => {
    const { signingSecret } = readSettings(env)
    return present()
      .secrets.filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs)
      .map(({ sealed }) => openSecret(signingSecret, id, sealed))
  }

  const queue: Queue = createQueue({
    store,
    circuit,
    ordered: () => settings().ordered,
    render: (delivery) => payloads.carriedBy(present(), delivery),
    send: (delivery, body, atMs) => {
      const signed = signedHeaders(secrets(atMs), { id: delivery.event_id, body, atMs })
      const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed }
      return sender.post({ url: settings().url, headers, body })
    },
    gone,
    changed,
    nowMs: Date.now,
    chance: Math.random,
  })
  const feed = createFeed(positions, {
    endpointId: id,
    shard: (shard) => activityOf(env, owner, shard),
    eventTypes: () => settings().eventTypes,
    isWanted: () => ports.endpoint()?.enabled === true,
    waiting: queue.size,
    take: (deliveries, next) => queue.add(store.take(deliveries, next, Date.now())),
  })
  queue.recover()
  return { queue, feed }
}
