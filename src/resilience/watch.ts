import { type Background, behind } from '../access/background.ts'
import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import type { PaymentView } from '../payment/view.ts'
import type { TokenFacts } from '../vault/contract.ts'
import { attemptsSince, observationsOf } from './observations.ts'
import { healthOf } from './service.ts'
import type { HealthSnapshot, Observation } from './snapshot.ts'
import { type AccountMemory, createWatchMemory } from './watchMemory.ts'

/** The oldest snapshot that is served without a question. */
const FRESH_MS = 1_000
/** From this age on it is renewed behind the answer; where the breaker is not closed, before it. */
const RENEW_MS = 500
/** A payment never waits longer than this for health, whatever becomes of the object. */
const PATIENCE_MS = 100
/** Where the object does not answer, what was known is better than nothing for so long. */
const SERVABLE_MS = 30_000
/** How long a permit waits for a command where the one that asked has gone on without it. */
const PERMIT_KEPT_MS = 5_000
/** An object that was slow or failed is not waited for again before this. */
const TROUBLE_MS = 1_000
/** A question that has not ended by now was lost with its request. */
const LOST_MS = 5_000
/** How soon one request sees what another one asked for. */
const LOOK_EVERY_MS = 10
/** What was observed is told within a second, also where no further payment comes. */
const HAND_OVER_MS = 900

type WatchEnv = Pick<ApiEnv, 'GATEWAY_HEALTH'>
type Snapshots = ReadonlyMap<string, HealthSnapshot>
type Asked = { readonly wantsProbe: boolean; readonly returnedProbeAtMs?: number }

/** What became of a command that paid. */
export interface Lesson {
  /** The snapshots that it took along. */
  readonly handed: Snapshots
  /** Null where it was refused, or where its answer was an older one. */
  readonly view: PaymentView | null
  /** When it was sent. */
  readonly sinceMs: number
  /** What was known of the card before it was sent anywhere. */
  readonly card: TokenFacts
}

export type HealthWatch = ReturnType<typeof createHealthWatch>

/**
 * An isolate's view of the gateways' health. A renewal is the report: what was observed is handed over with the question
 * for the newest snapshot, so a healthy payment costs no call of its own. Nothing here throws, and no payment waits for
 * more than a tenth of a second. No promise is shared between requests, for one that is cancelled would never settle for
 * the others; what is shared is what was heard, and the note that somebody asks.
 */
