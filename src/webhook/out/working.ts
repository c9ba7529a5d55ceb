import { activityOf } from '../../activity/service.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Kept, KeptEndpoint } from './kept.ts'
import type { Payloads } from './payloads.ts'
import { createQueue, type Queue } from './queue.ts'
import { reportOf } from './report.ts'
import { openSecrets } from './secrets.ts'
import type { WebhookSender } from './sender.ts'
import { signedHeaders } from './signature.ts'
import type { EndpointStore } from './store.ts'
import { createTroubles } from './troubles.ts'
import { wordsOf } from './words.ts'

/** A poke that was lost is made up for by then. Four calls, so seldom that nobody has to count them. */
export const SWEEP_MS = 5 * 60_000
const SOONEST_SWEEP_MS = 1_000
/** How long an operator is shown that events are missing, which nothing mends. */
const GAP_SHOWN_MS = 7 * 24 * 3_600_000
const USER_AGENT = 'Turnpike-Webhooks/1'

/** What works for an endpoint that exists. */
export interface Working {
  readonly queue: Queue
  readonly feed: Feed
  /** Follows the feed. Answers when to do so next: soon where it did not go well, later the longer that has lasted. */
  readonly follow: () => Promise<number>
  /** Opens the secrets also where nothing is sent for long, so that none is left under a secret of the Worker that goes. */
  readonly checkSecrets: () => void
}

export interface WorkingPorts {
  readonly env: ApiEnv
  readonly sender: Pick<WebhookSender, 'post'>
  readonly store: EndpointStore
  readonly payloads: Payloads
  /** As it is now; undefined once it is removed. */
  readonly endpoint: () => KeptEndpoint | undefined
  readonly keep: (endpoint: KeptEndpoint) => void
  readonly gone: () => void
  readonly changed: () => void
}

/** The endpoint's queue and its place in the feed, from what is kept. What another memory left under way is due again. */
export function createWorking({ endpoint, circuit, positions }: Kept, ports: WorkingPorts): Working {
  const { env, sender, store, payloads, gone, changed } = ports
  const { id, owner } = endpoint
  const present = () => ports.endpoint() ?? endpoint
  const report = reportOf(endpoint)
  const settings = () => present().settings

  const keep = (change: Partial<KeptEndpoint>): void => {
    const before = ports.endpoint()
    if (before !== undefined) ports.keep({ ...before, ...change })
  }

  const troubles = createTroubles({
    read: () => present().troubles ?? [],
    keep: (next) => keep({ troubles: next }),
    tell: ({ kind, message }) => report.trouble(kind, message),
    nowMs: Date.now,
  })

  /** What signs now. What the Worker's secret before had sealed is sealed anew. */
  const secrets = (nowMs: number): readonly string[] => {
    const { secrets: opened, resealed } = openSecrets(present(), readSettings(env), nowMs)
    if (resealed !== undefined) keep({ secrets: resealed })
    return opened
  }

  const queue: Queue = createQueue({
    store,
    circuit,
    ordered: () => settings().ordered,
    render: (delivery) => payloads.carriedBy(present(), delivery),
    sign: (delivery, body, atMs) => signedHeaders(secrets(atMs), { id: delivery.event_id, body, atMs }),
    send: (signed, body) => {
      const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed }
      return sender.post({ url: settings().url, headers, body })
    },
    ours: (words) => (words === undefined ? troubles.isOver('SENDING') : troubles.has('SENDING', words)),
    report,
    gone: () => {
      report.gone()
      gone()
    },
    changed,
    nowMs: Date.now,
    chance: Math.random,
  })
  const feed = createFeed(positions, {
    endpointId: id,
    shard: (shard) => activityOf(env, owner, shard),
    eventTypes: () => settings().eventTypes,
    isWanted: () => ports.endpoint()?.enabled === true,
    waiting: () => queue.size() - queue.bulk(),
    gap: (words) => troubles.has('GAP', words),
    take: (deliveries, next) => queue.add(store.take(deliveries, next, Date.now())),
  })
  queue.recover()
  return {
    queue,
    feed,
    follow: async () => {
      try {
        await feed.follow()
        troubles.isOver('FOLLOWING')
        return Date.now() + SWEEP_MS
      } catch (error) {
        troubles.has('FOLLOWING', `Not every part of the feed could be followed: ${wordsOf(error)}.`)
        const sinceMs = present().troubles?.find(({ kind }) => kind === 'FOLLOWING')?.sinceMs ?? 0
        return Date.now() + Math.min(Math.max(Date.now() - sinceMs, SOONEST_SWEEP_MS), SWEEP_MS)
      }
    },
    checkSecrets: () => {
      try {
        const gap = present().troubles?.find(({ kind }) => kind === 'GAP')
        if (gap !== undefined && Date.now() - gap.toldAtMs > GAP_SHOWN_MS) troubles.isOver('GAP')
        secrets(Date.now())
        // Whatever waits says itself whether it can be sent.
        if (queue.size() === 0) troubles.isOver('SENDING')
      } catch (error) {
        troubles.has('SENDING', `Nothing can be signed: ${wordsOf(error)}.`)
      }
    },
  }
}
