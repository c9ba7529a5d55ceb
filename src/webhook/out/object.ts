import { DurableObject } from 'cloudflare:workers'
import { behind } from '../../access/background.ts'
import type { ActivityOwner } from '../../activity/contract.ts'
import { shardNamed } from '../../activity/shard.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import { ok, type Result, refuse } from '../../result.ts'
import { type BodyKeys, openedDelivery } from './bodies.ts'
import { changedEndpoint, openedEndpoint, rotatedEndpoint } from './change.ts'
import type {
  Delivery,
  DeliveryQuery,
  Endpoint,
  EndpointChange,
  OpenEndpoint,
  RedeliverRange,
  WebhookEndpointService,
} from './contract.ts'
import { newTestEventId } from './id.ts'
import { createPayloads, type Payloads } from './payloads.ts'
import { sampleOf } from './sample.ts'
import { DEADLINE_MS, HEALTHY, PRIORITIES, type Waiting } from './schedule.ts'
import { senderOf } from './sender.ts'
import { sealSecret } from './signature.ts'
import { createStore, type DeliveryRow, type EndpointStore, type Kept, type KeptEndpoint } from './store.ts'
import { deliveryView, endpointView } from './view.ts'
import { createWorking, type Working } from './working.ts'

/** Should this memory end while a call is under way, the alarm begins another one, which sends it again. */
const WAKE_WHILE_SENDING_MS = 15_000
/** A poke that was lost is made up for by then. Four calls, so seldom that nobody has to count them. */
const SWEEP_MS = 5 * 60_000

/**
 * One webhook endpoint: it follows its merchant's feed, and what it has read there becomes deliveries in the same commit
 * as the place that it has read up to. So it needs nobody to hand it anything over, and Postgres not at all.
 */
