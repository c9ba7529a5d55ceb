import type { Mode } from '../../ids/ids.ts'
import type { Result } from '../../result.ts'

/** Whose data keys: a merchant has its own for each mode. */
export interface KeyOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** What a wrapped data key is bound to, so that it opens nowhere else. */
export interface DataKeyContext extends KeyOwner {
  /** The data key's name. */
  readonly name: string
}

export interface WrappedKey {
  /** Which key-encryption key wraps it, by provider and version: `local:2`, `shares:1`, `transit:turnpike:3`. */
  readonly kek: string
  readonly wrapped: Uint8Array
}

/**
 * Whoever holds the key-encryption keys. `unavailable` is no word about the key: it may be asked again, and whatever is in
 * memory goes on. `refused` is: with this key-encryption key these bytes open for nobody.
 */
export interface KeyProvider {
  /** The name of the key-encryption key that wraps what is new. */
  currentKek(): Promise<Result<string, 'unavailable'>>
  wrap(dataKey: Uint8Array, context: DataKeyContext): Promise<Result<WrappedKey, 'unavailable'>>
  unwrap(wrapped: WrappedKey, context: DataKeyContext): Promise<Result<Uint8Array, 'unavailable' | 'refused'>>
}

/** Is told why a provider was not available, in words that hold no secret. */
export type OnProviderTrouble = (reason: string) => void

export const DATA_KEY_BYTES = 32
