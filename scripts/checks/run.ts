import { spawn } from 'node:child_process'

/** How a command ended, and all that it printed. */
export interface Ran {
  readonly ok: boolean
  readonly output: string
}

/** Runs a command of node_modules/.bin, showing its output where asked. */
export async function run(
  command: string,
  commandArguments: readonly string[],
  options: {
    readonly show?: boolean
    readonly input?: string
    readonly env?: Readonly<Record<string, string>>
    readonly timeoutMs?: number
  } = {},
): Promise<Ran> {
  const child = spawn(command, [...commandArguments], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  })
  const chunks: string[] = []
  const keep = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
    chunks.push(chunk.toString())
    if (options.show === true) stream.write(chunk)
  }
  child.stdout.on('data', keep(process.stdout))
  child.stderr.on('data', keep(process.stderr))
  child.stdin.end(options.input ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { ok: code === 0, output: chunks.join('') }
}
