import { DurableObject } from 'cloudflare:workers'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws'
import { parseCredential } from '../access/credential.ts'
import { identify, identifyHash } from '../access/identify.ts'
import { type ApiEnv, readSettings } from '../env.ts'
import { type Prepare, subscriptions, tooManySubscriptions } from '../http/graphql/subscription.ts'
import { errorFields, log } from '../http/log.ts'
import { newRequestId } from '../http/requestId.ts'
import { createServices } from '../services.ts'
import type { Follower } from './contract.ts'
import { createFollowings, type Followings } from './followings.ts'
import { isTransient } from './persistence.ts'
import { CLOSES, decide, INIT_TIMEOUT_MS, type Step } from './protocol.ts'
import { keepSession, type Session, sessionOf } from './session.ts'

/** A socket that ended with its machine tells nobody. What it left behind is looked for this often. */
const SWEEP_MS = 6 * 3_600_000
/**
 * A key may be revoked while nothing happens that its socket would hear of, so that one looks by itself. With what the
 * caches remember of a key this is below two minutes. A client secret is never revoked: shoppers' sockets sleep on.
 */
const KEY_CHECK_MS = 60_000

/** Made with the first subscription of the isolate, then kept: it holds the documents that were checked. */
let prepare: Prepare | undefined

/**
 * One WebSocket. Between messages it hibernates: its session is in the socket's attachment, its subscriptions are in its
 * rows, and a payment or a gateway that has something new pokes it awake.
 */
export class LiveConnectionObject extends DurableObject<ApiEnv> implements Follower {
  #followings: Followings | undefined

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    const [ping, pong] = [MessageType.Ping, MessageType.Pong].map((type) => JSON.stringify({ type }))
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(ping ?? '', pong ?? ''))
  }

  override async fetch(): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    server.serializeAttachment({ phase: 'new', requestId: newRequestId(), sent: {} } satisfies Session)
    await this.ctx.storage.setAlarm(Date.now() + INIT_TIMEOUT_MS)
    const headers = { 'sec-websocket-protocol': GRAPHQL_TRANSPORT_WS_PROTOCOL }
    return new Response(null, { status: 101, webSocket: client, headers })
  }

  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    await this.#guarded(socket, async () => {
      const followings = this.#following(socket)
      const step = decide(sessionOf(socket).phase, followings.ids(), frame)
      await this.#do(socket, followings, step)
    })
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    // The protocol's last word is the client's: closing in turn frees it from waiting for us.
    this.#close(socket, { code: 1000, reason: '' })
    await this.#forget()
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket)
  }

  async poke(subjectId: string, seq: number): Promise<'delivered' | 'gone'> {
    const socket = this.#socket()
    if (socket === undefined) {
      await this.#forget()
      return 'gone'
    }
    let isFollowed = false
    await this.#guarded(socket, async () => {
      isFollowed = await this.#following(socket).poke(subjectId, seq)
    })
    return isFollowed ? 'delivered' : 'gone'
  }

  override async alarm(): Promise<void> {
    const socket = this.#socket()
    if (socket === undefined) return this.#forget()
    if (sessionOf(socket).phase !== 'ready') return this.#close(socket, CLOSES.initTimeout)
    await this.#guarded(socket, async () => {
      if (!(await this.#allowed(socket))) this.#close(socket, CLOSES.forbidden)
    })
    await this.#lookAgain(socket)
  }

  async #do(socket: WebSocket, followings: Followings, step: Step): Promise<void> {
    switch (step.kind) {
      case 'heard':
        return followings.heard()
      case 'close':
        return this.#close(socket, step)
      case 'pong':
        return socket.send(JSON.stringify({ type: MessageType.Pong, payload: step.payload }))
      case 'identify':
        return this.#identify(socket, step.credential)
      case 'start':
        return followings.start(step.id, step.payload)
      case 'refuse':
        return followings.sendErrors(step.id, [tooManySubscriptions()])
      case 'stop':
        return followings.stop(step.id)
    }
  }

  async #identify(socket: WebSocket, credential: string | undefined): Promise<void> {
    keepSession(socket, { phase: 'identifying' })
    if (credential === undefined) return this.#close(socket, CLOSES.forbidden)
    const result = await identify(this.env, this.ctx, credential)
    if (result.kind === 'unavailable') return this.#close(socket, CLOSES.tryAgain)
    // There is nothing that a publishable key could subscribe to.
    const mayConnect = result.kind === 'identified' && result.identity.kind !== 'publishable'
    if (!mayConnect) return this.#close(socket, CLOSES.forbidden)
    const parsed = parseCredential(credential)
    const keyHash = parsed?.kind === 'key' ? parsed.hash : undefined
    keepSession(socket, { phase: 'ready', identity: result.identity, keyHash })
    await this.#lookAgain(socket)
    socket.send(JSON.stringify({ type: MessageType.ConnectionAck }))
  }

  /** A key that was revoked gets nothing more. While nobody can tell, what was allowed stays allowed. */
  async #allowed(socket: WebSocket): Promise<boolean> {
    const { keyHash } = sessionOf(socket)
    return keyHash === undefined || (await identifyHash(this.env, this.ctx, keyHash)).kind !== 'refused'
  }

  /** Sockets that were opened at once, as after a deploy, do not look at once for ever. */
  async #lookAgain(socket: WebSocket): Promise<void> {
    const spreadMs = (KEY_CHECK_MS / 4) * Math.random()
    const waitMs = sessionOf(socket).keyHash === undefined ? SWEEP_MS : KEY_CHECK_MS - spreadMs
    await this.ctx.storage.setAlarm(Date.now() + waitMs)
  }

  #following(socket: WebSocket): Followings {
    if (this.#followings !== undefined) return this.#followings
    const settings = readSettings(this.env)
    const { production } = settings
    prepare ??= subscriptions({ production })
    const followings = createFollowings({
      socket,
      sql: this.ctx.storage.sql,
      connectionId: this.ctx.id.toString(),
      production,
      prepare,
      surroundings: {
        requestId: sessionOf(socket).requestId,
        services: createServices(this.env, settings, this.ctx),
      },
      allowed: () => this.#allowed(socket),
      forbid: () => this.#close(socket, CLOSES.forbidden),
      giveUp: () => this.#close(socket, CLOSES.tryAgain),
    })
    this.#followings = followings
    this.ctx.waitUntil(this.#guarded(socket, followings.restore))
    return followings
  }

  #socket(): WebSocket | undefined {
    return this.ctx.getWebSockets().find(({ readyState }) => readyState === WebSocket.OPEN)
  }

  /** Silence is the one thing a client cannot recover from: what goes wrong here closes the socket. */
  async #guarded(socket: WebSocket, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (socket.readyState !== WebSocket.OPEN) return
      log('error', 'a live connection failed', { requestId: sessionOf(socket).requestId, ...errorFields(error) })
      this.#close(socket, isTransient(error) ? CLOSES.tryAgain : CLOSES.internal)
    }
  }

  #close(socket: WebSocket, { code, reason }: { readonly code: number; readonly reason: string }): void {
    try {
      socket.close(code, reason)
    } catch {
      // It is closed already.
    }
  }

  async #forget(): Promise<void> {
    this.#followings?.close()
    this.#followings = undefined
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }
}
