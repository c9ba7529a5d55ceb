import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import type { Client } from './client.ts'
import type { Cuttable } from './cuttable.ts'
import { readEventStream } from './eventReader.ts'

const FEED = 'subscription ($after: String) { paymentActivity(after: $after) { cursor event { id } } }'

interface Activity {
  readonly cursor: string
  readonly event: { readonly id: string }
}

export type Way = 'graphql-ws' | 'server-sent events'

/** Follows a merchant's feed from a cursor on and comes back whenever it is lost, each time from the last event it has. */
export function followFeed(way: Way, { origin }: Cuttable, credential: string, start: string) {
  const eventIds: string[] = []
  let connections = 0
  let after = start
  const leaving = new AbortController()
  const bearer = { authorization: `Bearer ${credential}` }
  const take = ({ cursor, event }: Activity) => {
    eventIds.push(event.id)
    after = cursor
  }

  async function overSocket(): Promise<void> {
    const client = createClient({
      url: `${origin.replace('http', 'ws')}/graphql`,
      connectionParams: bearer,
      retryAttempts: 0,
    })
    leaving.signal.addEventListener('abort', () => void client.dispose(), { once: true })
    const payload = { query: FEED, variables: { after } }
    for await (const { data } of client.iterate<{ paymentActivity: Activity }>(payload)) {
      if (data) take(data.paymentActivity)
    }
  }

  async function overStream(): Promise<void> {
    const headers = { ...bearer, 'last-event-id': after }
    const body = { query: FEED, variables: {} }
    for await (const { event, id, data } of readEventStream(`${origin}/graphql`, body, headers, leaving.signal)) {
      if (event === 'next') take(JSON.parse(data ?? '').data.paymentActivity)
      else if (id !== undefined) after = id
    }
  }

  const once = way === 'graphql-ws' ? overSocket : overStream
  const loop = (async () => {
    while (!leaving.signal.aborted) {
      connections += 1
      await once().catch(() => undefined)
      await wait(5)
    }
  })()
  return {
    /** What came of these payments, in its order. */
    of: (paymentIds: readonly string[]) => eventIds.filter((id) => paymentIds.some((one) => isOf(one, id))),
    connections: () => connections,
    stop: async () => {
      leaving.abort()
      await loop
    },
  }
}

export const isOf = (paymentId: string, eventId: string): boolean =>
  eventId.startsWith(`${paymentId.replace('pay_', 'evt_')}_`)

/** Where the feed is now. */
export async function resumeAfter({ graphql }: Client): Promise<string> {
  return (await graphql('{ paymentActivity(first: 1) { resumeAfter } }')).data.paymentActivity.resumeAfter
}

/** The ids of these payments' events, as their own logs have them. */
export async function loggedIds({ graphql }: Client, paymentIds: readonly string[]): Promise<readonly string[]> {
  const query = 'query ($id: ID!) { payment(id: $id) { events(first: 100) { nodes { id } } } }'
  const logs = await Promise.all(paymentIds.map((id) => graphql(query, { id })))
  return logs.flatMap(({ data }) => data.payment.events.nodes.map(({ id }: { id: string }) => id))
}
