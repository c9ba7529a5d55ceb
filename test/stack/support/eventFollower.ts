import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import type { Cuttable } from './cuttable.ts'
import { readEventStream } from './eventReader.ts'

export const EVENTS =
  'subscription ($id: ID!, $after: Int) { paymentEvents(paymentId: $id, after: $after) { seq type } }'

interface Event {
  readonly seq: number
  readonly type: string
}

export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })

/** Follows a payment's events over whatever it takes, each time from the last seq it has. */
export function followEvents(kind: string, way: Cuttable, credential: string, id: string) {
  const events: Event[] = []
  const leaving = new AbortController()
  const lastSeq = () => events.at(-1)?.seq ?? 0
  const once = kind === 'graphql-ws' ? overSocket : overStream
  const loop = (async () => {
    while (!leaving.signal.aborted) {
      await once().catch(() => undefined)
      await wait(10)
    }
  })()

  async function overSocket(): Promise<void> {
    const client = createClient({
      url: `${way.origin.replace('http', 'ws')}/graphql`,
      connectionParams: bearer(credential),
      retryAttempts: 0,
    })
    leaving.signal.addEventListener('abort', () => void client.dispose())
    const payload = { query: EVENTS, variables: { id, after: lastSeq() } }
    for await (const { data } of client.iterate<{ paymentEvents: Event }>(payload)) {
      if (data) events.push(data.paymentEvents)
    }
  }

  async function overStream(): Promise<void> {
    const headers = { ...bearer(credential), 'last-event-id': String(lastSeq()) }
    const body = { query: EVENTS, variables: { id } }
    for await (const { event, data } of readEventStream(`${way.origin}/graphql`, body, headers, leaving.signal)) {
      if (event === 'next') events.push(JSON.parse(data ?? '').data.paymentEvents)
    }
  }

  return {
    events,
    stop: async () => {
      leaving.abort()
      await loop
    },
  }
}
