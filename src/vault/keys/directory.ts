import { DurableObject } from 'cloudflare:workers'
import type { VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import { directoryStore, type KnownOwner } from './directoryStore.ts'
import { keysOf } from './names.ts'
import type { KeyOwner } from './provider.ts'
import { providersOrTrouble } from './providers.ts'

/** How far a re-wrapping is. */
export interface RewrapStatus {
  /** The key-encryption key that wraps what is new; undefined where the provider does not answer. */
  readonly current: string | undefined
  /** Merchants and modes that have data keys. */
  readonly owners: number
  /** Of these, how many have something under another than the current one. */
  readonly left: number
  /** How many have something under each. A key-encryption key that is not here may be retired. */
  readonly byKek: Readonly<Record<string, number>>
  /** The first that are left. */
  readonly waiting: readonly KnownOwner[]
}

/** A provider notices twenty merchants' calls at once as little as anybody's. */
const BATCH = 20
const NEXT_BATCH_MS = 1000
/** A provider that is down is asked this often. */
const RETRY_MS = 60_000
/** Nothing tells of a new key-encryption key but the provider: it is asked this often whether there is one. */
const LOOK_MS = 60 * 60_000
const MOST_SHOWN = 50

/** Who has data keys, and under which key-encryption keys. Its alarm puts all of them under the current one. */
export class VaultKeyDirectoryObject extends DurableObject<VaultEnv> {
  readonly #store = directoryStore(this.ctx.storage.sql)

  /** Something of this owner is about to be under this key-encryption key. */
  async note(owner: KeyOwner, kek: string): Promise<void> {
    this.#store.note(owner, kek)
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + LOOK_MS)
  }

  /** What an owner has now, where nothing was noted since. */
  settle(known: KnownOwner, keks: readonly string[]): void {
    this.#store.settle(known, keks)
  }

  find(owner: KeyOwner): KnownOwner | undefined {
    return this.#store.find(owner)
  }

  /** Begins now, rather than within the hour. */
  async rewrapSoon(): Promise<void> {
    if (this.#store.count() > 0) await this.ctx.storage.setAlarm(Date.now())
  }

  async status(): Promise<RewrapStatus> {
    const current = await this.#current()
    const waiting = current === undefined ? [] : this.#store.notUnder(current, MOST_SHOWN)
    return {
      current,
      owners: this.#store.count(),
      left: current === undefined ? 0 : this.#store.countNotUnder(current),
      byKek: this.#store.countByKek(),
      waiting,
    }
  }

  override async alarm(): Promise<void> {
    let nextMs = RETRY_MS
    try {
      const current = await this.#current()
      if (current === undefined) return
      const batch = this.#store.notUnder(current, BATCH)
      const done = await Promise.all(batch.map((known) => this.#rewrap(known, current)))
      const isAllDone = done.every(Boolean)
      nextMs = batch.length === BATCH && done.some(Boolean) ? NEXT_BATCH_MS : isAllDone ? LOOK_MS : RETRY_MS
    } finally {
      if (this.#store.count() > 0) await this.ctx.storage.setAlarm(Date.now() + nextMs)
    }
  }

  async #rewrap(known: KnownOwner, current: string): Promise<boolean> {
    try {
      const keks = await keysOf(this.env, known).rewrap(known)
      if (keks !== undefined) this.#store.settle(known, keks)
      else this.#store.tried(known)
      return keks?.every((kek) => kek === current) === true
    } catch (error) {
      this.#store.tried(known)
      log({ level: 'warn', event: 'rewrap_failed', requestId: crypto.randomUUID(), fault: faultOf(error) })
      return false
    }
  }

  async #current(): Promise<string | undefined> {
    const current = await providersOrTrouble(this.env)?.current.currentKek()
    return current?.ok === true ? current.value : undefined
  }
}