export class WebhookEndpointObject extends DurableObject<ApiEnv> implements WebhookEndpointService {
  readonly #store: EndpointStore
  readonly #payloads: Payloads
  #endpoint: KeptEndpoint | undefined
  #working: Working | undefined
  #armedMs: number | undefined
  #sweepAtMs = 0

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    const { storage } = context
    this.#store = createStore({ sql: storage.sql, transactionSync: (work) => storage.transactionSync(work) })
    this.#payloads = createPayloads(env, context)
    const kept = this.#store.read()
    if (kept === undefined) return
    this.#begin(kept)
    // An alarm that is set already stays where it is. In the alarm itself there is none, and then it is time to look around.
    void context.blockConcurrencyWhile(async () => {
      this.#armedMs = (await storage.getAlarm()) ?? undefined
      this.#sweepAtMs = this.#armedMs ?? 0
    })
  }

  async open(input: OpenEndpoint): Promise<Endpoint> {
    if (this.#endpoint !== undefined) throw new Error('this endpoint was made before')
    const { signingSecret } = readSettings(this.env)
    const id = this.ctx.id.name ?? ''
    const endpoint = openedEndpoint(input, id, sealSecret(signingSecret, id, input.secret), Date.now())
    this.#store.create(endpoint)
    const { feed } = this.#begin({ endpoint, circuit: HEALTHY, positions: {} })
    try {
      if (endpoint.enabled) await feed.follow()
      this.#sweepAtMs = Date.now() + SWEEP_MS
    } finally {
      this.#go()
    }
    return this.#view(endpoint)
  }

  async read(owner: ActivityOwner): Promise<Endpoint | null> {
    const endpoint = this.#of(owner)
    return endpoint === undefined ? null : this.#view(endpoint)
  }

  async change(owner: ActivityOwner, change: EndpointChange): Promise<Endpoint | null> {
    const before = this.#of(owner)
    if (before === undefined || this.#working === undefined) return null
    const after = changedEndpoint(before, change, Date.now())
    this.#keep(after)
    const { queue, feed } = this.#working
    if (before.enabled && !after.enabled) this.#cancelAll()
    if (!before.enabled && after.enabled) {
      queue.keepCircuit(HEALTHY)
      if (change.catchUp !== true) feed.restart()
      await feed.follow()
    }
    // A receiver that moved is another receiver.
    if (before.settings.url !== after.settings.url) queue.keepCircuit(HEALTHY)
    this.#go()
    return this.#view(after)
  }

  async rotate(owner: ActivityOwner, secret: string, oldUntilMs: number): Promise<Endpoint | null> {
    const endpoint = this.#of(owner)
    if (endpoint === undefined) return null
    const sealed = sealSecret(readSettings(this.env).signingSecret, endpoint.id, secret)
    const rotated = rotatedEndpoint(endpoint, sealed, oldUntilMs, Date.now())
    this.#keep(rotated)
    return this.#view(rotated)
  }

  async remove(owner: ActivityOwner): Promise<boolean> {
    if (this.#of(owner) === undefined) return false
    this.#endpoint = undefined
    this.#working?.queue.clear()
    this.#working = undefined
    this.#armedMs = undefined
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
    this.#store.forget()
    return true
  }

  async sendTest(owner: ActivityOwner, type: PaymentEventType): Promise<Result<Delivery, 'not_found' | 'disabled'>> {
    const found = this.#enabled(owner)
    if (!found.ok) return found
    const eventId = newTestEventId()
    const { event, view } = sampleOf(type, owner, eventId, Date.now())
    const body = await this.#payloads.render(found.value, event, view, { eventId })
    const delivery = { eventId, type, paymentId: view.id, seq: event.seq, test: { body } }
    const [waiting] = this.#store.take([delivery], undefined, Date.now())
    if (waiting === undefined) throw new Error('a test event got an id that there is already')
    return this.#queued(found.value, [waiting])
  }

  async redeliver(owner: ActivityOwner, number: number): Promise<Result<Delivery, 'not_found' | 'disabled'>> {
    const found = this.#enabled(owner)
    const row = this.#store.delivery(number)
    if (!found.ok || row === undefined) return found.ok ? refuse('not_found') : found
    // Somebody waits for it: it leaves like news, and what waits already is due now.
    const again = this.#again({ number, paymentId: row.payment_id, seq: row.seq }, PRIORITIES.news)
    this.#store.postpone(again)
    return this.#queued(found.value, [again])
  }

  async redeliverMany(owner: ActivityOwner, range: RedeliverRange): Promise<Result<number, 'not_found' | 'disabled'>> {
    const found = this.#enabled(owner)
    if (!found.ok) return found
    const again = this.#store.ended(range).map((one) => this.#again(one, PRIORITIES.bulk))
    this.ctx.storage.transactionSync(() => {
      for (const one of again) this.#store.postpone(one)
    })
    this.#working?.queue.add(again)
    this.#go()
    return ok(again.length)
  }

  async deliveries(owner: ActivityOwner, query: DeliveryQuery) {
    const endpoint = this.#of(owner)
    if (endpoint === undefined) return null
    const rows = this.#store.list({ ...query, first: query.first + 1 })
    const keyOf = this.#payloads.keysFor(endpoint)
    const deliveries = await Promise.all(rows.slice(0, query.first).map((row) => this.#delivery(endpoint, row, keyOf)))
    return { deliveries, hasMore: rows.length > query.first }
  }

  async poke(subjectId: string, position: number): Promise<'delivered' | 'gone'> {
    const [endpoint, working] = [this.#endpoint, this.#working]
    const shard = endpoint?.enabled === true ? shardNamed(endpoint.owner, subjectId) : undefined
    if (shard === undefined || working === undefined) return 'gone'
    if ((working.feed.position(shard) ?? 0) < position) await working.feed.pull(shard)
    this.#go()
    return 'delivered'
  }

  override async alarm(): Promise<void> {
    this.#armedMs = undefined
    try {
      const working = this.#working
      if (working === undefined || Date.now() < this.#sweepAtMs) return
      this.#sweepAtMs = Date.now() + SWEEP_MS
      this.#store.tidy(Date.now())
      if (this.#endpoint?.enabled === true) await working.feed.follow()
    } finally {
      this.#go()
    }
  }

  /** Takes up what is kept: what an endpoint works with lives as long as this memory. */
  #begin(kept: Kept): Working {
    this.#endpoint = kept.endpoint
    this.#working = createWorking(kept, {
      env: this.env,
      sender: senderOf(this.ctx),
      store: this.#store,
      payloads: this.#payloads,
      endpoint: () => this.#endpoint,
      gone: () => this.#gone(),
      changed: () => this.#go(),
    })
    return this.#working
  }

  /** Sends what may leave, and sees to being awake for what may not yet. */
  #go(): void {
    const working = this.#working
    if (working === undefined) return
    const { queue, feed } = working
    if (this.#endpoint?.enabled === true) {
      queue.run()
      behind(this.ctx, 'reading on in the feed', feed.resume())
    }
    const nowMs = Date.now()
    const dueMs = [
      queue.isRunning() ? nowMs + WAKE_WHILE_SENDING_MS : undefined,
      queue.nextMs(),
      Math.max(this.#sweepAtMs, nowMs + 1_000),
    ].filter((one) => one !== undefined)
    this.#arm(Math.min(...dueMs))
  }

  /** The alarm only ever moves nearer: one that comes too early looks at everything and goes on. */
  #arm(dueMs: number): void {
    if (this.#armedMs !== undefined && this.#armedMs <= dueMs) return
    this.#armedMs = dueMs
    behind(this.ctx, 'setting an alarm', this.ctx.storage.setAlarm(dueMs))
  }

  #of(owner: ActivityOwner): KeptEndpoint | undefined {
    const endpoint = this.#endpoint
    const isIts = endpoint?.owner.merchantId === owner.merchantId && endpoint.owner.mode === owner.mode
    return isIts ? endpoint : undefined
  }

  #enabled(owner: ActivityOwner): Result<KeptEndpoint, 'not_found' | 'disabled'> {
    const endpoint = this.#of(owner)
    if (endpoint === undefined) return refuse('not_found')
    return endpoint.enabled ? ok(endpoint) : refuse('disabled')
  }

  #again(one: Pick<Waiting, 'number' | 'paymentId' | 'seq'>, priority: Waiting['priority']): Waiting {
    const nowMs = Date.now()
    return { ...one, priority, tries: 0, dueAtMs: nowMs, deadlineMs: nowMs + DEADLINE_MS }
  }

  async #delivery(endpoint: KeptEndpoint, row: DeliveryRow, keyOf: BodyKeys): Promise<Delivery> {
    const opened = await openedDelivery(row, this.#store.attempts(row.number), keyOf)
    return deliveryView(endpoint.id, opened.row, opened.attempts)
  }

  async #queued(endpoint: KeptEndpoint, [waiting]: readonly [Waiting]): Promise<Result<Delivery, never>> {
    this.#working?.queue.add([waiting])
    const row = this.#store.delivery(waiting.number)
    if (row === undefined) throw new Error('a delivery is gone that was queued just now')
    const attempts = this.#store.attempts(waiting.number)
    this.#go()
    const opened = await openedDelivery(row, attempts, this.#payloads.keysFor(endpoint))
    return ok(deliveryView(endpoint.id, opened.row, opened.attempts))
  }

  #keep(endpoint: KeptEndpoint): void {
    this.#endpoint = endpoint
    this.#store.keepEndpoint(endpoint)
  }

  /** The receiver says that it is gone for good: nothing more is sent until an operator enables it. */
  #gone(): void {
    const endpoint = this.#endpoint
    if (endpoint === undefined) return
    this.#keep({ ...endpoint, enabled: false, disabledReason: 'GONE', updatedAtMs: Date.now() })
    this.#cancelAll()
  }

  #cancelAll(): void {
    this.#working?.queue.clear()
    this.#store.cancelAll(Date.now())
  }

  #view(endpoint: KeptEndpoint): Endpoint {
    const { queue } = this.#working ?? {}
    return endpointView(endpoint, queue?.circuit() ?? HEALTHY, queue?.size() ?? 0, Date.now())
  }
}
