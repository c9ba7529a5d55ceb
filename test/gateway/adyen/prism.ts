import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(import.meta.resolve('@stoplight/prism-cli/dist/index.js'))
const CHECKOUT = fileURLToPath(new URL('generated/checkout-v72.json', import.meta.url))

export interface Prism {
  readonly origin: string
  close(): Promise<void>
}

/** Adyen's OpenAPI file as a server: it answers what the file allows with the file's examples, and refuses the rest. */
export async function startPrism(): Promise<Prism> {
  const port = await freePort()
  const prism = spawn(process.execPath, [COMMAND, 'mock', '--errors', '-h', '127.0.0.1', '-p', `${port}`, CHECKOUT])
  let said = ''
  const isUp = new Promise<void>((resolve, reject) => {
    prism.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('is listening')) resolve()
    })
    prism.once('exit', () => reject(new Error(`prism did not start: ${said}`)))
  })
  await isUp
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      if (prism.exitCode !== null) return
      prism.kill()
      await once(prism, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
