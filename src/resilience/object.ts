import { DurableObject } from 'cloudflare:workers'
import type { ApiEnv } from '../env.ts'
import { log } from '../http/log.ts'
import { connectionOf } from '../live/connection.ts'
import { seededUnit } from './backoff.ts'
import type { Breaker } from './breaker.ts'
import { createFollowers, type Followers } from './followers.ts'
import {
  detailsOf,
  type Health,
  questionDueMs,
  snapshotOf,
  UNMEASURED,
  withAnswer,
  withBreaker,
  withExchange,
  withPermit,
  withReport,
} from './health.ts'
import { askGateway } from './question.ts'
import type {
  CallReport,
  GatewayHealthService,
  HealthChange,
  HealthDetails,
  HealthSnapshot,
  IsolateReport,
} from './snapshot.ts'
import { readHealth, writeHealth } from './store.ts'

/** An eviction costs at most so much of what was learnt of approvals, and a busy account one write for it. */
const KEEP_EVERY_MS = 15_000
/** Longer than the platform's own first retries of an alarm, so that a fault is no busy loop. */
const AFTER_FAULT_MS = 60_000

/**
 * The health of one gateway account, by the account's id. It loads, lets the pure part decide, keeps and tells; there is
 * no rule about health here. A change of the breaker is written before anybody hears of it.
 */
