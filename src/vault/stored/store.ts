import type { Mode } from '../../ids/ids.ts'
import { ACCESS_TABLES, accessStore } from '../shard/accesses.ts'
import { type Migrations, schemaOf } from '../storage/migrate.ts'
import type { StoredRow } from './row.ts'

const MIGRATIONS: Migrations = [
  `CREATE TABLE card (
     id TEXT PRIMARY KEY, merchant TEXT NOT NULL, mode TEXT NOT NULL, status TEXT NOT NULL, created_at_ms INTEGER NOT NULL,
     key_version TEXT NOT NULL, key_hash BLOB NOT NULL, sealed BLOB NOT NULL
   ) WITHOUT ROWID`,
  ACCESS_TABLES,
]

type Kept = {
  id: string
  merchant: string
  mode: string
  status: string
  created_at_ms: number
  key_version: string
  key_hash: ArrayBuffer
  sealed: ArrayBuffer
}

export type StoredCardStore = ReturnType<typeof storedCardStore>

/** One customer's cards. Looking for one where there is none writes nothing. */
export function storedCardStore(sql: SqlStorage) {
  const { prepare, exists } = schemaOf(sql, MIGRATIONS)
  const all = (): readonly StoredRow[] =>
    exists() ? sql.exec<Kept>('SELECT * FROM card ORDER BY created_at_ms').toArray().map(fromKept) : []

  return {
    accesses: accessStore(sql, { prepare, exists }),
    all,
    find: (id: string): StoredRow | undefined => all().find((row) => row.id === id),

    insert(row: StoredRow): void {
      prepare()
      sql.exec(
        'INSERT INTO card (id, merchant, mode, status, created_at_ms, key_version, key_hash, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[row.id, row.merchantId, row.mode, row.status, row.createdAtMs, row.keyVersion, row.keyHash, row.sealed],
      )
    },

    keep: (id: string): unknown => sql.exec(`UPDATE card SET status = 'kept' WHERE id = ?`, id),

    /** Overwritten before it is deleted: a page that SQLite frees keeps what stood in it. */
    wipe(id: string): void {
      sql.exec(
        'UPDATE card SET sealed = zeroblob(length(sealed)), key_hash = zeroblob(length(key_hash)) WHERE id = ?',
        id,
      )
      sql.exec('DELETE FROM card WHERE id = ?', id)
    },
  }
}

const fromKept = (row: Kept): StoredRow => ({
  id: row.id,
  merchantId: row.merchant,
  mode: row.mode as Mode,
  status: row.status as StoredRow['status'],
  createdAtMs: row.created_at_ms,
  keyVersion: row.key_version,
  keyHash: new Uint8Array(row.key_hash),
  sealed: new Uint8Array(row.sealed),
})
