import type { GraphqlParameters } from '../http/graphql/request.ts'

/** A subscription as its connection keeps it: written when it begins, deleted when it ends. */
export interface Row extends GraphqlParameters {
  readonly number: number
  readonly id: string
}

const TABLE = `CREATE TABLE IF NOT EXISTS subscriptions
  (number INTEGER PRIMARY KEY, id TEXT NOT NULL, parameters TEXT NOT NULL)`

export function insertRow(sql: SqlStorage, id: string, parameters: GraphqlParameters): Row {
  sql.exec(TABLE)
  const { number } = sql
    .exec<{ number: number }>(
      'INSERT INTO subscriptions (id, parameters) VALUES (?, ?) RETURNING number',
      id,
      JSON.stringify(parameters),
    )
    .one()
  return { number, id, ...parameters }
}

export function readRows(sql: SqlStorage): readonly Row[] {
  const tables = sql.exec(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'subscriptions'`).toArray()
  if (tables.length === 0) return []
  return sql
    .exec<{ number: number; id: string; parameters: string }>('SELECT * FROM subscriptions ORDER BY number')
    .toArray()
    .map(({ number, id, parameters }) => ({ number, id, ...(JSON.parse(parameters) as GraphqlParameters) }))
}

export const deleteRow = (sql: SqlStorage, number: number): void =>
  void sql.exec('DELETE FROM subscriptions WHERE number = ?', number)
