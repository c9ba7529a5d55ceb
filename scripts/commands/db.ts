import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { dropEverything, migrate } from '../database/migrate.ts'
import { type DatabaseAccess, openDatabase } from '../database/open.ts'
import { readJson } from '../stack/files.ts'
import { unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'

const ADDRESSES = z.object({ databaseUrl: z.string(), databaseFetchEndpoint: z.string().optional() })

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { state: { type: 'string', default: '.turnpike' }, yes: { type: 'boolean', default: false } },
  })
  const state = resolve(values.state)
  switch (positionals[0]) {
    case 'migrate':
      return withDatabase(state, async (database) => ({ migrationsRun: await migrate(database) }))
    case 'reset':
      if (!values.yes) throw new CommandError('This deletes every row there is: say so with --yes.')
      if (process.env.DATABASE_URL !== undefined) {
        throw new CommandError('reset is for development: unset DATABASE_URL, it works on the stack of --state alone.')
      }
      return withDatabase(state, async (database) => {
        await dropEverything(database)
        return { migrationsRun: await migrate(database), note: 'Restart the stack: it seeds again.' }
      })
    default:
      throw unknownCommand('db -- migrate | reset --yes, each with [--state DIR] or, for migrate, DATABASE_URL')
  }
})

/** `DATABASE_URL`, or the database of the stack that runs on the state directory. */
async function withDatabase<Value>(stateDirectory: string, work: (database: DatabaseAccess) => Promise<Value>) {
  const database = await databaseOf(stateDirectory)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function databaseOf(stateDirectory: string): Promise<DatabaseAccess> {
  const { DATABASE_URL } = process.env
  if (DATABASE_URL !== undefined) {
    return openDatabase({ stateDirectory, password: crypto.randomUUID(), databaseUrl: DATABASE_URL })
  }
  const addresses = ADDRESSES.safeParse(readJson(`${stateDirectory}/stack.json`)).data
  if (addresses === undefined) {
    throw new CommandError(`No stack runs on ${stateDirectory}: start it with \`npm start\`, or set DATABASE_URL.`)
  }
  const { databaseUrl, databaseFetchEndpoint } = addresses
  return {
    databaseUrl,
    ...(databaseFetchEndpoint === undefined ? {} : { fetchEndpoint: databaseFetchEndpoint }),
    close: async () => undefined,
  }
}
