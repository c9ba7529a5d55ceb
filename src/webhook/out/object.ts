import { DurableObject } from 'cloudflare:workers'
import { behind } from '../../access/background.ts'
import type { ActivityOwner } from '../../activity/contract.ts'
import { shardNamed } from '../../activity/shard.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import { ok, type Result, refuse } from '../../result.ts'
import { shownDelivery } from './bodies.ts'
import { changedEndpoint, disabledEndpoint, openedEndpoint, rotatedEndpoint } from './change.ts'
import type {
  Delivery,
  DeliveryQuery,
  Endpoint,
  EndpointChange,
  OpenEndpoint,
  RedeliverRange,
  Redelivery,
  WebhookEndpointService,
} from './contract.ts'
import { newTestEventId } from './id.ts'
import type { Kept, KeptEndpoint } from './kept.ts'
import { createPayloads, type Payloads } from './payloads.ts'
import type { DeliveryRow } from './rows.ts'
import { sampleOf } from './sample.ts'
import { afresh, HEALTHY, MOST_BULK, PRIORITIES, type Waiting } from './schedule.ts'
import { openable } from './secrets.ts'
import { senderOf } from './sender.ts'
import { sealSecret } from './signature.ts'
import { createStore, type EndpointStore } from './store.ts'
import { endpointView } from './view.ts'
import { createWorking, SWEEP_MS, type Working } from './working.ts'

