import { DurableObject } from 'cloudflare:workers'
import type { ApiEnv } from '../env.ts'
import type { GatewayMessage } from '../gateway/gateway.ts'
import type { ThreeDSStep } from '../gateway/threeDS.ts'
import { log as report } from '../http/log.ts'
import { connectionOf } from '../live/connection.ts'
import type { SubscribeResult } from '../live/contract.ts'
import type { SpendCommand } from '../vault/contract.ts'
import { actorOf, TURNPIKE } from './actor.ts'
import { type AlarmClock, createAlarmClock } from './alarmClock.ts'
import { alertsOf } from './alerts.ts'
import { nextCheckAtMs } from './amounts.ts'
import { isSettled, PAYMENT_DEADLINE_MS } from './asked.ts'
import { callPorts } from './call/fromObject.ts'
import { perform } from './call/perform.ts'
import type { Answer, Caller, Command } from './command.ts'
import type { MessageAccount, PaymentService, Receipt, ReturnDestination } from './contract.ts'
import { decide, placedAfter } from './decide.ts'
import { decideErasure, ERASED, type ErasureOwner } from './erasure.ts'
import type { Actor, NewEvent } from './event.ts'
import { afterCall } from './health.ts'
import { createLive, type Live } from './live.ts'
import { appendCommit, type Commit, emptyLog, type Log, messageName, readLog, withCommit } from './log.ts'
import { createMemory, spentBy } from './memory.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { isOwnAccount, mayRead } from './permission.ts'
import { presentOpened } from './present.ts'
import { mapped, newSealKey, openedText, sealedText } from './seal.ts'
import type { Effect, Step } from './step.ts'
import { openStep } from './transition/step.ts'
import { transition } from './transition/transition.ts'
import type { EventPage, PaymentView } from './view.ts'

/** More messages than a gateway has to tell of one payment. */
const MOST_MESSAGES = 1_000
/** A shopper who came back is shown the outcome where it is found out this fast, and the shop's page in any case. */
const RETURN_WAIT_MS = 5_000
/** Longer than the platform's own first retries, so that both together stay rare. */
const AFTER_FAULT_MS = 60_000

/**
 * One payment: the only writer of its log. It loads, lets the core decide, commits, and runs what the commit asks for;
 * there is no rule about money here. Everything between reading the state and committing happens without an await, so
 * that no two decisions can see the same state.
 */
