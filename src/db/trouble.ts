import { NeonDbError } from '@neondatabase/serverless'

/** Postgres could not be asked, or did not answer in time. It says nothing about what was asked for. */
export class UnavailableError extends Error {
  constructor(cause: unknown) {
    super('The database could not be reached.', { cause })
    this.name = 'UnavailableError'
  }
}

/**
 * `unavailable`: no answer, or one about the server's own state; a write may or may not have happened. `rejected`: the
 * server refused these values. `faulty`: the statement itself is wrong, which is a bug or a migration that is missing.
 */
export type DatabaseTrouble = 'unavailable' | 'rejected' | 'faulty'

/** Classes of SQLSTATE that are about values: data exceptions and violated constraints. */
const ABOUT_VALUES = new Set(['22', '23'])
/** Syntax errors, unknown tables and columns, features that are not there. */
const ABOUT_STATEMENTS = new Set(['0A', '26', '42'])

export function databaseTrouble(error: unknown): DatabaseTrouble {
  const code = sqlStateOf(error)
  if (code === undefined) return 'unavailable'
  const kind = code.slice(0, 2)
  if (ABOUT_VALUES.has(kind)) return 'rejected'
  return ABOUT_STATEMENTS.has(kind) ? 'faulty' : 'unavailable'
}

/** A row with this key, or with this unique value, is there already. */
export const isDuplicate = (error: unknown): boolean => sqlStateOf(error) === '23505'

/** For logs: the driver's own message repeats the statement's values. */
export const describeTrouble = (error: unknown): string =>
  [databaseTrouble(error), sqlStateOf(error)].filter((part) => part !== undefined).join(' ')

/** The code that Postgres gave, however deep the driver wrapped it; undefined where Postgres did not answer. */
function sqlStateOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof NeonDbError) return inner.code
  }
  return undefined
}

/** Runs a query; where Postgres could not be asked, throws `UnavailableError`, which the outermost layer knows. */
export async function available<Value>(query: PromiseLike<Value>): Promise<Value> {
  try {
    return await query
  } catch (error) {
    throw databaseTrouble(error) === 'unavailable' ? new UnavailableError(error) : error
  }
}
