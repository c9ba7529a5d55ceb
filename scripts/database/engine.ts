/** One statement as Neon's HTTP protocol carries it: values are text, in the form Postgres itself reads. */
export interface Statement {
  readonly query: string
  readonly params: readonly (string | null)[]
}

export interface Field {
  readonly name: string
  readonly tableID: number
  readonly columnID: number
  readonly dataTypeID: number
  readonly dataTypeSize: number
  readonly dataTypeModifier: number
  readonly format: string
}

/** Rows are text too, as Postgres printed them; the driver parses them by the fields' types. */
export interface StatementResult {
  readonly command: string
  readonly rowCount: number | null
  readonly fields: readonly Field[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface TransactionOptions {
  readonly isolationLevel?: string
  readonly readOnly?: boolean
  readonly deferrable?: boolean
}

/** A database that runs one statement by itself, or several in one transaction. */
export interface Engine {
  run(statement: Statement): Promise<StatementResult>
  runTransaction(statements: readonly Statement[], options: TransactionOptions): Promise<StatementResult[]>
  close(): Promise<void>
}

const ERROR_FIELDS = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const

export type DatabaseErrorFields = { readonly [field in (typeof ERROR_FIELDS)[number]]?: string }

/** What Postgres itself refused. Every other error means that the database could not be asked. */
export class DatabaseError extends Error {
  readonly fields: DatabaseErrorFields

  constructor(message: string, fields: DatabaseErrorFields) {
    super(message)
    this.name = 'DatabaseError'
    this.fields = fields
  }
}

/** The Postgres fields of an error message, whichever client library parsed it. */
export const databaseErrorFrom = (error: object & { message?: string | undefined }): DatabaseError =>
  new DatabaseError(
    error.message ?? 'The database refused the statement.',
    Object.fromEntries(
      ERROR_FIELDS.flatMap((field) => {
        const value: unknown = Reflect.get(error, field)
        return typeof value === 'string' ? [[field, value]] : []
      }),
    ),
  )

const ISOLATION_LEVELS: Readonly<Record<string, string>> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
}

/** The `BEGIN` that a batch's headers ask for. */
export const beginStatement = ({ isolationLevel, readOnly, deferrable }: TransactionOptions): string => {
  const level = isolationLevel === undefined ? undefined : ISOLATION_LEVELS[isolationLevel]
  if (isolationLevel !== undefined && level === undefined) {
    throw new DatabaseError(`Unknown isolation level ${isolationLevel}.`, { severity: 'ERROR', code: '22023' })
  }
  return [
    'BEGIN',
    ...(level === undefined ? [] : [`ISOLATION LEVEL ${level}`]),
    ...(readOnly === undefined ? [] : [readOnly ? 'READ ONLY' : 'READ WRITE']),
    ...(deferrable === undefined ? [] : [deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE']),
  ].join(' ')
}
