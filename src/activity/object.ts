import { DurableObject } from 'cloudflare:workers'
import { auditName } from '../audit/name.ts'
import type { ApiEnv } from '../env.ts'
import { createSubscribers, type Subscribers } from '../live/subscribers.ts'
import { createWaiters, longPollMs } from '../live/waiters.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { ActivityPage, ActivityService, Announcement, FollowerKind } from './contract.ts'
import { followerName, followerNamed } from './followers.ts'
import { type ActivityStore, createStore } from './store.ts'

/** What a feed keeps: who was away for longer reads the lists. */
const KEPT_MS = 30 * 24 * 3_600_000
const TIDY_EVERY_MS = 24 * 3_600_000
/** There is more to forget than one look takes. */
const SOON_MS = 100
/** Every screen of a merchant's operators, and its webhook endpoints. */
const MOST_FOLLOWERS = 1_000
/** More than one answer ever needs. */
const LARGEST_PAGE = 500

/**
 * One shard of a merchant's activity. It decides nothing: it puts what payments announce in one order, and tells those
 * who follow how far it has come. The payments stay the only ones who know what is true of them.
 */
export class ActivityObject extends DurableObject<ApiEnv> implements ActivityService {
  readonly #store: ActivityStore
  readonly #followers: Subscribers
  readonly #waiters = createWaiters()
  readonly #name: string
  #head: number
  /** Undefined where this memory does not know. */
  #alarmAtMs: number | undefined

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    this.#name = context.id.name ?? ''
    this.#store = createStore({
      sql: context.storage.sql,
      transactionSync: (work) => context.storage.transactionSync(work),
    })
    this.#head = this.#store.bounds().head
    this.#followers = createSubscribers({
      storage: context.storage,
      background: context,
      follower: (name) => followerNamed(env, name),
      most: MOST_FOLLOWERS,
    })
    // What an older memory may have left untold.
    if (this.#head > 0) this.#followers.tell(this.#name, this.#head)
  }

  async announce(announcement: Announcement): Promise<number> {
    const { paymentId, events } = announcement
    const [firstEvent] = events
    const known = this.#store.seqOf(paymentId) ?? (firstEvent?.seq ?? 1) - 1
    const news = events.filter(({ seq }) => seq > known)
    // With a hole before them they are not taken: the payment hears how far it is known, and begins there.
    if (news[0]?.seq !== known + 1) return known
    this.#store.append(this.#head, { ...announcement, events: news })
    this.#head += news.length
    // The merchant's audit log follows every shard that has something, without anybody asking for it.
    this.#follow('audit', auditName(announcement))
    this.#followers.tell(this.#name, this.#head)
    this.#waiters.wake()
    await this.#lookAfter()
    return known + news.length
  }

  async readOn(after: number, first: number): Promise<ActivityPage> {
    const activities = this.#store.readOn(after, Math.min(first, LARGEST_PAGE))
    return { ...this.#store.bounds(), activities, hasMore: (activities.at(-1)?.position ?? after) < this.#head }
  }

  async readBack(before: number | undefined, first: number): Promise<ActivityPage> {
    const activities = this.#store.readBack(before ?? this.#head + 1, Math.min(first, LARGEST_PAGE))
    const bounds = this.#store.bounds()
    return { ...bounds, activities, hasMore: (activities.at(-1)?.position ?? 0) > bounds.oldest }
  }

  async follow(kind: FollowerKind, id: string): Promise<Result<{ readonly head: number }, 'too_many'>> {
    return this.#follow(kind, id) ? ok({ head: this.#head }) : refuse('too_many')
  }

  async waitBeyond(position: number, timeoutMs: number): Promise<number> {
    await this.#waiters.until(() => this.#head > position, longPollMs(timeoutMs))
    return this.#head
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = undefined
    let isMore = false
    try {
      this.#followers.tellFailed(this.#name, this.#head)
      isMore = this.#store.forget(Date.now() - KEPT_MS)
    } finally {
      await this.#lookAfter(isMore ? SOON_MS : TIDY_EVERY_MS)
    }
  }

  /** Screens have a bound; endpoints have theirs where they are added, and the audit log is one. */
  #follow(kind: FollowerKind, id: string): boolean {
    return this.#followers.add(followerName(kind, id), this.#name, this.#head, { isBounded: kind === 'connection' })
  }

  /** One alarm: while somebody is being told, should this memory end; else to tidy up. */
  async #lookAfter(withinMs = TIDY_EVERY_MS): Promise<void> {
    const nowMs = Date.now()
    const dueMs = Math.min(nowMs + withinMs, this.#followers.allToldMs(nowMs) ?? Number.POSITIVE_INFINITY)
    // One that rings sooner looks again by itself.
    if (this.#alarmAtMs !== undefined && this.#alarmAtMs <= dueMs) return
    this.#alarmAtMs = dueMs
    await this.ctx.storage.setAlarm(dueMs)
  }
}
