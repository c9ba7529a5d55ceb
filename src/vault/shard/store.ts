import type { Mode } from '../../ids/ids.ts'
import { type Migrations, schemaOf } from '../storage/migrate.ts'
import { ACCESS_TABLES, type AccessStore, accessStore } from './accesses.ts'
import { TOMBSTONE_LIFETIME_MS } from './decide.ts'
import type { TokenRow } from './row.ts'

const MIGRATIONS: Migrations = [
  `CREATE TABLE token (
     id TEXT PRIMARY KEY, credential TEXT NOT NULL, merchant TEXT NOT NULL, mode TEXT NOT NULL,
     bound_payment TEXT, claimed_payment TEXT, created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL,
     key_version TEXT NOT NULL, sealed BLOB, due_at_ms INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX token_due ON token (due_at_ms);`,
  'ALTER TABLE token ADD COLUMN key_hash BLOB',
  ACCESS_TABLES,
]

/** What one run of the alarm wipes at most, so that a commit stays small. */
export const WIPE_BATCH = 500

type StoredRow = {
  id: string
  credential: string
  merchant: string
  mode: string
  bound_payment: string | null
  claimed_payment: string | null
  created_at_ms: number
  expires_at_ms: number
  key_version: string
  key_hash: ArrayBuffer | null
  sealed: ArrayBuffer | null
}

export interface ShardStore {
  readonly accesses: AccessStore
  find(tokenId: string): TokenRow | undefined
  insert(row: TokenRow): void
  claim(tokenId: string, paymentId: string): void
  /** Deletes the cards of these tokens and leaves tombstones. */
  bury(tokenIds: Iterable<string>): void
  /** Deletes cards that expired and tombstones that are old enough; at most a batch. True where more may be due. */
  wipeDue(nowMs: number): boolean
  earliestDueMs(): number | undefined
}

/** The shard's rows. `due_at_ms` is when the row needs the alarm next: its expiry, then its tombstone's end. */
export function shardStore(sql: SqlStorage): ShardStore {
  const { prepare, exists } = schemaOf(sql, MIGRATIONS)
  const bury = (tokenId: string): void => {
    sql.exec(
      'UPDATE token SET sealed = NULL, due_at_ms = created_at_ms + ? WHERE id = ? AND sealed IS NOT NULL',
      TOMBSTONE_LIFETIME_MS,
      tokenId,
    )
  }
  return {
    accesses: accessStore(sql, { prepare, exists }),
    find(tokenId) {
      if (!exists()) return undefined
      const [row] = sql.exec<StoredRow>('SELECT * FROM token WHERE id = ?', tokenId).toArray()
      return row === undefined ? undefined : fromStored(row)
    },
    insert(row) {
      prepare()
      sql.exec(
        `INSERT INTO token (id, credential, merchant, mode, bound_payment, claimed_payment, created_at_ms,
           expires_at_ms, key_version, key_hash, sealed, due_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        row.tokenId,
        row.credentialId,
        row.merchantId,
        row.mode,
        row.boundPaymentId,
        row.claimedPaymentId,
        row.createdAtMs,
        row.expiresAtMs,
        row.keyVersion,
        row.keyHash,
        row.sealed,
        row.expiresAtMs,
      )
    },
    claim(tokenId, paymentId) {
      sql.exec('UPDATE token SET claimed_payment = ? WHERE id = ?', paymentId, tokenId)
    },
    bury(tokenIds) {
      if (exists()) for (const tokenId of tokenIds) bury(tokenId)
    },
    wipeDue(nowMs) {
      if (!exists()) return false
      const due = sql
        .exec<{ id: string; alive: number }>(
          'SELECT id, sealed IS NOT NULL AS alive FROM token WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?',
          nowMs,
          WIPE_BATCH,
        )
        .toArray()
      for (const { id, alive } of due) {
        if (alive === 1) bury(id)
        else sql.exec('DELETE FROM token WHERE id = ?', id)
      }
      return due.length === WIPE_BATCH
    },
    earliestDueMs() {
      if (!exists()) return undefined
      const [row] = sql.exec<{ due: number | null }>('SELECT min(due_at_ms) AS due FROM token').toArray()
      return row?.due ?? undefined
    },
  }
}

const fromStored = (row: StoredRow): TokenRow => ({
  tokenId: row.id,
  credentialId: row.credential,
  merchantId: row.merchant,
  mode: row.mode as Mode,
  boundPaymentId: row.bound_payment,
  claimedPaymentId: row.claimed_payment,
  createdAtMs: row.created_at_ms,
  expiresAtMs: row.expires_at_ms,
  keyVersion: row.key_version,
  keyHash: row.key_hash === null ? null : new Uint8Array(row.key_hash),
  sealed: row.sealed === null ? null : new Uint8Array(row.sealed),
})
