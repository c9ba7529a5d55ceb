import { DurableObject } from 'cloudflare:workers'
import type { Mode } from '../../ids/ids.ts'
import type { VaultEnv } from '../env.ts'
import { type Migrations, schemaOf } from '../storage/migrate.ts'

/** Whose account it is and, sealed, its base URL and credentials. */
export type SealedAccount = {
  readonly merchantId: string
  readonly mode: Mode
  readonly kind: string
  readonly keyVersion: string
  readonly sealed: Uint8Array
}

const MIGRATIONS: Migrations = [
  `CREATE TABLE account (
     only INTEGER PRIMARY KEY CHECK (only = 1), merchant TEXT NOT NULL, mode TEXT NOT NULL, kind TEXT NOT NULL,
     key_version TEXT NOT NULL, sealed BLOB NOT NULL
   );`,
]

type StoredAccount = { merchant: string; mode: string; kind: string; key_version: string; sealed: ArrayBuffer }

/** One gateway account. It keeps what it cannot open. */
export class GatewayAccountObject extends DurableObject<VaultEnv> {
  readonly #schema = schemaOf(this.ctx.storage.sql, MIGRATIONS)

  read(): SealedAccount | undefined {
    const { sql } = this.ctx.storage
    if (!this.#schema.exists()) return undefined
    const [row] = sql.exec<StoredAccount>('SELECT merchant, mode, kind, key_version, sealed FROM account').toArray()
    if (row === undefined) return undefined
    return {
      merchantId: row.merchant,
      mode: row.mode as Mode,
      kind: row.kind,
      keyVersion: row.key_version,
      sealed: new Uint8Array(row.sealed),
    }
  }

  /**
   * Makes or replaces the account; an account of another merchant or mode is as good as absent. With `basis`, the row
   * that a change was made from, or null for none, another change that came in between is not overwritten: `changed`.
   */
  put(account: SealedAccount, basis?: Uint8Array | null): 'kept' | 'not_found' | 'changed' {
    if (!this.#mayWrite(account)) return 'not_found'
    if (basis !== undefined && !sameRow(this.read()?.sealed, basis)) return 'changed'
    this.#schema.prepare()
    this.ctx.storage.sql.exec(
      'INSERT OR REPLACE INTO account (only, merchant, mode, kind, key_version, sealed) VALUES (1, ?, ?, ?, ?, ?)',
      account.merchantId,
      account.mode,
      account.kind,
      account.keyVersion,
      account.sealed,
    )
    return 'kept'
  }

  remove(owner: Pick<SealedAccount, 'merchantId' | 'mode'>): 'removed' | 'not_found' {
    if (this.read() === undefined || !this.#mayWrite(owner)) return 'not_found'
    this.ctx.storage.sql.exec('DELETE FROM account')
    return 'removed'
  }

  #mayWrite(owner: Pick<SealedAccount, 'merchantId' | 'mode'>): boolean {
    const existing = this.read()
    return existing === undefined || (existing.merchantId === owner.merchantId && existing.mode === owner.mode)
  }
}

/** Every sealing has its own nonce, so equal bytes are the same write. */
const sameRow = (stored: Uint8Array | undefined, basis: Uint8Array | null): boolean =>
  stored === undefined || basis === null
    ? stored === undefined && basis === null
    : stored.length === basis.length && stored.every((byte, at) => byte === basis[at])
