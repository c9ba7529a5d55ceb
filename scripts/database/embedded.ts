import { messages, PGlite, protocol } from '@electric-sql/pglite'
import { provideCluster } from './emptyCluster.ts'
import {
  beginStatement,
  databaseErrorFrom,
  type Engine,
  type Field,
  type Statement,
  type StatementResult,
} from './engine.ts'

/**
 * Postgres inside this process, kept in a directory. It is one session, so statements take turns. The wire protocol is
 * spoken directly because Neon's values are text both ways: nothing is parsed only to be printed again.
 */
export async function openEmbeddedPostgres(directory: string): Promise<Engine> {
  await provideCluster(directory)
  const postgres = await PGlite.create(directory)
  let lastTurn: Promise<unknown> = Promise.resolve()

  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = lastTurn.then(work, work)
    lastTurn = turn.catch(() => undefined)
    return turn
  }

  const run = (statement: Statement) => runStatement(postgres, statement)
  const command = (query: string) => run({ query, params: [] })

  return {
    run: (statement) => inTurn(() => run(statement)),
    runTransaction: (statements, options) =>
      inTurn(async () => {
        await command(beginStatement(options))
        try {
          const results: StatementResult[] = []
          for (const statement of statements) results.push(await run(statement))
          await command('COMMIT')
          return results
        } catch (error) {
          await command('ROLLBACK')
          throw error
        }
      }),
    close: () => inTurn(() => postgres.close()),
  }
}

/** Parse, bind, describe, execute and sync in one message: one transaction of its own unless a `BEGIN` came before. */
async function runStatement(postgres: PGlite, { query, params }: Statement): Promise<StatementResult> {
  const { serialize } = protocol
  const request = Buffer.concat([
    serialize.parse({ text: query }),
    serialize.bind({ values: [...params] }),
    serialize.describe({ type: 'P' }),
    serialize.execute({}),
    serialize.sync(),
  ])
  const answer = await postgres.execProtocol(request, { throwOnError: false })

  let fields: readonly Field[] = []
  let tag = ''
  const rows: (string | null)[][] = []
  for (const message of answer.messages) {
    if (message instanceof messages.DatabaseError) throw databaseErrorFrom(message)
    if (message instanceof messages.RowDescriptionMessage) fields = message.fields.map(fieldOf)
    if (message instanceof messages.DataRowMessage) rows.push(message.fields)
    if (message instanceof messages.CommandCompleteMessage) tag = message.text
  }
  return { ...commandOf(tag), fields, rows }
}

const fieldOf = (field: Omit<Field, 'format'>): Field => ({
  name: field.name,
  tableID: field.tableID,
  columnID: field.columnID,
  dataTypeID: field.dataTypeID,
  dataTypeSize: field.dataTypeSize,
  dataTypeModifier: field.dataTypeModifier,
  format: 'text',
})

/** `INSERT 0 3` is command INSERT with 3 rows, `CREATE TABLE` is command CREATE and counts none. */
const commandOf = (tag: string): Pick<StatementResult, 'command' | 'rowCount'> => {
  const words = tag.split(' ')
  const count = /^[0-9]+$/.exec(words.at(-1) ?? '')
  return { command: words[0] ?? '', rowCount: count === null ? null : Number(count[0]) }
}
