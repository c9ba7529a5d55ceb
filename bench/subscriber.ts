/** An event as the benchmark selects it, and when it came. */
export interface Arrival {
  readonly event: { readonly seq: number; readonly occurredAt: string }
  readonly receivedAtMs: number
}

export interface Connection {
  readonly paymentId: string
  nextEvent(withinMs: number): Promise<Arrival>
  isOpen(): boolean
  close(): void
}

const QUERY = 'subscription ($id: ID!) { paymentEvents(paymentId: $id) { seq type occurredAt payment { status } } }'
const OPENS_WITHIN_MS = 30_000

/**
 * Opens a WebSocket, speaks graphql-transport-ws, and resolves once the payment's first event was replayed. The runtime's
 * own WebSocket without a client around it: a thousand of them share the cores with what they measure.
 */
export async function subscribed(apiOrigin: string, credential: string, paymentId: string): Promise<Connection> {
  const socket = new WebSocket(`${apiOrigin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const send = (message: object) => socket.send(JSON.stringify(message))
  let expect: { take(arrival: Arrival): void; fail(error: Error): void } | undefined

  const nextEvent = (withinMs: number): Promise<Arrival> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no event within ${withinMs} ms`)), withinMs)
      const settle = <Value>(done: (value: Value) => void) => {
        return (value: Value) => {
          clearTimeout(timer)
          expect = undefined
          done(value)
        }
      }
      expect = { take: settle(resolve), fail: settle(reject) }
    })

  socket.addEventListener('open', () =>
    send({ type: 'connection_init', payload: { authorization: `Bearer ${credential}` } }),
  )
  socket.addEventListener('close', ({ code, reason }) => expect?.fail(new Error(`closed with ${code} ${reason}`)))
  socket.addEventListener('message', ({ data }) => {
    const receivedAtMs = Date.now()
    const message = JSON.parse(String(data))
    switch (message.type) {
      case 'connection_ack':
        return send({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { id: paymentId } } })
      case 'next':
        return expect?.take({ event: message.payload.data.paymentEvents, receivedAtMs })
      default:
        return expect?.fail(new Error(`unexpected: ${data}`))
    }
  })
  await nextEvent(OPENS_WITHIN_MS)
  return {
    paymentId,
    nextEvent,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.close(1000),
  }
}
