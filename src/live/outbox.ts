import { MessageType } from 'graphql-ws'

/** Unheard of for longer than a ping takes, yet far below what an isolate can hold for all its sockets. */
const WINDOW_BYTES = 1024 * 1024
/** Errors and completions are not held back; a client that provokes this many unread ones is no client. */
const MOST_BYTES = 4 * WINDOW_BYTES
const PATIENCE_MS = 30_000

export type Outbox = ReturnType<typeof createOutbox>

/**
 * Sends, and knows how much of it the client may not have read yet: the runtime keeps what a slow reader leaves, and does
 * not tell how much that is. The protocol's own ping does: its answer comes after all that was sent before it.
 */
export function createOutbox(socket: WebSocket, giveUp: () => void) {
  let unheardBytes = 0
  let patience: ReturnType<typeof setTimeout> | undefined

  const post = (message: object): void => {
    const text = JSON.stringify(message)
    unheardBytes += Buffer.byteLength(text)
    socket.send(text)
  }

  return {
    /** Whether the client has to catch up before anything else is read for it. */
    isFull: (): boolean => unheardBytes >= WINDOW_BYTES,

    send(message: object): void {
      post(message)
      if (unheardBytes > MOST_BYTES) giveUp()
      else if (unheardBytes >= WINDOW_BYTES / 2 && patience === undefined) {
        post({ type: MessageType.Ping })
        patience = setTimeout(giveUp, PATIENCE_MS)
      }
    },

    /** The client answered the ping. */
    heard(): void {
      if (patience === undefined) return
      clearTimeout(patience)
      patience = undefined
      unheardBytes = 0
    },

    close(): void {
      clearTimeout(patience)
    },
  }
}