export class GatewayHealthObject extends DurableObject<ApiEnv> implements GatewayHealthService {
  #health: Health
  #accountId: string
  /** Whether anything was ever measured: until then reading writes nothing. */
  #isMeasured: boolean
  #unkeptSinceMs: number | undefined
  /** Undefined where this memory does not know. */
  #alarmAtMs: number | undefined
  /** The account is removed or disabled: nothing is asked until somebody uses it again. */
  #isUnused = false
  readonly #followers: Followers

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    const kept = readHealth(context.storage.sql)
    this.#health = kept?.health ?? UNMEASURED
    this.#accountId = kept?.accountId ?? context.id.name ?? ''
    this.#isMeasured = kept !== undefined
    this.#followers = createFollowers({
      storage: context.storage,
      background: context,
      follower: (id) => connectionOf(env, id),
      accountId: () => this.#accountId,
    })
  }

  async exchange(report: IsolateReport): Promise<HealthSnapshot> {
    const nowMs = Date.now()
    const isNews = report.observations.length > 0
    await this.#become(withExchange(this.#health, report, nowMs, this.#unit(nowMs)), isNews, nowMs)
    const permitted = report.wantsProbe ? withPermit(this.#health, nowMs) : undefined
    if (permitted === undefined) return snapshotOf(this.#health, nowMs)
    await this.#become(permitted, false, nowMs)
    return { ...snapshotOf(permitted, nowMs), probe: true }
  }

  async report(report: CallReport): Promise<void> {
    const nowMs = Date.now()
    await this.#become(withReport(this.#health, report, nowMs, this.#unit(nowMs)), true, nowMs, report.reason)
  }

  async isolate(isolated: boolean): Promise<HealthSnapshot> {
    const nowMs = Date.now()
    await this.#become(this.#after({ kind: 'isolated', isolated }, nowMs), false, nowMs)
    return snapshotOf(this.#health, nowMs)
  }

  async snapshot(): Promise<HealthSnapshot | null> {
    const nowMs = Date.now()
    await this.#become(this.#after({ kind: 'time' }, nowMs), false, nowMs)
    return this.#isMeasured ? snapshotOf(this.#health, nowMs) : null
  }

  async details(): Promise<HealthDetails | null> {
    const nowMs = Date.now()
    await this.#become(this.#after({ kind: 'time' }, nowMs), false, nowMs)
    return this.#isMeasured ? detailsOf(this.#health, this.#followers.version(), nowMs) : null
  }

  async waitForChange(version: number, timeoutMs: number): Promise<HealthChange> {
    await this.#followers.waitBeyond(version, timeoutMs)
    return { version: this.#followers.version(), details: await this.details() }
  }

  async subscribe(connectionId: string): Promise<boolean> {
    return this.#followers.add(connectionId)
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = undefined
    let notBeforeMs = Date.now() + AFTER_FAULT_MS
    try {
      this.#followers.begin()
      const dueMs = this.#questionDueMs(Date.now())
      // Before time is let pass: a gateway that is still down is then not offered a payment in between.
      if (dueMs !== undefined && dueMs <= Date.now()) await this.#ask()
      const nowMs = Date.now()
      await this.#become(this.#after({ kind: 'time' }, nowMs), false, nowMs)
      if (this.#unkeptSinceMs !== undefined) this.#keep()
      notBeforeMs = 0
    } finally {
      await this.#setAlarm(notBeforeMs)
    }
  }

  async #ask(): Promise<void> {
    const answer = await askGateway(this.env, this.ctx, this.#accountId)
    const nowMs = Date.now()
    this.#isUnused = answer === 'nobody'
    if (answer === 'nobody') return
    await this.#become(withAnswer(this.#health, answer, nowMs, this.#unit(nowMs)), false, nowMs)
    this.#unkeptSinceMs ??= nowMs
  }

  /** Takes what was decided: keeps and tells a change of the breaker at once, figures by and by. */
  async #become(next: Health, isNews: boolean, nowMs: number, reason?: string): Promise<void> {
    const before = this.#health
    this.#health = next
    const isChange = isOther(before.breaker, next.breaker)
    if (isNews) {
      this.#isMeasured = true
      this.#isUnused = false
      this.#unkeptSinceMs ??= nowMs
    }
    if (isChange) {
      this.#isMeasured = true
      this.#keep()
      this.#logChange(before.breaker, reason)
      this.#followers.tell()
    } else if (isNews) this.#followers.tellSoon()
    if (isChange || isNews) await this.#setAlarm()
  }

  #after(event: Parameters<typeof withBreaker>[1], nowMs: number): Health {
    return withBreaker(this.#health, event, nowMs, this.#unit(nowMs))
  }

  #keep(): void {
    writeHealth(this.ctx.storage.sql, this.#accountId, this.#health)
    this.#unkeptSinceMs = undefined
  }

  #logChange(before: Breaker, reason: string | undefined): void {
    const { state, because, openUntilMs, openings } = this.#health.breaker
    if (state === before.state) return
    const accountId = this.#accountId
    const { successRate, latencyP50Ms } = snapshotOf(this.#health, Date.now())
    if (state === 'OPEN') {
      log('warn', 'breaker_opened', { accountId, because, reason, openUntilMs, openings, successRate, latencyP50Ms })
    } else log('info', `breaker_${state.toLowerCase()}`, { accountId, was: before.state })
  }

  /** Chance that is not the same for two accounts that fail together. */
  #unit(nowMs: number): number {
    return seededUnit(`${this.#accountId} ${nowMs}`)
  }

  #questionDueMs(nowMs: number): number | undefined {
    return this.#isUnused ? undefined : questionDueMs(this.#health, nowMs)
  }

  /** One alarm: for what is not kept, the next question, the end of OPEN, a connection that is being told. */
  async #setAlarm(notBeforeMs = 0): Promise<void> {
    const nowMs = Date.now()
    const { breaker } = this.#health
    const moments = [
      this.#unkeptSinceMs === undefined ? undefined : this.#unkeptSinceMs + KEEP_EVERY_MS,
      this.#questionDueMs(nowMs),
      breaker.state === 'OPEN' ? breaker.openUntilMs : undefined,
      this.#followers.dueMs(nowMs),
    ].filter((moment) => moment !== undefined)
    if (moments.length === 0) return
    const dueMs = Math.max(Math.min(...moments), notBeforeMs)
    if (this.#alarmAtMs !== undefined && this.#alarmAtMs <= dueMs) return
    this.#alarmAtMs = dueMs
    await this.ctx.storage.setAlarm(dueMs)
  }
}

/** What everybody has to hear of, and what must not be lost: the state, its end, the permit. */
const isOther = (one: Breaker, other: Breaker): boolean =>
  one.state !== other.state || one.openUntilMs !== other.openUntilMs || one.leaseUntilMs !== other.leaseUntilMs
