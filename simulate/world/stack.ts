import type { PaymentService } from '../../src/payment/contract.ts'
import type { Core } from '../bundle.ts'
import { createBucket } from '../platform/bucket.ts'
import type { Clock } from '../platform/clock.ts'
import type { Faults } from '../platform/faults.ts'
import { createObjects, type ObjectKind, type SimulatedObject } from '../platform/objects.ts'
import { createPostgres } from '../platform/postgres.ts'
import { createQueue } from '../platform/queue.ts'
import { chanceOf } from '../platform/random.ts'
import { memoryRows, type Rows, sqliteRows } from '../platform/storage.ts'
import { createAcquirer } from './acquirer.ts'
import type { CardKind } from './book.ts'
import { createGateways } from './gateway.ts'
import { createReceiver } from './receiver.ts'
import { createRequests } from './requests.ts'
import { ACCOUNTS, accountNamed, FAULTS_END_MS, kindIn, OWNER } from './settings.ts'
import { createTeller } from './teller.ts'
import { likelier, type Weather } from './weather.ts'

export interface StackOptions {
  readonly core: Core
  readonly seed: number
  readonly clock: Clock
  readonly faults: Faults
  readonly weather: Weather
  readonly storage: 'memory' | 'sqlite'
  readonly labelOf: (name: string) => string
  readonly trace: (line: () => string) => void
}

export type Stack = ReturnType<typeof createStack>

/** The product on the simulated platform, and what it talks to: everything that is bound to something else. */
export function createStack({ core, seed, clock, faults, weather, storage, labelOf, trace }: StackOptions) {
  const receiver = createReceiver(clock, faults, seed, FAULTS_END_MS)
  const objects = createObjects({ clock, faults, trace, exports: { WebhookSender: { post: receiver.post } } })
  const postgres = createPostgres(clock, faults)
  const bucket = createBucket(clock, faults)
  const requests = createRequests(clock, faults, objects)

  core.surround({
    nowMs: clock.nowMs,
    unit: chanceOf(seed, 'the platform').unit,
    after: (ms, work) => clock.after(ms, clock.current(), work),
    every(ms, work) {
      const owner = clock.current()
      const again = () => {
        if (timer.isCleared) return
        work()
        clock.after(ms, owner, again)
      }
      const timer = clock.after(ms, owner, again)
      return timer
    },
    fetch: postgres.fetch,
    log: (line) => trace(() => `log ${line.slice(0, 200)}`),
  })

  const plain = (): Rows => (storage === 'sqlite' ? sqliteRows() : memoryRows())
  const kindOf = (Class: unknown, rows: () => Rows, isBackground: boolean): ObjectKind => {
    const Made = Class as new (context: unknown, env: unknown) => SimulatedObject
    return { rows, isBackground, make: (context) => new Made(context, env) }
  }
  const payments = objects.namespace(kindOf(core.PaymentObject, plain, false), labelOf)
  const health = objects.namespace(kindOf(core.GatewayHealthObject, plain, true), (name) => `health ${name.slice(-1)}`)
  const activity = objects.namespace(kindOf(core.ActivityObject, plain, true), (name) => `feed ${name.slice(-1)}`)
  const endpoints = objects.namespace(kindOf(core.WebhookEndpointObject, sqliteRows, true), labelOf)

  const gateways = createGateways({
    ...{ clock, faults, objects, labelOf, trace },
    acquirerOf: (accountId) => acquirers.get(accountId),
    weather: (accountId, nowMs) => likelier(weather, accountId, nowMs),
  })
  const queue = createQueue({
    ...{ clock, faults, leave: objects.leave, trace },
    consume: (batch) => core.consumePaymentEvents(batch as never, env as never),
  })
  const named = (namespace: (name: string) => { readonly stub: object }) => ({
    getByName: (name: string) => namespace(name).stub,
  })
  const idle = { reported: async () => undefined, projected: async () => undefined, poke: async () => 'delivered' }
  const env = {
    ENVIRONMENT: 'production',
    PUBLIC_ORIGIN: 'https://pay.test',
    VAULT_ORIGIN: 'https://vault.test',
    DATABASE_URL: 'postgres://simulated:simulated@database.test/simulated',
    SIGNING_SECRET: 'a secret of a simulated world, of enough characters',
    PAYMENTS: named(payments),
    GATEWAY_HEALTH: named(health),
    ACTIVITY: named(activity),
    WEBHOOK_ENDPOINTS: named(endpoints),
    AUDIT: { getByName: () => idle },
    STACK_HEALTH: { getByName: () => idle },
    VAULT: gateways,
    PAYMENT_EVENTS: queue.binding,
    ARCHIVE: bucket,
    CONFIG: {
      get: async (name: string) => core.keptEntry(accountNamed(name, weather), clock.nowMs()),
      put: async () => undefined,
    },
  }

  const cards = new Map<string, CardKind>()
  const paymentOf = (id: string): PaymentService => payments(id).stub as PaymentService
  const teller = createTeller({
    ...{ clock, faults, requests, trace },
    deliver: (accountId, body) =>
      core.deliver(body, { accountId, ...OWNER }, kindIn(weather, accountId), {
        ...{ vault: gateways, gatewayOf: core.gatewayOf, payment: paymentOf },
      }),
  })
  const acquirers = new Map(
    ACCOUNTS.map((account) => [
      account,
      createAcquirer({
        ...{ account: account.slice(-1), clock, faults, labelOf, trace },
        isAsynchronous: weather.asynchronous.has(account),
        cardOf: (token) => cards.get(token) ?? 'declines',
        tell: (body) => teller.tell(account, body),
      }),
    ]),
  )
  return {
    ...{ env, objects, requests, payments, endpoints, paymentOf, acquirers, postgres, bucket, receiver },
    keepCard: (token: string, kind: CardKind): void => void cards.set(token, kind),
  }
}
