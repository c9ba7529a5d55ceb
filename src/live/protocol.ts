import { CloseCode, MessageType, type SubscribePayload, validateMessage } from 'graphql-ws'
import { parseStrictJson } from '../http/strictJson.ts'

/** The protocol graphql-transport-ws as a decision over one frame: what a socket was told, and what is to be done. */
export type Phase = 'new' | 'identifying' | 'ready'

export interface Close {
  readonly kind: 'close'
  readonly code: number
  readonly reason: string
}

export type Step =
  | { readonly kind: 'heard' }
  | Close
  | { readonly kind: 'pong'; readonly payload?: Record<string, unknown> }
  | { readonly kind: 'identify'; readonly credential: string | undefined }
  | { readonly kind: 'start'; readonly id: string; readonly payload: SubscribePayload }
  | { readonly kind: 'refuse'; readonly id: string }
  | { readonly kind: 'stop'; readonly id: string }

/** A subscription's document and variables have the bounds of a request over HTTP. */
const LARGEST_FRAME_BYTES = 100 * 1024
/** A screen that shows more payments than this at once follows the merchant, not each payment. */
export const MOST_SUBSCRIPTIONS = 50
/** Clients count, or take a UUID. */
const LONGEST_ID = 200

export const INIT_TIMEOUT_MS = 3_000

const close = (code: number, reason: string): Close => ({ kind: 'close', code, reason })

export const CLOSES = {
  invalid: close(CloseCode.BadRequest, 'Invalid message'),
  unauthorized: close(CloseCode.Unauthorized, 'Unauthorized'),
  forbidden: close(CloseCode.Forbidden, 'Forbidden'),
  subprotocol: close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable'),
  initTimeout: close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
  tooManyInits: close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests'),
  internal: close(CloseCode.InternalServerError, 'Internal server error'),
  /** Clients come back by themselves after this one, as they do after a lost connection. */
  tryAgain: close(1013, 'Try again later'),
} as const satisfies Record<string, Close>

export function decide(phase: Phase, activeIds: ReadonlySet<string>, frame: string | ArrayBuffer): Step {
  const message = read(frame)
  if (message === undefined) return CLOSES.invalid
  switch (message.type) {
    case MessageType.ConnectionInit:
      if (phase !== 'new') return CLOSES.tooManyInits
      return { kind: 'identify', credential: credentialOf(message.payload ?? {}) }
    case MessageType.Ping:
      return { kind: 'pong', ...(message.payload === undefined ? {} : { payload: message.payload }) }
    case MessageType.Pong:
      return { kind: 'heard' }
    case MessageType.Subscribe: {
      const { id, payload } = message
      if (phase !== 'ready') return CLOSES.unauthorized
      if (id.length > LONGEST_ID) return CLOSES.invalid
      if (activeIds.has(id))
        return close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${quoted(id)} already exists`)
      return activeIds.size >= MOST_SUBSCRIPTIONS ? { kind: 'refuse', id } : { kind: 'start', id, payload }
    }
    case MessageType.Complete:
      return { kind: 'stop', id: message.id }
    case MessageType.ConnectionAck:
    case MessageType.Next:
    case MessageType.Error:
      return CLOSES.invalid
  }
}

/** One message of the protocol, or undefined for anything else, be it binary, too large or not as the protocol says. */
function read(frame: string | ArrayBuffer) {
  if (typeof frame !== 'string' || Buffer.byteLength(frame) > LARGEST_FRAME_BYTES) return undefined
  const json = parseStrictJson(frame)
  if (!json.ok) return undefined
  try {
    return validateMessage(json.value)
  } catch {
    return undefined
  }
}

/** `{ "authorization": "Bearer …" }`, the key in any case, as with the header it stands for. */
function credentialOf(payload: Readonly<Record<string, unknown>>): string | undefined {
  const [, value] = Object.entries(payload).find(([name]) => name.toLowerCase() === 'authorization') ?? []
  return typeof value === 'string' ? /^Bearer +(\S+)$/i.exec(value)?.[1] : undefined
}

/** A close reason has at most 123 bytes. */
const quoted = (id: string): string => (/^[ -~]{1,60}$/.test(id) ? id : 'this id')
