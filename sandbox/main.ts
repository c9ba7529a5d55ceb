import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startSandbox } from './sandbox.ts'

/** `npm run sandbox`: the acquirers alone. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8789' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string', default: '.turnpike/sandbox' },
    'webhook-secret': { type: 'string' },
    'webhook-url-a': { type: 'string' },
    'webhook-url-b': { type: 'string' },
  },
})

const webhookSecret = values['webhook-secret'] ?? `whsec_${randomBytes(24).toString('base64')}`
const targets = { a: values['webhook-url-a'], b: values['webhook-url-b'] }
const sandbox = await startSandbox({
  port: Number(values.port),
  host: values.host,
  stateDirectory: values.state,
  webhookSecret,
  webhookTarget: (acquirer) => targets[acquirer],
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
