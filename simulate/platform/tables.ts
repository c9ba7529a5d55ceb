/**
 * The rows of objects without a database: the few statements that payments, feeds and gateways' health run, each by what it
 * begins with. What is not known here is refused, and never guessed: a run on SQLite itself (`--storage sqlite`) has to
 * come to the same, and a test holds that it does.
 */
export interface Row {
  readonly [column: string]: SqlStorageValue
}

export interface Tables {
  readonly rows: ReadonlyMap<string, readonly Row[]>
}

export const NO_TABLES: Tables = { rows: new Map() }

type Change = readonly [Tables, readonly Row[]]
type Statement = (tables: Tables, given: readonly SqlStorageValue[]) => Change

const withRows = ({ rows }: Tables, table: string, next: readonly Row[]): Tables => ({
  rows: new Map(rows).set(table, next),
})

const rowsOf = ({ rows }: Tables, table: string): readonly Row[] => {
  const found = rows.get(table)
  if (found === undefined) throw new Error(`no such table: ${table}`)
  return found
}

const made = (tables: Tables, table: string): Tables => (tables.rows.has(table) ? tables : withRows(tables, table, []))

const nothing = (tables: Tables): Change => [tables, []]

/** What a column of these tables is called, by its place: as the migrations in `src` have it. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  commits: ['number', 'first_seq', 'body'],
  payment: ['id', 'version', 'projected_seq', 'seal_key', 'announced_seq'],
  activity: ['first', 'count', 'at', 'body'],
  payments: ['id', 'seq', 'at'],
  subscribers: ['connection'],
}

const inserted = (table: string, values: readonly SqlStorageValue[]): Row =>
  Object.fromEntries((COLUMNS[table] ?? []).map((column, place) => [column, values[place] ?? null]))

const STATEMENTS: readonly (readonly [RegExp, (match: RegExpMatchArray) => Statement])[] = [
  [
    /^SELECT name FROM sqlite_master WHERE type = 'table' AND name = '(\w+)'$/,
    ([, name = '']) =>
      (tables) => [tables, tables.rows.has(name) ? [{ name }] : []],
  ],
  [
    /^CREATE TABLE commits .*CREATE TABLE payment /s,
    () => (tables) => nothing(made(made(tables, 'commits'), 'payment')),
  ],
  // A payment that was never there before is written by the newest version alone: what it adds is in its first row.
  [/^ALTER TABLE payment ADD COLUMN announced_seq /, () => nothing],
  [
    /^CREATE TABLE IF NOT EXISTS (\w+) /,
    ([, name = '']) =>
      (tables) =>
        nothing(made(tables, name)),
  ],
  [
    /^INSERT INTO payment VALUES \(\?, \?, 0, \?, 0\)$/,
    () =>
      (tables, [id = null, version = null, key = null]) =>
        nothing(
          withRows(tables, 'payment', [...rowsOf(tables, 'payment'), inserted('payment', [id, version, 0, key, 0])]),
        ),
  ],
  [
    /^INSERT INTO commits VALUES \(\?, \?, \?\)$/,
    () => (tables, given) =>
      nothing(withRows(tables, 'commits', [...rowsOf(tables, 'commits'), inserted('commits', given)])),
  ],
  [/^SELECT (?:\*|version) FROM payment$/, () => (tables) => [tables, rowsOf(tables, 'payment')]],
  [/^SELECT (?:body|first_seq) FROM commits ORDER BY number$/, () => (tables) => [tables, rowsOf(tables, 'commits')]],
  [
    /^SELECT body FROM commits WHERE number >= \(SELECT coalesce\(max\(number\), 0\) FROM commits WHERE first_seq <= \?\) ORDER BY number$/,
    () =>
      (tables, [seq]) => {
        const commits = rowsOf(tables, 'commits')
        const from = commits.findLastIndex(({ first_seq: firstSeq }) => Number(firstSeq) <= Number(seq))
        return [tables, commits.slice(Math.max(from, 0))]
      },
  ],
  [
    /^UPDATE payment SET projected_seq = \?, announced_seq = \?$/,
    () =>
      (tables, [projected = null, announced = null]) => {
        const changed = rowsOf(tables, 'payment').map((row) => ({
          ...row,
          projected_seq: projected,
          announced_seq: announced,
        }))
        return nothing(withRows(tables, 'payment', changed))
      },
  ],
  [
    /^SELECT 1 FROM sqlite_master WHERE name = 'activity'$/,
    () => (tables) => [tables, tables.rows.has('activity') ? [{ 1: 1 }] : []],
  ],
  [
    /^CREATE TABLE IF NOT EXISTS activity\s.*CREATE TABLE IF NOT EXISTS payments /s,
    () => (tables) => nothing(made(made(tables, 'activity'), 'payments')),
  ],
  [
    /^INSERT INTO (activity|subscribers) VALUES /,
    ([, table = '']) =>
      (tables, given) =>
        nothing(withRows(tables, table, [...rowsOf(tables, table), inserted(table, given)])),
  ],
  [
    /^INSERT OR REPLACE INTO payments VALUES /,
    () => (tables, given) => {
      const others = rowsOf(tables, 'payments').filter(({ id }) => id !== given[0])
      return nothing(withRows(tables, 'payments', [...others, inserted('payments', given)]))
    },
  ],
  [
    /^SELECT seq FROM payments WHERE id = \?$/,
    () =>
      (tables, [id]) => [tables, rowsOf(tables, 'payments').filter((row) => row.id === id)],
  ],
  [
    /^SELECT (?:first|at) FROM activity ORDER BY first LIMIT 1$/,
    () => (tables) => [tables, rowsOf(tables, 'activity').slice(0, 1)],
  ],
  [
    /^SELECT first, count FROM activity ORDER BY first DESC LIMIT 1$/,
    () => (tables) => [tables, rowsOf(tables, 'activity').slice(-1)],
  ],
  [
    /^SELECT first, body FROM activity WHERE first >= \(SELECT coalesce\(max\(first\), 0\) FROM activity WHERE first <= \?\) ORDER BY first LIMIT \?$/,
    () =>
      (tables, [place, most]) => {
        const activity = rowsOf(tables, 'activity')
        const from = Math.max(
          activity.findLastIndex(({ first }) => Number(first) <= Number(place)),
          0,
        )
        return [tables, activity.slice(from, from + Number(most))]
      },
  ],
  [/^SELECT connection FROM subscribers$/, () => (tables) => [tables, rowsOf(tables, 'subscribers')]],
  [
    /^DELETE FROM subscribers WHERE connection = \?$/,
    () =>
      (tables, [id]) =>
        nothing(
          withRows(
            tables,
            'subscribers',
            rowsOf(tables, 'subscribers').filter(({ connection }) => connection !== id),
          ),
        ),
  ],
  [/^SELECT body FROM health$/, () => (tables) => [tables, rowsOf(tables, 'health')]],
  [
    /^INSERT OR REPLACE INTO health \(only, body\) VALUES \(1, \?\)$/,
    () =>
      (tables, [body = null]) =>
        nothing(withRows(tables, 'health', [{ only: 1, body }])),
  ],
]

const known = new Map<string, Statement>()

function statementOf(text: string): Statement {
  const found = known.get(text)
  if (found !== undefined) return found
  for (const [pattern, make] of STATEMENTS) {
    const match = text.trim().match(pattern)
    if (match === null) continue
    const statement = make(match)
    known.set(text, statement)
    return statement
  }
  throw new Error(`simulate/platform/tables.ts does not know this statement: ${text}`)
}

/** Runs one statement: the tables after it, and the rows that it answers. */
export const execute = (tables: Tables, text: string, given: readonly SqlStorageValue[]): Change =>
  statementOf(text)(tables, given)
