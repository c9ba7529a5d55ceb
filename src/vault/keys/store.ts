import { type Migrations, schemaOf } from '../storage/migrate.ts'
import type { WrappedKey } from './provider.ts'

const MIGRATIONS: Migrations = [
  `CREATE TABLE data_key (
     name TEXT PRIMARY KEY, period TEXT NOT NULL, kek TEXT NOT NULL, wrapped BLOB, created_at_ms INTEGER NOT NULL,
     shredded_at_ms INTEGER
   ) WITHOUT ROWID`,
]

type StoredKey = {
  name: string
  period: string
  kek: string
  wrapped: ArrayBuffer | null
  created_at_ms: number
  shredded_at_ms: number | null
}

/** A data key as it is kept. Without `wrapped` it is shredded: what it sealed opens for nobody. */
export interface KeptKey {
  readonly name: string
  readonly period: string
  readonly kek: string
  readonly wrapped: Uint8Array | null
  readonly createdAtMs: number
  readonly shreddedAtMs: number | null
}

export type KeyStore = ReturnType<typeof keyStore>

/** The data keys of one merchant and mode. */
export function keyStore(sql: SqlStorage) {
  const { prepare, exists } = schemaOf(sql, MIGRATIONS)
  const all = (): readonly KeptKey[] =>
    exists() ? sql.exec<StoredKey>('SELECT * FROM data_key ORDER BY created_at_ms, name').toArray().map(fromStored) : []

  return {
    all,

    find(name: string): KeptKey | undefined {
      if (!exists()) return undefined
      const [row] = sql.exec<StoredKey>('SELECT * FROM data_key WHERE name = ?', name).toArray()
      return row === undefined ? undefined : fromStored(row)
    },

    /** The newest that is not shredded. A merchant has one a month, so all are read. */
    newest: (period: string): KeptKey | undefined =>
      all().findLast((key) => key.period === period && key.wrapped !== null),

    insert({ name, period, kek, wrapped, createdAtMs }: Omit<KeptKey, 'wrapped' | 'shreddedAtMs'> & WrappedKey): void {
      prepare()
      sql.exec('INSERT INTO data_key VALUES (?, ?, ?, ?, ?, NULL)', name, period, kek, wrapped, createdAtMs)
    },

    /** The same data key under another key-encryption key, unless it was shredded or re-wrapped meanwhile. */
    rewrap(name: string, before: string, { kek, wrapped }: WrappedKey): void {
      sql.exec(
        'UPDATE data_key SET kek = ?, wrapped = ? WHERE name = ? AND kek = ? AND wrapped IS NOT NULL',
        ...[kek, wrapped, name, before],
      )
    },

    /** Of this period, or all. Answers the names. */
    shred(period: string | undefined, nowMs: number): readonly string[] {
      const names = all()
        .filter((key) => key.wrapped !== null && (period === undefined || key.period === period))
        .map(({ name }) => name)
      for (const name of names) {
        sql.exec('UPDATE data_key SET wrapped = NULL, shredded_at_ms = ? WHERE name = ?', nowMs, name)
      }
      return names
    },
  }
}

const fromStored = (row: StoredKey): KeptKey => ({
  name: row.name,
  period: row.period,
  kek: row.kek,
  wrapped: row.wrapped === null ? null : new Uint8Array(row.wrapped),
  createdAtMs: row.created_at_ms,
  shreddedAtMs: row.shredded_at_ms,
})
