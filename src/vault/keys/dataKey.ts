import type { DataKey } from '../crypto/envelope.ts'
import type { VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import { keysOf } from './names.ts'
import type { DataKeyAnswer } from './object.ts'
import type { KeyOwner } from './provider.ts'

/** No data key can be had just now. It says nothing about what it seals: the call may be made again. */
export class DataKeyUnavailableError extends Error {
  override readonly name = 'DataKeyUnavailableError'
  constructor() {
    super('a data key cannot be opened just now')
  }
}

/** How long after a data key was shredded an isolate may still have it. */
export const DATA_KEY_CACHE_MS = 5 * 60_000
/** While the keys' object or its provider is down, what is known goes on and is asked for this often. */
const STALE_MS = 30_000
/** 32 bytes and a name each. */
const LARGEST_CACHE = 5000

interface Known {
  readonly key: DataKey
  askAgainAtMs: number
}

const cache = new Map<string, Known>()

/** For tokens' cards: a key a month, so that shredding one month's leaves the others. */
export const monthOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 7)
/** For stored cards, which live for years: the shredding of a month's tokens does not take them along. */
export const storedPeriodOf = (nowMs: number): string => `stored-${monthOf(nowMs)}`
/** For gateway accounts, which live long: no month's shredding takes them along. */
export const CREDENTIALS_PERIOD = 'credentials'

/** The key that seals what is new in this period. Throws `DataKeyUnavailableError`. */
export async function currentDataKey(env: VaultEnv, owner: KeyOwner, period: string): Promise<DataKey> {
  const key = await cached(`current ${period}`, owner, () => keysOf(env, owner).current(owner, period))
  if (key === undefined) throw new DataKeyUnavailableError()
  return key
}

/** The key that a row names, or undefined where it was shredded. Throws `DataKeyUnavailableError`. */
export const dataKeyNamed = (env: VaultEnv, owner: KeyOwner, name: string): Promise<DataKey | undefined> =>
  cached(`open ${name}`, owner, () => keysOf(env, owner).open(owner, name))

/** Everything of the owner is asked for anew, in this isolate. */
export function forgetDataKeys({ merchantId, mode }: KeyOwner): void {
  for (const name of cache.keys()) if (name.endsWith(ownerPart({ merchantId, mode }))) cache.delete(name)
}

const ownerPart = ({ merchantId, mode }: KeyOwner): string => ` ${JSON.stringify([merchantId, mode])}`

async function cached(what: string, owner: KeyOwner, ask: () => Promise<DataKeyAnswer>): Promise<DataKey | undefined> {
  const name = what + ownerPart(owner)
  const known = cache.get(name)
  const nowMs = Date.now()
  if (known !== undefined && nowMs < known.askAgainAtMs) return known.key
  // Whoever comes while this one asks goes on with what is known.
  if (known !== undefined) known.askAgainAtMs = nowMs + STALE_MS
  const answer = await askedFor(ask)
  switch (answer.kind) {
    case 'key': {
      if (cache.size >= LARGEST_CACHE) cache.clear()
      const key = { name: answer.name, key: answer.key }
      cache.set(name, { key, askAgainAtMs: Date.now() + DATA_KEY_CACHE_MS })
      return key
    }
    case 'gone':
      cache.delete(name)
      return undefined
    case 'unavailable':
      if (known !== undefined) return known.key
      throw new DataKeyUnavailableError()
  }
}

async function askedFor(ask: () => Promise<DataKeyAnswer>): Promise<DataKeyAnswer> {
  try {
    return await ask()
  } catch (error) {
    log({ level: 'error', event: 'data_keys_unavailable', requestId: crypto.randomUUID(), fault: faultOf(error) })
    return { kind: 'unavailable' }
  }
}
