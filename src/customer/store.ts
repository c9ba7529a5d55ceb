import type { Mode } from '../ids/ids.ts'
import { open, seal } from '../payment/seal.ts'
import type { CustomerStatus, StoredMethod } from './contract.ts'

/** A customer as its row has it. */
export interface CustomerRow {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly status: CustomerStatus
  readonly sealKey: Uint8Array
  /** The fields, sealed; absent once they are gone. */
  readonly sealed: string | null
  /** Of the input that made it, keyed with the customer's key; null once that is gone. */
  readonly fingerprint: Readonly<Record<string, string>> | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** 1, 2, 3 … with each change that the list shows. */
  readonly version: number
}

/** A method with what only the object knows of it. `WAITING` is staged for a payment, `LEAVING` is being wiped. */
export interface MethodRow extends StoredMethod {
  readonly status: 'WAITING' | 'ACTIVE' | 'LEAVING'
  /** What payments send, sealed with the customer's key. */
  readonly secretSealed: string
}

/** Append-only, run with the first write of a newer version. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE customer (
     only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL, merchant TEXT NOT NULL, mode TEXT NOT NULL, status TEXT NOT NULL,
     seal_key BLOB NOT NULL, sealed TEXT, fingerprint TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
     version INTEGER NOT NULL, projected_version INTEGER NOT NULL, migrations INTEGER NOT NULL);
   CREATE TABLE methods (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE payments (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, erased INTEGER NOT NULL)`,
]

type Stored = {
  id: string
  merchant: string
  mode: string
  status: string
  seal_key: ArrayBuffer
  sealed: string | null
  fingerprint: string | null
  created_at: number
  updated_at: number
  version: number
  projected_version: number
}

export type CustomerStore = ReturnType<typeof createCustomerStore>

/** The rows of one customer. Reading one that was never made makes none. */
export function createCustomerStore({ sql }: Pick<DurableObjectStorage, 'sql'>) {
  let hasTables = sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'customer'`).toArray().length > 0
  const stored = (): Stored | undefined =>
    hasTables ? sql.exec<Stored>('SELECT * FROM customer').toArray()[0] : undefined
  const sealKey = (): Uint8Array =>
    new Uint8Array(sql.exec<{ seal_key: ArrayBuffer }>('SELECT seal_key FROM customer').one().seal_key)

  return {
    read(): CustomerRow | undefined {
      const row = stored()
      return (
        row && {
          id: row.id,
          merchantId: row.merchant,
          mode: row.mode as Mode,
          status: row.status as CustomerStatus,
          sealKey: new Uint8Array(row.seal_key),
          sealed: row.sealed,
          fingerprint: row.fingerprint === null ? null : JSON.parse(row.fingerprint),
          createdAtMs: row.created_at,
          updatedAtMs: row.updated_at,
          version: row.version,
        }
      )
    },

    create(row: CustomerRow): void {
      if (!hasTables) for (const migration of MIGRATIONS) sql.exec(migration)
      hasTables = true
      sql.exec(
        `INSERT INTO customer (only, id, merchant, mode, status, seal_key, sealed, fingerprint, created_at, updated_at, version, projected_version, migrations)
         VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
        ...[row.id, row.merchantId, row.mode, row.status, row.sealKey, row.sealed, JSON.stringify(row.fingerprint)],
        ...[row.createdAtMs, row.updatedAtMs, row.version, MIGRATIONS.length],
      )
    },

    /** The key has always the same length, so a new one takes the old one's very place in the file. */
    write({ status, sealKey, sealed, fingerprint, updatedAtMs, version }: CustomerRow): void {
      sql.exec(
        'UPDATE customer SET status = ?, seal_key = ?, sealed = ?, fingerprint = ?, updated_at = ?, version = ?',
        ...[status, sealKey, sealed, fingerprint === null ? null : JSON.stringify(fingerprint), updatedAtMs, version],
      )
    },

    projectedVersion: (): number => stored()?.projected_version ?? 0,
    projected: (version: number): unknown =>
      sql.exec('UPDATE customer SET projected_version = max(projected_version, ?)', version),

    /** Sealed with the customer's key as it is now, what there is of cards too: a page that SQLite frees tells nothing. */
    methods(): readonly MethodRow[] {
      const rows = hasTables ? sql.exec<{ id: string; body: string }>('SELECT id, body FROM methods').toArray() : []
      if (rows.length === 0) return []
      const key = sealKey()
      return rows
        .flatMap(({ id, body }) => open<MethodRow>(key, id, body) ?? [])
        .sort((one, other) => other.createdAtMs - one.createdAtMs)
    },
    keepMethod: (method: MethodRow): unknown =>
      sql.exec(
        'INSERT OR REPLACE INTO methods (id, body) VALUES (?, ?)',
        method.id,
        seal(sealKey(), method.id, method),
      ),
    forgetMethod: (id: string): unknown => sql.exec('DELETE FROM methods WHERE id = ?', id),

    /** False where there are as many as there may be. */
    attach(paymentId: string, most: number, nowMs: number): boolean {
      if (sql.exec('SELECT 1 FROM payments WHERE id = ?', paymentId).toArray().length > 0) return true
      const count = sql.exec<{ number: number | null }>('SELECT max(number) AS number FROM payments').one().number ?? 0
      if (count >= most) return false
      sql.exec('INSERT INTO payments (id, at, erased) VALUES (?, ?, 0)', paymentId, nowMs)
      return true
    },
    unerased: (limit: number): readonly { readonly id: string; readonly at: number }[] =>
      hasTables
        ? sql
            .exec<{ id: string; at: number }>(
              'SELECT id, at FROM payments WHERE erased = 0 ORDER BY number LIMIT ?',
              limit,
            )
            .toArray()
        : [],
    erased: (paymentId: string): unknown => sql.exec('UPDATE payments SET erased = 1 WHERE id = ?', paymentId),
  }
}
