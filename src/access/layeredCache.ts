import { UnavailableError } from '../db/trouble.ts'
import { fromJson, toJson } from '../money/json.ts'
import { type Background, behind } from './background.ts'
import { createCache } from './cache.ts'

/** Served without a question. A change made with the command-line tools is in KV at once and is seen after this. */
const FRESH_MS = 3_000
/** Served, and renewed behind the answer. An older one is renewed first, and served only where that fails. */
const SERVABLE_MS = 10_000
/** KV's entry is taken as it is until this age; then Postgres is asked again, so that what bypassed KV is seen too. */
const KV_FRESH_MS = 30_000
const KV_CACHE_SECONDS = 30
/** One renewal at a time for each entry; one that has not ended by now was lost with its request. */
const RENEWAL_MS = 5_000
/** Absence is remembered only in the isolate, so that guessed ids cost no writes. */
const ABSENT_MS = 5_000

export interface LayeredCache<Value> {
  /** The value from the isolate, KV or `load` (Postgres), in this order. Throws `UnavailableError` where none has it. */
  read(config: KVNamespace, context: Background, name: string, load: () => Promise<Value>): Promise<Value>
  /** It was changed just now: the isolate that knows so does not go on with what it remembers. */
  forget(name: string): void
}

/** How an entry stands in KV. */
interface Kept<Value> {
  readonly value: Value
  readonly loadedAtMs: number
}

export const keptEntry = <Value>(value: Value, loadedAtMs: number): string =>
  toJson({ value, loadedAtMs } satisfies Kept<Value>)

export interface CacheOptions<Value> {
  readonly freshMs?: number
  readonly servableMs?: number
  /** Whether KV's entry says all there is to know. Where it does not, Postgres is asked at once, whatever its age. */
  readonly isWhole?: (value: Value) => boolean
}

/**
 * Configuration that payments must not wait for: from the isolate's memory, from KV, which may be stale while Postgres
 * is down, from Postgres. No promise is shared between requests, for one whose request is cancelled would never settle
 * for the others; what is shared is the note that a renewal is under way.
 */
export function layeredCache<Value>(
  capacity: number,
  now: () => number,
  { freshMs = FRESH_MS, servableMs = SERVABLE_MS, isWhole = () => true }: CacheOptions<Value> = {},
): LayeredCache<Value> {
  const memory = createCache<Value>(capacity)
  const renewals = new Map<string, number>()

  async function renew(config: KVNamespace, context: Background, name: string, load: () => Promise<Value>) {
    const kept = await readKept<Value>(config, name)
    const nowMs = now()
    if (kept !== undefined && nowMs - kept.loadedAtMs < KV_FRESH_MS && isWhole(kept.value)) {
      memory.set(name, kept.value, nowMs)
      return kept.value
    }
    try {
      const value = await load()
      memory.set(name, value, now())
      if (value !== null) behind(context, 'keeping configuration in KV', keep(config, name, value, nowMs))
      return value
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
      const stale = kept ?? memory.get(name)
      if (stale === undefined) throw error
      memory.set(name, stale.value, now())
      return stale.value
    }
  }

  async function renewBehind(...arguments_: Parameters<typeof renew>): Promise<void> {
    const [, , name] = arguments_
    const nowMs = now()
    if (nowMs - (renewals.get(name) ?? 0) < RENEWAL_MS) return
    renewals.set(name, nowMs)
    try {
      await renew(...arguments_)
    } finally {
      renewals.delete(name)
    }
  }

  return {
    forget: (name) => memory.delete(name),
    async read(config, context, name, load) {
      const remembered = memory.get(name)
      const ageMs = remembered === undefined ? Number.POSITIVE_INFINITY : now() - remembered.sinceMs
      if (remembered !== undefined && ageMs < (remembered.value === null ? ABSENT_MS : servableMs)) {
        if (ageMs >= freshMs) behind(context, 'renewing configuration', renewBehind(config, context, name, load))
        return remembered.value
      }
      return renew(config, context, name, load)
    },
  }
}

/** Somebody may have changed it while it was being loaded: what KV has from a later moment stays. */
async function keep<Value>(config: KVNamespace, name: string, value: Value, loadedAtMs: number): Promise<void> {
  const kept = await readKept<Value>(config, name)
  if (kept === undefined || kept.loadedAtMs <= loadedAtMs) await config.put(name, keptEntry(value, loadedAtMs))
}

/** What KV has, or undefined: also where KV cannot say, for then Postgres can. */
async function readKept<Value>(config: KVNamespace, name: string): Promise<Kept<Value> | undefined> {
  try {
    const entry = await config.get(name, { type: 'text', cacheTtl: KV_CACHE_SECONDS })
    return entry === null ? undefined : fromJson<Kept<Value>>(entry)
  } catch {
    return undefined
  }
}