/** Should this memory end while a call is under way, the alarm begins another one, which sends it again. */
const WAKE_WHILE_SENDING_MS = 15_000
/** Disabled it follows nothing, and only forgets what is old. */
const DISABLED_SWEEP_MS = 6 * 3_600_000
/** A list of deliveries that failed for days would otherwise be megabytes of answers. */
const ATTEMPTS_IN_A_LIST = 20

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
    this.#begin({ endpoint, circuit: HEALTHY, positions: {} })
    if (endpoint.enabled) await this.#follow()
    else this.#go()
    return this.#view(this.#endpoint ?? endpoint)
  }

  async read(owner: ActivityOwner): Promise<Endpoint | null> {
    const endpoint = this.#of(owner)
    return endpoint === undefined ? null : this.#view(endpoint)
  }

  async change(owner: ActivityOwner, change: EndpointChange): Promise<Endpoint | null> {
    const before = this.#of(owner)
    if (before === undefined || this.#working === undefined) return null
    const after = changedEndpoint(before, change, Date.now())
    const { queue } = this.#working
    const isEnabledAgain = !before.enabled && after.enabled
    if (isEnabledAgain) this.#enable(before, after, change.catchUp === true, this.#working)
    else this.#keep(after)
    if (before.enabled && !after.enabled) this.#cancelAll()
    // A receiver that moved is another receiver.
    if (isEnabledAgain || before.settings.url !== after.settings.url) queue.keepCircuit(HEALTHY)
    if (isEnabledAgain) await this.#follow()
    else this.#go()
    return this.#view(this.#endpoint ?? after)
  }

  async rotate(owner: ActivityOwner, secret: string, oldUntilMs: number): Promise<Endpoint | null> {
    const endpoint = this.#of(owner)
    if (endpoint === undefined) return null
    const settings = readSettings(this.env)
    const sealed = sealSecret(settings.signingSecret, endpoint.id, secret)
    const usable = { ...endpoint, secrets: openable(endpoint, settings) }
    const rotated = rotatedEndpoint(usable, sealed, oldUntilMs, Date.now())
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
    const one = this.#store.waitingOne(number)
    if (!found.ok || one === undefined) return found.ok ? refuse('not_found') : found
    // Somebody waits for it: it leaves like news, and what waits already is due now.
    const again = afresh(one, PRIORITIES.news, Date.now())
    this.#store.postpone(again)
    return this.#queued(found.value, [again])
  }

  async redeliverMany(
    owner: ActivityOwner,
    range: RedeliverRange,
  ): Promise<Result<Redelivery, 'not_found' | 'disabled'>> {
    const found = this.#enabled(owner)
    const { queue } = this.#working ?? {}
    if (!found.ok || queue === undefined) return found.ok ? refuse('not_found') : found
    const { waiting, ...left } = this.#store.ended(range, MOST_BULK - queue.bulk())
    const again = waiting.map((one) => afresh(one, PRIORITIES.bulk, Date.now()))
    this.#store.postponeAll(again)
    queue.add(again)
    this.#go()
    return ok({ queued: again.length, ...left })
  }

  async deliveries(owner: ActivityOwner, query: DeliveryQuery) {
    const endpoint = this.#of(owner)
    if (endpoint === undefined) return null
    const rows = this.#store.list({ ...query, first: query.first + 1 })
    const most = query.first === 1 ? undefined : ATTEMPTS_IN_A_LIST
    const keyOf = this.#payloads.keysFor(endpoint)
    const shown = (row: DeliveryRow) => shownDelivery(endpoint.id, row, this.#store.attempts(row.number, most), keyOf)
    const deliveries = await Promise.all(rows.slice(0, query.first).map(shown))
    return { deliveries, hasMore: rows.length > query.first }
  }

  async poke(subjectId: string, position: number): Promise<'delivered' | 'gone'> {
    const [endpoint, working] = [this.#endpoint, this.#working]
    const shard = endpoint?.enabled === true ? shardNamed(endpoint.owner, subjectId) : undefined
    if (shard === undefined || working === undefined) return 'gone'
    await working.feed.poked(shard, position)
    this.#go()
    return 'delivered'
  }

  override async alarm(): Promise<void> {
    this.#armedMs = undefined
    try {
      const working = this.#working
      if (working === undefined || Date.now() < this.#sweepAtMs) return
      const isEnabled = this.#endpoint?.enabled === true
      this.#sweepAtMs = Date.now() + (isEnabled ? SWEEP_MS : DISABLED_SWEEP_MS)
      this.#store.tidy(Date.now())
      working.checkSecrets()
      if (isEnabled) this.#sweepAtMs = await working.follow()
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
      keep: (endpoint) => this.#keep(endpoint),
      gone: () => this.#gone(),
      changed: () => this.#go(),
    })
    return this.#working
  }

  /** It is to follow from now on. Also where that fails, or this memory ends in it, it is tried again soon. */
  async #follow(): Promise<void> {
    this.#sweepAtMs = 0
    this.#go()
    this.#sweepAtMs = (await this.#working?.follow()) ?? 0
    this.#go()
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

  async #queued(endpoint: KeptEndpoint, [waiting]: readonly [Waiting]): Promise<Result<Delivery, never>> {
    this.#working?.queue.add([waiting])
    const row = this.#store.delivery(waiting.number)
    if (row === undefined) throw new Error('a delivery is gone that was queued just now')
    const attempts = this.#store.attempts(waiting.number)
    this.#go()
    return ok(await shownDelivery(endpoint.id, row, attempts, this.#payloads.keysFor(endpoint)))
  }

  #keep(endpoint: KeptEndpoint): void {
    this.#endpoint = endpoint
    this.#store.keepEndpoint(endpoint)
  }

  /** The receiver says that it is gone for good: nothing more is sent until an operator enables it. */
  #gone(): void {
    const endpoint = this.#endpoint
    if (endpoint === undefined) return
    this.#keep(disabledEndpoint(endpoint, 'GONE', Date.now()))
    this.#cancelAll()
  }

  /** It begins with the present, or goes on where it was, with what its being disabled had canceled. */
  #enable({ disabledAtMs }: KeptEndpoint, after: KeptEndpoint, catchesUp: boolean, { queue, feed }: Working): void {
    const canceled = catchesUp && disabledAtMs !== undefined ? this.#store.canceledSince(disabledAtMs) : []
    const again = canceled.map((one) =>
      afresh(one, one.priority === PRIORITIES.bulk ? PRIORITIES.bulk : PRIORITIES.news, Date.now()),
    )
    this.#endpoint = after
    this.#store.enable(after, again, !catchesUp)
    if (!catchesUp) feed.restart()
    queue.add(again)
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
