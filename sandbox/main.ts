import { parseArgs } from 'node:util'
import { startSandbox } from './sandbox.ts'
import { webhookSecretIn } from './settings.ts'

/** `npm run sandbox`: the acquirers alone, with a state of their own beside the stack's. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8789' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string', default: '.turnpike/sandbox-alone' },
    'webhook-secret': { type: 'string' },
    'webhook-url-a': { type: 'string' },
    'webhook-url-b': { type: 'string' },
  },
})

const webhookSecret = values['webhook-secret'] ?? (await webhookSecretIn(values.state))
const targets = { a: values['webhook-url-a'], b: values['webhook-url-b'] }
const sandbox = await startSandbox({
  port: Number(values.port),
  host: values.host,
  stateDirectory: values.state,
  webhookSecret,
  webhookTarget: (acquirer) => targets[acquirer],
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  console.error(`Port ${values.port} is taken. Choose another with --port.`)
  process.exit(1)
})

console.log(`books, faults and challenge pages: ${sandbox.origin}`)
for (const name of ['a', 'b'] as const) {
  const { baseUrl, ...credentials } = sandbox.accounts[name]
  console.log(`acquirer ${name}: ${baseUrl}  ${JSON.stringify({ ...credentials, webhookSecret })}`)
}

async function stop(): Promise<void> {
  await sandbox.stop()
  process.exit(0)
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
