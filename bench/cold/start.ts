import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { median } from '../figures.ts'
import { threadsMsOf } from '../processorTime.ts'

/** workerd's package brings no types: its default export is the path of the binary for this machine. */
const workerd = createRequire(import.meta.url)('workerd') as { readonly default: string }

/** A start that takes longer than any start may is a failed benchmark, not a number. */
const TIMEOUT_MS = 30_000
/** Enough for a middle one; the runtime has not optimized anything by then. */
const WARM_REQUESTS = 5

export interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What a right answer is; anything else ends the run. */
  readonly status: number
  readonly has: string
}

/** One start of a process: all from the moment before it was spawned, processor time of all its threads. */
export interface Start {
  /** Its script has been evaluated by then: workerd opens no port before. */
  readonly listensMs: number
  readonly answeredMs: number
  readonly listensProcessorMs: number
  readonly answeredProcessorMs: number
  /** The middle one of the next few, over the same connection. */
  readonly warmMs: number
}

/** Writes the binary form of a configuration, bundles and all, so that no start has to read the text of one. */
export function compileConfig(directory: string, name: string, text: string): string {
  const [textFile, binaryFile] = [join(directory, `${name}.capnp`), join(directory, `${name}.bin`)]
  writeFileSync(textFile, text)
  writeFileSync(
    binaryFile,
    execFileSync(workerd.default, ['compile', '--config-only', textFile], { maxBuffer: 2 ** 28 }),
  )
  return binaryFile
}

/** Starts workerd anew, asks it once and a few times more, and ends it. */
export async function startOnce(binaryConfig: string, asked: Asked): Promise<Start> {
  const spawnedMs = performance.now()
  const child = spawn(workerd.default, ['serve', '--binary', '--control-fd=3', binaryConfig], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const notReady = (): never => {
    throw new Error(`workerd ended before it listened: ${said}`)
  }
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const { pid } = child
    if (pid === undefined) throw new Error('workerd could not be started')
    const port = (await Promise.race([portOf(child.stdio[3] as Readable), ended.then(notReady)])) ?? notReady()
    const listensMs = performance.now() - spawnedMs
    const listensProcessorMs = threadsMsOf(pid)
    await ask(agent, port, asked)
    const answeredMs = performance.now() - spawnedMs
    const answeredProcessorMs = threadsMsOf(pid)
    const warm: number[] = []
    for (let count = 0; count < WARM_REQUESTS; count += 1) {
      const askedMs = performance.now()
      await ask(agent, port, asked)
      warm.push(performance.now() - askedMs)
    }
    return { listensMs, answeredMs, listensProcessorMs, answeredProcessorMs, warmMs: median(warm) }
  } finally {
    agent.destroy()
    child.kill('SIGKILL')
    await ended
  }
}

/** workerd tells on this descriptor which port it has taken, one JSON object a line. */
async function portOf(control: Readable): Promise<number | undefined> {
  let told = ''
  for await (const chunk of control) {
    told += String(chunk)
    for (const line of told.split('\n').slice(0, -1)) {
      const message = JSON.parse(line) as { readonly event: string; readonly port?: number }
      if (message.event === 'listen' && message.port !== undefined) return message.port
    }
  }
  return undefined
}

const ask = (agent: Agent, port: number, { method, path, headers, body, status, has }: Asked): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = request({ agent, host: '127.0.0.1', port, method, path, headers, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        if (response.statusCode === status && text.includes(has)) resolve()
        else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text}`))
      })
    })
    call.once('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
    call.once('error', reject)
    call.end(body)
  })
