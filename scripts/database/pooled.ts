import pg from 'pg'
import {
  beginStatement,
  databaseErrorFrom,
  type Engine,
  type Field,
  type Statement,
  type StatementResult,
} from './engine.ts'

/** Two cores keep about this many statements busy; more connections only make Postgres' own queue longer. */
const MOST_CONNECTIONS = 10

/** Every value stays the text that Postgres printed. */
const RAW_TEXT = { getTypeParser: () => (value: unknown) => value }

/** A Postgres elsewhere, reached over its own protocol. */
export function openPooledPostgres(connectionString: string): Engine {
  const pool = new pg.Pool({ connectionString, max: MOST_CONNECTIONS })
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)

  return {
    run: (statement) => runStatement(pool, statement),
    runTransaction: async (statements, options) => {
      const begin = beginStatement(options)
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        await client.query(begin)
        const results: StatementResult[] = []
        for (const statement of statements) results.push(await runStatement(client, statement))
        await client.query('COMMIT')
        return results
      } catch (error) {
        await client.query('ROLLBACK').catch((rollbackError: Error) => {
          broken = rollbackError
        })
        throw error
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

async function runStatement(client: pg.Pool | pg.PoolClient, statement: Statement): Promise<StatementResult> {
  try {
    const result = await client.query<(string | null)[]>({
      text: statement.query,
      values: [...statement.params],
      rowMode: 'array',
      types: RAW_TEXT,
    })
    return {
      command: result.command,
      rowCount: result.rowCount,
      fields: result.fields.map((field): Field => ({ ...field, format: 'text' })),
      rows: result.rows,
    }
  } catch (error) {
    throw error instanceof pg.DatabaseError ? databaseErrorFrom(error) : error
  }
}
