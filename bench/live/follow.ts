import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChildStack } from '../../scripts/stack/child.ts'

/** What took how long to arrive, from the time of the event itself. */
export interface Arrivals {
  readonly latenciesMs: readonly number[]
  close(): void
}

const TYPE = 'PAYMENT_CANCELED'

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** One operator's screen: every cancellation of the merchant, over a WebSocket. Resolves when it is subscribed. */
export async function followFeed({ apiOrigin, keys }: ChildStack): Promise<Arrivals> {
  const socket = new WebSocket(`${apiOrigin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const latenciesMs: number[] = []
  const query = `subscription { paymentActivity(filter: { type: [${TYPE}] }) { event { occurredAt } } }`
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: bearer(keys.operatorKey) })),
    )
    socket.addEventListener('close', ({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)))
    socket.addEventListener('message', ({ data }) => {
      const receivedAtMs = Date.now()
      const message = JSON.parse(String(data))
      if (message.type === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }))
        // The protocol has no answer to a subscription that has nothing to say yet.
        setTimeout(resolve, 1_000)
      } else if (message.type === 'next') {
        latenciesMs.push(receivedAtMs - Date.parse(message.payload.data.paymentActivity.event.occurredAt))
      }
    })
  })
  return { latenciesMs, close: () => socket.close(1000) }
}

/** A webhook receiver of its own, which answers at once; first attempts alone are counted. */
export async function receiveWebhooks({ apiOrigin, keys }: ChildStack): Promise<Arrivals> {
  const latenciesMs: number[] = []
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    const receivedAtMs = Date.now()
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(204).end()
      const id = String(request.headers['webhook-id'])
      if (seen.has(id)) return
      seen.add(id)
      const { timestamp } = JSON.parse(Buffer.concat(chunks).toString()) as { timestamp: string }
      latenciesMs.push(receivedAtMs - Date.parse(timestamp))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const query = `mutation ($input: AddWebhookEndpointInput!) {
    addWebhookEndpoint(input: $input) { __typename ... on Error { message path } }
  }`
  const answer = await fetch(`${apiOrigin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(keys.operatorKey) },
    body: JSON.stringify({ query, variables: { input: { url, eventTypes: [TYPE] } } }),
  })
  const { data } = (await answer.json()) as { data?: { addWebhookEndpoint: { __typename: string } } }
  if (data?.addWebhookEndpoint.__typename !== 'AddWebhookEndpointPayload') {
    throw new Error(`no endpoint: ${JSON.stringify(data)}`)
  }
  return {
    latenciesMs,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
