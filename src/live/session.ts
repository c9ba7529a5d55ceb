import type { Identity } from '../vault/contract.ts'
import type { Phase } from './protocol.ts'

/**
 * How far a subscription has come: a seq, or a place in a feed, which is one number for each shard. Fifty of these fit the
 * attachment several times.
 */
export type Place = number | readonly number[]

/**
 * What a socket carries through hibernation in its attachment: at most 16 kB, and it costs no write. The documents of
 * its subscriptions are in the object's rows, by number.
 */
export interface Session {
  readonly phase: Phase
  readonly requestId: string
  readonly identity?: Identity
  /** Of the key that opened the connection, so that its revocation ends it. A client secret is never revoked. */
  readonly keyHash?: string
  /** How far each subscription was sent, by its number. One that is not here has not begun yet. */
  readonly sent: Readonly<Record<number, Place>>
}

export const sessionOf = (socket: WebSocket): Session => socket.deserializeAttachment() as Session

export const keepSession = (socket: WebSocket, changed: Partial<Session>): void =>
  socket.serializeAttachment({ ...sessionOf(socket), ...changed })
