import { DurableObject } from 'cloudflare:workers'
import { randomBytes } from 'node:crypto'
import { base32 } from '../../ids/base32.ts'
import type { VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import { directoryOf } from './names.ts'
import { DATA_KEY_BYTES, type KeyOwner, type WrappedKey } from './provider.ts'
import { providersOrTrouble } from './providers.ts'
import { type KeptKey, keyStore } from './store.ts'

export type DataKeyAnswer =
  | { readonly kind: 'key'; readonly name: string; readonly key: Uint8Array }
  /** Shredded, or never there. */
  | { readonly kind: 'gone' }
  /** Whoever holds the key-encryption keys, or the directory, does not answer. It is no word about the key. */
  | { readonly kind: 'unavailable' }

/** A data key as it may be shown. */
export type ShownKey = Omit<KeptKey, 'wrapped'>

const UNAVAILABLE = { kind: 'unavailable' } as const

/**
 * The data keys of one merchant and mode, wrapped. It opens each once and then has it in memory, so that however many ask at
 * once, and however often, the provider is asked a single time, and what is open stays open when the provider fails.
 */
export class VaultKeyObject extends DurableObject<VaultEnv> {
  readonly #store = keyStore(this.ctx.storage.sql)
  readonly #opened = new Map<string, Uint8Array>()
  readonly #running = new Map<string, Promise<DataKeyAnswer>>()

  /** The newest data key of the period; the first who asks in a period makes it. */
  current(owner: KeyOwner, period: string): Promise<DataKeyAnswer> {
    return this.#once(`current ${period}`, async () => {
      const kept = this.#store.newest(period)
      return kept === undefined ? this.#create(owner, period) : this.#openKept(owner, kept)
    })
  }

  open(owner: KeyOwner, name: string): Promise<DataKeyAnswer> {
    return this.#once(`open ${name}`, async () => {
      const kept = this.#store.find(name)
      return kept === undefined ? { kind: 'gone' } : this.#openKept(owner, kept)
    })
  }

  /**
   * Everything that is not under the provider's current key-encryption key is put under it; each keeps its old one until
   * the new one is proved to open. Answers under which keys what is left is, or undefined where the provider does not answer.
   */
  async rewrap(owner: KeyOwner): Promise<readonly string[] | undefined> {
    const current = await providersOrTrouble(this.env)?.current.currentKek()
    if (current === undefined || !current.ok) return undefined
    for (const kept of this.#store.all()) {
      if (kept.wrapped === null || kept.kek === current.value) continue
      const opened = await this.#openKept(owner, kept)
      const wrapped = opened.kind === 'key' ? await this.#wrapProved(owner, kept.name, opened.key) : undefined
      if (wrapped !== undefined) this.#store.rewrap(kept.name, kept.kek, wrapped)
    }
    return this.#keksInUse()
  }

  /** What the shredded keys sealed opens for nobody from now on; isolates that have one in memory find out in minutes. */
  shred(period?: string): { readonly names: readonly string[]; readonly keks: readonly string[] } {
    const names = this.#store.shred(period, Date.now())
    for (const name of names) this.#opened.delete(name)
    return { names, keks: this.#keksInUse() }
  }

  list(): readonly ShownKey[] {
    return this.#store.all().map(({ wrapped: _wrapped, ...shown }) => shown)
  }

  #keksInUse(): readonly string[] {
    return [...new Set(this.#store.all().flatMap(({ wrapped, kek }) => (wrapped === null ? [] : [kek])))].sort()
  }

  /** One at a time of each; whoever comes meanwhile gets the same answer. */
  #once(what: string, work: () => Promise<DataKeyAnswer>): Promise<DataKeyAnswer> {
    const running = this.#running.get(what)
    if (running !== undefined) return running
    const started = work().finally(() => this.#running.delete(what))
    this.#running.set(what, started)
    return started
  }

  /** The directory knows of a key-encryption key before anything is under it, so that no re-wrapping passes it over. */
  async #create(owner: KeyOwner, period: string): Promise<DataKeyAnswer> {
    const name = `dk_${base32(randomBytes(10))}`
    const key = new Uint8Array(randomBytes(DATA_KEY_BYTES))
    const wrapped = await this.#wrapProved(owner, name, key)
    if (wrapped === undefined) return UNAVAILABLE
    try {
      await directoryOf(this.env).note(owner, wrapped.kek)
    } catch (error) {
      log({ level: 'error', event: 'key_directory_unavailable', requestId: crypto.randomUUID(), fault: faultOf(error) })
      return UNAVAILABLE
    }
    this.#store.insert({ name, period, ...wrapped, createdAtMs: Date.now() })
    this.#opened.set(name, key)
    return { kind: 'key', name, key }
  }

  async #openKept(owner: KeyOwner, { name, kek, wrapped }: KeptKey): Promise<DataKeyAnswer> {
    if (wrapped === null) return { kind: 'gone' }
    const known = this.#opened.get(name)
    if (known !== undefined) return { kind: 'key', name, key: known }
    const provider = providersOrTrouble(this.env)?.forKek(kek)
    const opened = await provider?.unwrap({ kek, wrapped }, { ...owner, name })
    if (opened === undefined || !opened.ok) {
      // Kept and not to be opened is a fault of ours or of the provider's settings, never the caller's.
      if (opened?.error === 'refused') tellRefused(owner, kek)
      return UNAVAILABLE
    }
    // It may have been shredded while the provider was asked.
    if (this.#store.find(name)?.wrapped == null) return { kind: 'gone' }
    this.#opened.set(name, opened.value)
    return { kind: 'key', name, key: opened.value }
  }

  /** Nothing is sealed by a data key that was not seen to come back out of its wrapping. */
  async #wrapProved(owner: KeyOwner, name: string, key: Uint8Array): Promise<WrappedKey | undefined> {
    const provider = providersOrTrouble(this.env)?.current
    const wrapped = await provider?.wrap(key, { ...owner, name })
    if (provider === undefined || wrapped === undefined || !wrapped.ok) return undefined
    const opened = await provider.unwrap(wrapped.value, { ...owner, name })
    if (opened.ok && Buffer.from(opened.value).equals(key)) return wrapped.value
    tellRefused(owner, wrapped.value.kek)
    return undefined
  }
}

function tellRefused({ merchantId }: KeyOwner, kek: string): void {
  const requestId = crypto.randomUUID()
  log({ level: 'error', event: 'data_key_does_not_open', requestId, merchantId: merchantId.slice(0, 64), fault: kek })
}