export class PaymentObject extends DurableObject<ApiEnv> implements PaymentService {
  #log: Log | undefined
  readonly #memory = createMemory()
  readonly #live: Live
  readonly #outbox: Outbox
  #recovered = false
  readonly #alarm: AlarmClock

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    this.#log = readLog(context.storage.sql, undefined)
    this.#live = createLive({
      storage: context.storage,
      background: context,
      memory: this.#memory,
      log: () => this.#log,
      recover: () => this.#recover(),
      follower: (id) => connectionOf(env, id),
    })
    this.#alarm = createAlarmClock(context.storage, () => this.#log, this.#memory, this.#live)
    this.#outbox = createOutbox({
      env,
      storage: context.storage,
      background: context,
      memory: this.#memory,
      log: () => this.#log,
      become: (log) => {
        this.#log = log
      },
    })
  }

  async execute(command: Command): Promise<Answer> {
    this.#recover()
    const nowMs = Date.now()
    const log = this.#log ?? emptyLog(command.paymentId)
    const sealKey = log.sealKey ?? newSealKey()
    const decided = decide(command, log, sealKey, nowMs)
    switch (decided.kind) {
      case 'refused': {
        const { refusal, replayed, answer } = decided
        if (answer !== undefined) this.#commit(log, [], nowMs, TURNPIKE, { answer })
        return { ok: false, refusal, replayed }
      }
      case 'replayed':
        return this.#answer(command, decided.number, decided.firstSeenAtMs, true)
      case 'accepted': {
        const { events, effects, answer } = decided
        this.#memory.keepCardOf(command)
        this.#commit({ ...log, sealKey }, events, nowMs, actorOf(command), { answer })
        this.#run(effects)
        return this.#answer(command, answer.number, nowMs, false)
      }
    }
  }

  async read(caller: Caller): Promise<PaymentView | null> {
    this.#recover()
    const { state, sealKey } = this.#log ?? {}
    return state !== undefined && mayRead(state, caller, Date.now()) ? presentOpened(state, sealKey) : null
  }

  async readEvents(caller: Caller, after: number, first: number, withViews: boolean): Promise<EventPage | null> {
    return this.#live.readEvents(caller, after, first, withViews)
  }

  async subscribe(caller: Caller, connectionId: string): Promise<SubscribeResult> {
    return this.#live.subscribe(caller, connectionId)
  }

  async readStates(caller: Caller, after: number | undefined): Promise<readonly PaymentView[] | null> {
    return this.#live.readStates(caller, after)
  }

  async readAt(caller: Caller, atMs: number): Promise<PaymentView | null> {
    return this.#live.readAt(caller, atMs)
  }

  async waitBeyond(caller: Caller, seq: number, timeoutMs: number): Promise<number | null> {
    return this.#live.waitBeyond(caller, seq, timeoutMs)
  }

  async receive(message: GatewayMessage, account: MessageAccount): Promise<Receipt> {
    this.#recover()
    const log = this.#log
    // Another merchant's account may be as genuine as it likes: for it this payment does not exist.
    if (log?.state === undefined || !isOwnAccount(log.state, account)) return 'unknown_payment'
    const name = messageName(message, account.accountId)
    const isParked = log.parked.some((waiting) => messageName(waiting.message, waiting.accountId) === name)
    if (isParked || log.handled.has(name)) return 'duplicate'
    // A gateway that never stops talking about one payment: what it says is kept elsewhere, not in this log.
    if (log.handled.size + log.parked.length >= MOST_MESSAGES) return 'unknown_payment'
    this.#take(log, message, account.accountId)
    return 'stored'
  }

  async returned(attempt: number, values: Readonly<Record<string, string>>): Promise<ReturnDestination | null> {
    this.#recover()
    const attempted = this.#log?.state?.attempts[attempt - 1]
    if (attempted === undefined) return null
    const { sealKey, paymentId, state } = this.#log ?? unwritten()
    const sealed = mapped(values, (value) => sealedText(sealKey ?? unwritten(), paymentId, value))
    this.#apply({ kind: 'returned', attempt, values: sealed, said: values }, { kind: 'client' })
    await this.#memory.until(() => this.#log?.state?.status !== 'PROCESSING', RETURN_WAIT_MS)
    const returnUrl = attempted.returnUrl ?? state?.returnUrl
    return { returnUrl: returnUrl && openedText(sealKey, paymentId, returnUrl) }
  }

  async erase(owner: ErasureOwner): ReturnType<PaymentService['erase']> {
    this.#recover()
    const decided = decideErasure(this.#log, owner)
    if (typeof decided === 'string') return decided
    this.#commit(decided, [ERASED], Date.now(), TURNPIKE, {})
    return 'erased'
  }

  async stepOf(attempt: number): Promise<{ readonly step?: ThreeDSStep } | null> {
    this.#recover()
    return openStep(this.#log?.state, attempt)
  }

  async projected(seq: number): Promise<void> {
    this.#recover()
    if (!this.#outbox.projected(seq)) return
    await this.#alarm.set()
    await this.#outbox.project(false)
  }

  override async alarm(): Promise<void> {
    this.#alarm.rang()
    // What a fault leaves undone stays due. It is not tried again at once, or a bug would be a busy loop.
    let notBeforeMs = Date.now() + AFTER_FAULT_MS
    try {
      const wasProjected = this.#outbox.isProjected()
      this.#recover()
      this.#apply({ kind: 'check', running: this.#memory.running(), woken: false })
      if (!wasProjected) await this.#outbox.project(true)
      this.#outbox.announce()
      notBeforeMs = 0
    } finally {
      await this.#alarm.set(notBeforeMs)
    }
  }

  /** Once after the object's memory began: whatever was under way when the old memory ended is found out now. */
  #recover(): void {
    if (this.#recovered) return
    this.#recovered = true
    this.#live.tell()
    this.#outbox.announce()
    if (this.#log?.state === undefined || this.#log.state.calls.length === 0) return
    this.#apply({ kind: 'check', running: [], woken: true })
  }

  /** Lets the core decide on something that no caller waits for, commits and runs it. */
  #apply(step: Step, by: Actor = TURNPIKE): void {
    const log = this.#log
    if (log?.state === undefined) return
    const nowMs = Date.now()
    const decision = transition(log.state, step, nowMs, log.paymentId)
    if (!decision.ok) return
    const { events, effects } = decision.value
    if (events.length > 0) this.#commit(log, events, nowMs, by, {})
    else this.ctx.waitUntil(this.#alarm.set())
    this.#run(effects)
  }

  #take(log: Log, message: GatewayMessage, accountId: string): void {
    // Taking one parked message offers the others again, so it may have been dealt with in between.
    if (log.state === undefined || log.handled.has(messageName(message, accountId))) return
    const nowMs = Date.now()
    const cards = this.#memory.cards()
    const decision = transition(log.state, { kind: 'message', message, accountId, cards }, nowMs, log.paymentId)
    if (!decision.ok) return
    const { events, effects, parked } = decision.value
    const by: Actor = { kind: 'gateway', id: accountId }
    if (parked === undefined) this.#commit(log, events, nowMs, by, { handled: [messageName(message, accountId)] })
    else if (!log.parked.some((waiting) => waiting.message.id === message.id && waiting.accountId === accountId)) {
      this.#commit(log, [], nowMs, by, { parked: { message, accountId } })
    }
    this.#run(effects)
  }

  /** One commit per step. Durable before anything leaves the object: the platform holds calls and answers until then. */
  #commit(log: Log, events: readonly NewEvent[], nowMs: number, by: Actor, rest: Omit<Commit, 'events'>): void {
    const commit: Commit = { ...rest, events: placedAfter(log, events, nowMs, by) }
    const sealKey = log.sealKey ?? newSealKey()
    appendCommit(this.ctx.storage, log, commit, sealKey)
    const next = withCommit({ ...log, sealKey }, commit)
    this.#log = next
    this.#memory.committed(next.state)
    for (const { level, event, detail } of alertsOf(commit.events, log.state))
      report(level, event, { paymentId: log.paymentId, ...detail })
    for (const spent of spentBy(commit.events, next.state)) this.#spend(spent)
    if (events.length > 0) {
      this.#live.tell()
      this.#outbox.announce()
    }
    this.ctx.waitUntil(this.#alarm.set())
    if (events.length === 0) return
    for (const { message, accountId } of next.parked) this.#take(this.#log, message, accountId)
    this.#memory.whenQuiet(() => this.ctx.waitUntil(this.#outbox.project(false)))
  }

  #run(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (this.#memory.begin(effect.call)) this.ctx.waitUntil(this.#perform(effect))
    }
  }

  async #perform(effect: Effect): Promise<void> {
    if (effect.delayMs !== undefined) await scheduler.wait(effect.delayMs)
    const { call } = effect
    const state = this.#log?.state ?? unwritten()
    const result = await perform(
      callPorts(this.env, this.#memory, () => this.#log),
      state,
      effect,
    )
    const unavailable = await afterCall(this.env, this.ctx, state, effect, result)
    this.#memory.end(call)
    this.#apply({ kind: 'outcome', call, ...result, unavailable, cards: this.#memory.cards() })
  }

  #spend(spent: Pick<SpendCommand, 'tokenId' | 'outcome'>): void {
    // Best effort: a token that is not wiped now is wiped when it expires, and this payment sends it to nobody any more.
    const { id: paymentId, merchantId, mode } = this.#log?.state ?? unwritten()
    this.ctx.waitUntil(this.env.VAULT.spend({ ...spent, paymentId, merchantId, mode }).catch(() => undefined))
  }

  /** Waits until what the command began has come to an end or the payment's deadline, then tells how things stand. */
  async #answer(
    command: Command,
    number: number | undefined,
    firstSeenAtMs: number,
    replayed: boolean,
  ): Promise<Answer> {
    const deadlineMs = Date.now() + PAYMENT_DEADLINE_MS
    const settled = () => {
      const state = this.#log?.state
      if (state === undefined || isSettled(command, number, state)) return true
      // Nothing runs, and the next look is beyond the deadline: waiting on would tell the caller nothing more.
      return this.#memory.running().length === 0 && (nextCheckAtMs(state) ?? Number.POSITIVE_INFINITY) > deadlineMs
    }
    await this.#memory.until(settled, PAYMENT_DEADLINE_MS)
    const { state, sealKey } = this.#log ?? {}
    return { ok: true, view: presentOpened(state ?? unwritten(), sealKey), replayed, firstSeenAtMs, number }
  }
}

function unwritten(): never {
  throw new Error('the payment has no state after its commit')
}
