import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import type { ActivityOwner } from '../../../src/activity/contract.ts'
import type { ApiEnv } from '../../../src/env.ts'
import { paymentIdFor } from '../../../src/ids/ids.ts'
import { paymentOf } from '../../../src/services.ts'
import type {
  Delivery,
  DeliveryQuery,
  OpenEndpoint,
  WebhookEndpointService,
} from '../../../src/webhook/out/contract.ts'
import { webhookEndpointOf } from '../../../src/webhook/out/endpoint.ts'
import { newEndpointId } from '../../../src/webhook/out/id.ts'
import type { WebhookEndpointObject } from '../../../src/webhook/out/object.ts'
import { DEFAULT_SELECTION, NEWEST_API_VERSION } from '../../../src/webhook/out/selection.ts'
import { newSecret } from '../../../src/webhook/out/signature.ts'
import type { Manner, Received } from './receiver.ts'

export const env = bindings as unknown as ApiEnv & { readonly RECEIVER: string }

export const newOwner = (): ActivityOwner => ({ merchantId: `mer_${crypto.randomUUID()}`, mode: 'TEST' })

export interface TestEndpoint {
  readonly id: string
  readonly owner: ActivityOwner
  readonly secret: string
  readonly url: string
  readonly stub: DurableObjectStub<WebhookEndpointObject>
  readonly service: WebhookEndpointService
  /** How its receiver behaves from now on. */
  behave(manner: Manner): Promise<void>
  received(): Promise<readonly Received[]>
  /** The most requests that its receiver had at once. */
  most(): Promise<number>
  /** Its receiver has got at least so many. */
  got(count: number, withinMs?: number): Promise<readonly Received[]>
  deliveries(query?: Partial<DeliveryQuery>): Promise<readonly Delivery[]>
  /** Everything that waits is due, as if its time had come. */
  timePasses(): Promise<void>
  /** Ends its memory at once, as a crash does. */
  crash(): Promise<void>
}

export async function openEndpoint(
  owner: ActivityOwner = newOwner(),
  settings: Partial<OpenEndpoint> = {},
  manner: Manner = {},
): Promise<TestEndpoint> {
  const id = newEndpointId()
  const secret = newSecret()
  const url = `${env.RECEIVER}/to/${id}`
  const stub = () => env.WEBHOOK_ENDPOINTS.getByName(id)
  const service = () => webhookEndpointOf(env, id)
  const state = async () =>
    (await (await fetch(`${env.RECEIVER}/received/${id}`)).json()) as { received: Received[]; most: number }
  const endpoint: TestEndpoint = {
    id,
    owner,
    secret,
    url,
    get stub() {
      return stub()
    },
    get service() {
      return service()
    },
    behave: async (next) =>
      void (await fetch(`${env.RECEIVER}/manner/${id}`, { method: 'PUT', body: JSON.stringify(next) })),
    received: async () => (await state()).received,
    most: async () => (await state()).most,
    got: async (count, withinMs) => {
      await until(async () => (await state()).received.length >= count, withinMs)
      return (await state()).received
    },
    deliveries: async (query = {}) => (await service().deliveries(owner, { first: 100, ...query }))?.deliveries ?? [],
    timePasses: async () => {
      await runInDurableObject(stub(), async (_object, { storage }) => {
        storage.sql.exec(`UPDATE deliveries SET due_at = 0 WHERE status = 'PENDING'`)
        const [row] = storage.sql.exec<{ circuit: string }>('SELECT circuit FROM endpoint').toArray()
        const { probeAtMs, pausedUntilMs: _paused, ...circuit } = JSON.parse(row?.circuit ?? '{}')
        const now = JSON.stringify({ ...circuit, ...(probeAtMs === undefined ? {} : { probeAtMs: 0 }) })
        storage.sql.exec('UPDATE endpoint SET circuit = ?', now)
        await storage.setAlarm(Date.now() + 20)
      })
      await evictDurableObject(stub())
      await runDurableObjectAlarm(stub())
    },
    crash: async () => {
      await runInDurableObject(stub(), (_object, context) => context.abort('killed by the test')).catch(() => undefined)
    },
  }
  await endpoint.behave(manner)
  await endpoint.service.open({
    owner,
    secret,
    url,
    enabled: true,
    apiVersion: NEWEST_API_VERSION,
    selection: DEFAULT_SELECTION,
    ordered: false,
    ...settings,
  })
  return endpoint
}

export interface Payment {
  readonly id: string
  readonly eventIds: readonly [string, string]
  cancel(): Promise<void>
}

/** A payment of one event, and of two once it is canceled. */
export async function newPayment({ merchantId, mode }: ActivityOwner): Promise<Payment> {
  const id = paymentIdFor(merchantId, mode, crypto.randomUUID())
  const base = {
    paymentId: id,
    caller: { kind: 'secret', merchantId, mode },
    requestId: 'req_test',
    fields: [],
  } as const
  const money = { amountMinor: 1000n, currency: 'EUR', captureMethod: 'AUTOMATIC' } as const
  const details = { description: 'Two books', metadata: { shelf: '7' } }
  await paymentOf(env, id).execute({ ...base, ...money, kind: 'create', idempotencyKey: 'create', details })
  const eventId = (seq: number) => `evt_${id.slice('pay_'.length)}_${seq}`
  return {
    id,
    eventIds: [eventId(1), eventId(2)],
    cancel: async () => {
      const answer = await paymentOf(env, id).execute({ ...base, kind: 'cancel', idempotencyKey: 'cancel' })
      if (!answer.ok) throw new Error(`refused: ${answer.refusal.kind}`)
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests read payloads of every shape.
export type Payload = any

/** The payload of a delivery that this secret signed; throws where it did not. */
export const verified = ({ body, headers }: Received, secret: string): Payload =>
  new Webhook(secret).verify(body, headers as Record<string, string>)

export const idsOf = (received: readonly Received[]): readonly (string | undefined)[] =>
  received.map(({ headers }) => headers['webhook-id'])

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const endMs = Date.now() + withinMs
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error(`not within ${withinMs} ms`)
    await pause(10)
  }
}