export function createHealthWatch(now: () => number, newIsolateId: () => string) {
  const memory = createWatchMemory()
  // Nothing may be random while a module is loaded, so the first question names the isolate.
  let isolateId: string | undefined

  const isAsking = ({ askingSinceMs }: AccountMemory) => askingSinceMs !== undefined && now() - askingSinceMs < LOST_MS
  /** Half open, and nobody answers: without somebody who tries it would never be closed from here. */
  const servable = ({ snapshot, heardAtMs }: AccountMemory) =>
    now() - heardAtMs <= (snapshot?.breaker === 'HALF_OPEN' ? FRESH_MS : SERVABLE_MS) ? snapshot : undefined

  async function exchange(env: WatchEnv, accountId: string, asked: Asked): Promise<HealthSnapshot> {
    const account = memory.of(accountId)
    isolateId ??= newIsolateId()
    const askedAtMs = now()
    account.askingSinceMs = askedAtMs
    account.askedAtMs = askedAtMs
    try {
      const observations = account.observations.splice(0)
      const report = { isolateId, observations, inFlight: memory.inFlight(accountId, askedAtMs), ...asked }
      const heard = await healthOf(env, accountId).exchange(report)
      const { probe: _probe, ...snapshot } = heard
      if (askedAtMs >= account.heardAtMs) {
        account.snapshot = snapshot
        account.heardAtMs = askedAtMs
      }
      account.troubleUntilMs = 0
      return heard
    } catch (error) {
      account.troubleUntilMs = now() + TROUBLE_MS
      throw error
    } finally {
      if (account.askingSinceMs === askedAtMs) account.askingSinceMs = undefined
    }
  }

  const giveBack = (env: WatchEnv, accountId: string, { atMs }: HealthSnapshot) =>
    exchange(env, accountId, { wantsProbe: false, returnedProbeAtMs: atMs })

  function renewBehind(env: WatchEnv, background: Background, accountId: string): void {
    const account = memory.of(accountId)
    if (isAsking(account) || now() - account.askedAtMs < RENEW_MS) return
    behind(background, 'renewing a gateway’s health', exchange(env, accountId, { wantsProbe: false }))
  }

  /** The next command takes it. Where none comes it goes back. */
  async function keepPermit(env: WatchEnv, accountId: string, permit: HealthSnapshot): Promise<void> {
    const account = memory.of(accountId)
    account.permit = permit
    await pause(PERMIT_KEPT_MS)
    if (account.permit !== permit) return
    account.permit = undefined
    await giveBack(env, accountId, permit)
  }

  function takePermit(account: AccountMemory): HealthSnapshot | undefined {
    const { permit, snapshot } = account
    if (permit === undefined || snapshot?.breaker !== 'HALF_OPEN') return undefined
    account.permit = undefined
    return permit
  }

  /** Asks and waits, but not for long: where the object is far away, the permit that it gives is the next command's. */
  async function askFirst(
    env: WatchEnv,
    background: Background,
    accountId: string,
    wantsProbe: boolean,
  ): Promise<HealthSnapshot | undefined> {
    const account = memory.of(accountId)
    let isWaiting = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const asked = exchange(env, accountId, { wantsProbe }).then((heard) => {
      if (!isWaiting && heard.probe === true) {
        behind(background, 'giving back the permit of a probe', keepPermit(env, accountId, heard))
      }
      return heard
    })
    behind(background, 'asking for a gateway’s health', asked)
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        isWaiting = false
        account.troubleUntilMs = now() + TROUBLE_MS
        resolve(undefined)
      }, PATIENCE_MS)
    })
    const heard = await Promise.race([asked.catch(() => undefined), late])
    clearTimeout(timer)
    return heard ?? servable(account)
  }

  /** Somebody else asks: looks now and then whether it was answered, by a timer of its own. */
  async function lookOn(account: AccountMemory): Promise<HealthSnapshot | undefined> {
    const { heardAtMs } = account
    const sinceMs = now()
    for (let looks = 0; looks * LOOK_EVERY_MS < PATIENCE_MS && now() - sinceMs < PATIENCE_MS; looks += 1) {
      await pause(LOOK_EVERY_MS)
      if (account.heardAtMs > heardAtMs || !isAsking(account)) return servable(account)
    }
    account.troubleUntilMs = now() + TROUBLE_MS
    return servable(account)
  }

  function snapshotFor(env: WatchEnv, background: Background, accountId: string, wantsProbe: boolean) {
    const account = memory.of(accountId)
    const permit = wantsProbe ? takePermit(account) : undefined
    if (permit !== undefined) return permit
    const { snapshot } = account
    const ageMs = now() - account.heardAtMs
    const mayHaveHealed = snapshot?.breaker === 'OPEN' || snapshot?.breaker === 'HALF_OPEN'
    if (snapshot !== undefined && ageMs <= (mayHaveHealed ? RENEW_MS : FRESH_MS)) {
      if (ageMs >= RENEW_MS) renewBehind(env, background, accountId)
      return snapshot
    }
    if (now() < account.troubleUntilMs) {
      renewBehind(env, background, accountId)
      return servable(account)
    }
    return isAsking(account) ? lookOn(account) : askFirst(env, background, accountId, wantsProbe)
  }

  /** Hands over what was observed, unless a renewal has taken it along by then. */
  function handOverSoon(env: WatchEnv, background: Background, accountId: string): void {
    const account = memory.of(accountId)
    if (account.observations.length === 0 || now() - account.handingOverSinceMs < LOST_MS) return
    account.handingOverSinceMs = now()
    const handOver = async () => {
      await pause(Math.max(0, account.askedAtMs + HAND_OVER_MS - now()))
      account.handingOverSinceMs = Number.NEGATIVE_INFINITY
      if (account.observations.length > 0) await exchange(env, accountId, { wantsProbe: false })
    }
    behind(background, 'telling of a gateway’s health', handOver())
  }

  async function learnt(env: WatchEnv, background: Background, { handed, view, sinceMs, card }: Lesson): Promise<void> {
    const observed = view === null ? [] : observationsOf(view, sinceMs, card)
    for (const { accountId, observation } of observed) memory.observe(accountId, observation)
    for (const { accountId } of observed) handOverSoon(env, background, accountId)
    const tried = new Set(view === null ? [] : sentSince(view, sinceMs))
    for (const [accountId, snapshot] of handed) {
      if (snapshot.probe !== true || tried.has(accountId)) continue
      behind(background, 'giving back the permit of a probe', giveBack(env, accountId, snapshot))
    }
  }

  return {
    /**
     * What is known of these accounts, at most a second old where the object answers in time; none where nothing is
     * known. A snapshot with `probe` is the one permit of a half-open breaker, for the command that gets it alone; whoever
     * only looks gets none.
     */
    async snapshots(
      env: WatchEnv,
      background: Background,
      accountIds: readonly string[],
      wantsProbe = true,
    ): Promise<Snapshots> {
      const found = await Promise.all(
        [...new Set(accountIds)].map(async (accountId) => {
          const snapshot = await quietly(() => snapshotFor(env, background, accountId, wantsProbe))
          return [accountId, snapshot] as const
        }),
      )
      return new Map(found.flatMap(([accountId, snapshot]) => (snapshot === undefined ? [] : [[accountId, snapshot]])))
    },

    /** A call to this account is under way, as far as the isolate can know, until `end`. */
    begin: (accountId: string, call: object): void => memory.begin(accountId, call, now()),
    end: (accountId: string, call: object): void => memory.end(accountId, call),

    observe: (accountId: string, observation: Observation): void => memory.observe(accountId, observation),

    /** Tells how many calls are under way, unless somebody did so just now. */
    tell: (env: WatchEnv, background: Background, accountId: string): void => renewBehind(env, background, accountId),

    /** It was changed by hand through this isolate: the next command asks anew. */
    forget(accountId: string): void {
      const account = memory.of(accountId)
      account.snapshot = undefined
      account.heardAtMs = Number.NEGATIVE_INFINITY
    },

    /**
     * Takes what a command's answer teaches, and gives back a permit that it did not use. Where it is not known what became
     * of a command, this is not called: the permit then ends by itself.
     */
    learn(env: WatchEnv, background: Background, lesson: Lesson): void {
      behind(background, 'learning of gateways’ health', learnt(env, background, lesson))
    },
  }
}

const sentSince = (view: PaymentView, sinceMs: number): readonly string[] =>
  attemptsSince(view, sinceMs).flatMap(({ status, accountId }) => (status === 'NOT_SENT' ? [] : [accountId]))

/** A payment is never lost to a fault in here. */
async function quietly(look: () => Promise<HealthSnapshot | undefined> | HealthSnapshot | undefined) {
  try {
    return await look()
  } catch (error) {
    log('error', 'a gateway’s health could not be told', errorFields(error))
    return undefined
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The isolate's own. */
export const healthWatch = createHealthWatch(Date.now, () => crypto.randomUUID())
