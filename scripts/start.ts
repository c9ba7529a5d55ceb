import { parseArgs } from 'node:util'
import { greeting } from './stack/greeting.ts'
import { LaunchError } from './stack/launch-error.ts'
import type { Stack } from './stack/options.ts'
import { whenParentIsGone } from './stack/parent.ts'
import { DEFAULT_PORT } from './stack/ports.ts'
import { startStack } from './stack/stack.ts'

const HELP = `npm start -- [options]

  --port N      the api's port, ${DEFAULT_PORT} by default; vault N+1, sandbox acquirers N+2, demo shop N+3; 0 takes free ones
  --state DIR   where the data is kept, .turnpike by default
  --watch       bundle and reload when a source file changes
  --quiet       no progress
  --no-shop-webhooks   the demo shop gets no webhooks
  --queue-faults   drills may drop and double the queue's messages
  --help        this

  DATABASE_URL=postgres://…   a Postgres or Neon in the place of the embedded one; with DATABASE_FETCH_ENDPOINT=http://… where it speaks Neon's protocol`

const values = readOptions()
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const starting = start()
const isChild = process.send !== undefined

/** Ctrl-C under npm arrives twice at once, from the terminal and from npm; only a later one means impatience. */
const DUPLICATE_WITHIN_MS = 1000

/** The first signal stops every part in order; a later one does not wait for that. */
let stoppingSinceMs: number | undefined
async function stop(drainMs?: number): Promise<void> {
  if (stoppingSinceMs !== undefined) {
    if (Date.now() - stoppingSinceMs > DUPLICATE_WITHIN_MS) process.exit(1)
    return
  }
  stoppingSinceMs = Date.now()
  try {
    const stack = await starting
    if (!values.quiet) console.log('stopping')
    await stack.stop(drainMs === undefined ? {} : { drainMs })
  } finally {
    process.exit(0)
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
if (isChild || process.env.npm_lifecycle_event !== undefined) whenParentIsGone(() => void stop(0))

try {
  const { miniflare: _miniflare, databaseFaults: _faults, stop: _stop, ...facts } = await starting
  if (!values.quiet) console.log(greeting(facts))
  process.send?.({ kind: 'ready', facts })
} catch (error) {
  if (stoppingSinceMs === undefined) {
    const message = error instanceof LaunchError ? error.message : error instanceof Error ? error.stack : String(error)
    console.error(message)
    process.send?.({ kind: 'failed', message })
    process.exit(1)
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        state: { type: 'string', default: '.turnpike' },
        watch: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        'no-shop-webhooks': { type: 'boolean', default: false },
        'queue-faults': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    // What it throws for is what the caller wrote, in words for the caller.
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  }
}

async function start(): Promise<Stack> {
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_532) throw new LaunchError('--port is a number from 0 to 65532.')
  return startStack({
    port,
    stateDirectory: values.state,
    watch: values.watch,
    quiet: values.quiet,
    shopWebhooks: !values['no-shop-webhooks'],
    queueFaults: values['queue-faults'],
    onProgress: (line) => console.log(line),
    ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}),
    ...(process.env.DATABASE_FETCH_ENDPOINT ? { databaseFetchEndpoint: process.env.DATABASE_FETCH_ENDPOINT } : {}),
  })
}
