import type { Mode } from '../../ids/ids.ts'
import { type Migrations, schemaOf } from '../storage/migrate.ts'
import type { KeyOwner } from './provider.ts'

const MIGRATIONS: Migrations = [
  `CREATE TABLE owner (
     merchant TEXT NOT NULL, mode TEXT NOT NULL, keks TEXT NOT NULL, revision INTEGER NOT NULL, tried_at_ms INTEGER NOT NULL,
     PRIMARY KEY (merchant, mode)
   ) WITHOUT ROWID`,
]

/** Who has data keys, and the key-encryption keys that they are under. */
export interface KnownOwner extends KeyOwner {
  readonly keks: readonly string[]
  /** Grows with every note. */
  readonly revision: number
}

type StoredOwner = { merchant: string; mode: string; keks: string; revision: number }

export function directoryStore(sql: SqlStorage) {
  const { prepare, exists } = schemaOf(sql, MIGRATIONS)
  const countWhere = (where: string, ...values: readonly string[]): number =>
    exists() ? sql.exec<{ n: number }>(`SELECT count(*) AS n FROM owner ${where}`, ...values).one().n : 0
  const find = ({ merchantId, mode }: KeyOwner): KnownOwner | undefined => {
    if (!exists()) return undefined
    const query = 'SELECT * FROM owner WHERE merchant = ? AND mode = ?'
    const [row] = sql.exec<StoredOwner>(query, merchantId, mode).toArray()
    return row === undefined ? undefined : fromStored(row)
  }

  return {
    find,
    count: () => countWhere(''),
    countNotUnder: (kek: string) => countWhere("WHERE keks NOT IN (?, '[]')", JSON.stringify([kek])),

    note({ merchantId, mode }: KeyOwner, kek: string): void {
      const known = find({ merchantId, mode })
      prepare()
      const keks = JSON.stringify([...new Set([...(known?.keks ?? []), kek])].sort())
      const revision = (known?.revision ?? 0) + 1
      sql.exec('INSERT OR REPLACE INTO owner VALUES (?, ?, ?, ?, 0)', merchantId, mode, keks, revision)
    },

    settle({ merchantId, mode, revision }: KnownOwner, keks: readonly string[]): void {
      const nowMs = Date.now()
      sql.exec(
        'UPDATE owner SET keks = ?, tried_at_ms = ? WHERE merchant = ? AND mode = ? AND revision = ?',
        ...[JSON.stringify([...keks].sort()), nowMs, merchantId, mode, revision],
      )
    },

    tried({ merchantId, mode }: KeyOwner): void {
      sql.exec('UPDATE owner SET tried_at_ms = ? WHERE merchant = ? AND mode = ?', Date.now(), merchantId, mode)
    },

    /** Those that wait longest first, so that one that never ends does not keep the others from it. */
    notUnder: (kek: string, most: number): readonly KnownOwner[] =>
      exists()
        ? sql
            .exec<StoredOwner>(
              "SELECT * FROM owner WHERE keks NOT IN (?, '[]') ORDER BY tried_at_ms LIMIT ?",
              ...[JSON.stringify([kek]), most],
            )
            .toArray()
            .map(fromStored)
        : [],

    countByKek(): Readonly<Record<string, number>> {
      if (!exists()) return {}
      const rows = sql.exec<{ kek: string; n: number }>(
        'SELECT value AS kek, count(*) AS n FROM owner, json_each(owner.keks) GROUP BY value ORDER BY value',
      )
      return Object.fromEntries(rows.toArray().map(({ kek, n }) => [kek, n]))
    },
  }
}

const fromStored = ({ merchant, mode, keks, revision }: StoredOwner): KnownOwner => ({
  merchantId: merchant,
  mode: mode as Mode,
  keks: JSON.parse(keks) as readonly string[],
  revision,
})
