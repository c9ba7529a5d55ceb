import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test'
import { env as bindings, exports } from 'cloudflare:workers'
import { newGatewayAccountId } from '../../../src/access/accountId.ts'
import { clientSecretFor } from '../../../src/access/clientSecret.ts'
import { hashOf, newKey } from '../../../src/access/credential.ts'
import { accountEntry, keyEntry, revocationEntry, routingEntry } from '../../../src/access/entries.ts'
import type { GatewayAccount } from '../../../src/access/gatewayAccount.ts'
import { keptEntry } from '../../../src/access/layeredCache.ts'
import type { ApiEnv } from '../../../src/env.ts'
import { paymentIdFor } from '../../../src/ids/ids.ts'
import type { LiveConnectionObject } from '../../../src/live/object.ts'
import type { Caller, PaymentDetails } from '../../../src/payment/command.ts'
import type { PaymentObject } from '../../../src/payment/object.ts'
import { paymentOf } from '../../../src/services.ts'

export const env = bindings as unknown as ApiEnv

const api = (exports as unknown as { default: Fetcher }).default

export const request = (init: RequestInit): Promise<Response> => api.fetch('https://api.test/graphql', init)

export interface Merchant {
  readonly caller: Caller
  readonly secretKey: string
  readonly operatorKey: string
  readonly publishableKey: string
  revoke(key: string): Promise<void>
}

/** A merchant whose keys KV knows; Postgres is out of reach here. */
export async function newMerchant(): Promise<Merchant> {
  const merchantId = `mer_${crypto.randomUUID()}`
  const keyOf = async (kind: 'secret' | 'operator' | 'publishable'): Promise<string> => {
    const key = newKey(kind, 'TEST')
    const identity = { kind, merchantId, mode: 'TEST', credentialId: crypto.randomUUID() }
    await env.CONFIG.put(keyEntry(hashOf(key)), JSON.stringify(identity))
    return key
  }
  return {
    caller: { kind: 'secret', merchantId, mode: 'TEST' },
    secretKey: await keyOf('secret'),
    operatorKey: await keyOf('operator'),
    publishableKey: await keyOf('publishable'),
    revoke: (key) => env.CONFIG.put(revocationEntry(hashOf(key)), new Date().toISOString()),
  }
}

/** Gateway accounts of a merchant, as KV has them. They take the place of those it had. */
export async function setGateways(
  { caller: { merchantId, mode } }: Merchant,
  names: readonly string[],
): Promise<readonly GatewayAccount[]> {
  const accounts = names.map(
    (name, index): GatewayAccount => ({
      id: newGatewayAccountId(),
      merchantId,
      mode,
      name,
      kind: 'sandbox',
      position: index + 1,
      weight: 1,
      enabled: true,
      costs: [],
    }),
  )
  await env.CONFIG.put(routingEntry(merchantId, mode), keptEntry({ accounts, policies: [] }, Date.now()))
  for (const account of accounts) await env.CONFIG.put(accountEntry(account.id), keptEntry(account, Date.now()))
  return accounts
}

export interface Payment {
  readonly id: string
  readonly clientSecret: string
  readonly stub: DurableObjectStub<PaymentObject>
  cancel(): Promise<void>
  /** The ids that its table of subscribers holds. */
  subscribers(): Promise<readonly string[]>
}

