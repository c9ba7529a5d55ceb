import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** How a command ended, and all that it printed. */
export interface Ran {
  readonly ok: boolean
  readonly output: string
}

/** Runs a command of node_modules/.bin, showing its output where asked: as it comes, or each line behind a name. */
export async function run(
  command: string,
  commandArguments: readonly string[],
  options: {
    readonly show?: boolean | string
    readonly input?: string
    readonly env?: Readonly<Record<string, string>>
    readonly timeoutMs?: number
    /** Where it runs; here where nothing is said. */
    readonly cwd?: string
  } = {},
): Promise<Ran> {
  const child = spawn(command, [...commandArguments], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const chunks: string[] = []
  const keep = (from: Readable, to: NodeJS.WriteStream) => {
    from.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk)
      if (options.show === true) to.write(chunk)
    })
    if (typeof options.show !== 'string') return
    // By whole lines, so that those of another command come between them and not into them.
    createInterface({ input: from }).on('line', (line) => to.write(`${options.show} │ ${line}\n`))
  }
  keep(child.stdout, process.stdout)
  keep(child.stderr, process.stderr)
  // A program that is quickly done has closed its input, and that is no trouble of ours.
  child.stdin.once('error', () => undefined)
  child.stdin.end(options.input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { ok: code === 0, output: chunks.join('') }
}
