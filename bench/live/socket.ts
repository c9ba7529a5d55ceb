export interface IdleSocket {
  isOpen(): boolean
  close(): void
}

const OPENS_WITHIN_MS = 60_000

/** A WebSocket with one subscription; resolves with its first event, and then leaves it alone. */
export function idleSocket(
  apiOrigin: string,
  credential: string,
  payload: { readonly query: string; readonly variables: object },
): Promise<IdleSocket> {
  const socket = new WebSocket(`${apiOrigin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const send = (message: object) => socket.send(JSON.stringify(message))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not open within ${OPENS_WITHIN_MS} ms`)), OPENS_WITHIN_MS)
    const fail = (what: string) => {
      clearTimeout(timer)
      reject(new Error(what))
    }
    socket.addEventListener('open', () =>
      send({ type: 'connection_init', payload: { authorization: `Bearer ${credential}` } }),
    )
    socket.addEventListener('close', ({ code, reason }) => fail(`closed with ${code} ${reason}`))
    socket.addEventListener('message', ({ data }) => {
      switch (JSON.parse(String(data)).type) {
        case 'connection_ack':
          return send({ id: '1', type: 'subscribe', payload })
        case 'next':
          clearTimeout(timer)
          return resolve({ isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.close(1000) })
        case 'ping':
          return send({ type: 'pong' })
        default:
          return fail(`unexpected: ${data}`)
      }
    })
  })
}