export async function newPayment({ caller }: Merchant, details: PaymentDetails = {}): Promise<Payment> {
  const id = paymentIdFor(caller.merchantId, caller.mode, crypto.randomUUID())
  const base = { paymentId: id, caller, requestId: 'req_test', fields: [] }
  const money = { amountMinor: 1000n, currency: 'EUR', captureMethod: 'AUTOMATIC' } as const
  await paymentOf(env, id).execute({ ...base, ...money, kind: 'create', idempotencyKey: 'create', details })
  const stub = () => env.PAYMENTS.getByName(id)
  return {
    id,
    clientSecret: clientSecretFor(env.SIGNING_SECRET, { ...caller, paymentId: id }),
    get stub() {
      return stub()
    },
    cancel: async () => {
      const answer = await paymentOf(env, id).execute({ ...base, kind: 'cancel', idempotencyKey: 'cancel' })
      if (!answer.ok) throw new Error(`refused: ${answer.refusal.kind}`)
    },
    subscribers: () =>
      runInDurableObject(stub(), (_object, { storage: { sql } }) =>
        // A payment that nobody followed has no such table.
        sql.exec(`SELECT name FROM sqlite_master WHERE name = 'subscribers'`).toArray().length === 0
          ? []
          : sql
              .exec<{ connection: string }>('SELECT connection FROM subscribers')
              .toArray()
              .map(({ connection }) => connection),
      ),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests read messages of every shape.
export type Message = any

export interface Socket {
  readonly received: Message[]
  send(message: unknown): void
  sendRaw(frame: string | ArrayBuffer): void
  close(code?: number, reason?: string): void
  /** The next message that the test has not taken yet. */
  next(withinMs?: number): Promise<Message>
  closed(withinMs?: number): Promise<{ readonly code: number; readonly reason: string }>
}

const PROTOCOL = 'graphql-transport-ws'

export async function connect(protocol: string | undefined = PROTOCOL): Promise<Socket> {
  const headers = { upgrade: 'websocket', ...(protocol === undefined ? {} : { 'sec-websocket-protocol': protocol }) }
  const { webSocket, status } = await request({ headers })
  if (webSocket === null) throw new Error(`no socket: ${status}`)
  const received: Message[] = []
  let taken = 0
  let end: { code: number; reason: string } | undefined
  webSocket.addEventListener('message', ({ data }) => void received.push(JSON.parse(String(data))))
  webSocket.addEventListener('close', ({ code, reason }) => {
    end = { code, reason }
  })
  webSocket.accept()
  return {
    received,
    send: (message) => webSocket.send(JSON.stringify(message)),
    sendRaw: (frame) => webSocket.send(frame),
    close: (code, reason) => webSocket.close(code, reason),
    async next(withinMs = 2_000) {
      await until(() => received.length > taken || end !== undefined, withinMs)
      if (received.length === taken) throw new Error(`closed with ${end?.code} ${end?.reason}`)
      taken += 1
      return received[taken - 1]
    },
    async closed(withinMs = 2_000) {
      await until(() => end !== undefined, withinMs)
      return end ?? { code: 0, reason: '' }
    },
  }
}

/** A socket whose connection is acknowledged. */
export async function connected(credential: string): Promise<Socket> {
  const socket = await connect()
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${credential}` } })
  const ack = await socket.next()
  if (ack.type !== 'connection_ack') throw new Error(`no ack: ${JSON.stringify(ack)}`)
  return socket
}

export const subscribe = (id: string, query: string, variables?: object) => ({
  id,
  type: 'subscribe',
  payload: { query, ...(variables === undefined ? {} : { variables }) },
})
export const statusOf = (id: string, paymentId: string) =>
  subscribe(id, 'subscription ($id: ID!) { payment(id: $id) { status } }', { id: paymentId })
export const eventsOf = (id: string, paymentId: string, after = 0) =>
  subscribe(id, 'subscription ($id: ID!, $after: Int) { paymentEvents(paymentId: $id, after: $after) { seq type } }', {
    id: paymentId,
    after,
  })

/** Reads a stream event by event, comments left out; undefined at its end. */
export function reader(response: Response) {
  const source = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return async (): Promise<Readonly<Record<string, string>> | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end < 0) {
        const { done, value } = (await source?.read()) ?? { done: true, value: undefined }
        if (done) return undefined
        text += value
        continue
      }
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      const fields = lines.filter((line) => !line.startsWith(':') && line !== '')
      if (fields.length > 0) return Object.fromEntries(fields.map((line) => line.split(/: ?(.*)/s).slice(0, 2)))
    }
  }
}

/** The connection objects that follow a payment. */
export async function connectionsOf(payment: Payment): Promise<readonly DurableObjectStub<LiveConnectionObject>[]> {
  const ids = new Set(await payment.subscribers())
  const known = await listDurableObjectIds(env.LIVE_CONNECTIONS)
  return known.filter((id) => ids.has(id.toString())).map((id) => env.LIVE_CONNECTIONS.get(id))
}

/** Ends the object's memory at once, as a crash does. */
export const abort = (stub: DurableObjectStub): Promise<unknown> =>
  runInDurableObject(stub as never, (_object, state) => state.abort('killed by the test')).catch(() => undefined)

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 2_000): Promise<void> {
  const endMs = Date.now() + withinMs
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error(`not within ${withinMs} ms`)
    await pause(5)
  }
}
