import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { dropEverything, migrate } from './database/migrate.ts'
import { openDatabase } from './database/open.ts'
import { LaunchError } from './stack/launch-error.ts'
import { takeStateLock } from './stack/lock.ts'
import { readOrWriteSecrets } from './stack/secrets.ts'

const HELP = `npm run db:migrate                 runs the migrations that the database has not had
npm run db:reset -- --yes          empties the database, then migrates

  --state DIR                      the embedded Postgres of that stack, which must not run; .turnpike by default
  DATABASE_URL=postgres://…        a Postgres or Neon in its place`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    state: { type: 'string', default: '.turnpike' },
    yes: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

try {
  const [command] = positionals
  if (values.help || (command !== 'migrate' && command !== 'reset')) console.log(HELP)
  else await work(command)
} catch (error) {
  console.error(error instanceof LaunchError ? error.message : error)
  process.exitCode = 1
}

async function work(command: 'migrate' | 'reset'): Promise<void> {
  if (command === 'reset' && !values.yes) throw new LaunchError('Everything in the database is lost: say --yes.')
  mkdirSync(values.state, { recursive: true, mode: 0o700 })
  // Two processes on one embedded Postgres would lose rows.
  const lock = takeStateLock(values.state)
  const database = await openDatabase({
    stateDirectory: values.state,
    password: readOrWriteSecrets(values.state).databasePassword,
    databaseUrl: process.env.DATABASE_URL || undefined,
  })
  try {
    if (command === 'reset') await dropEverything(database)
    console.log(`${await migrate(database)} migrations run`)
  } finally {
    await database.close()
    lock.release()
  }
}
