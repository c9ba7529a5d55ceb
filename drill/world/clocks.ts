import { execFile } from 'node:child_process'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** Whose clock: that of the acquirers, with the launcher around them, or that of the process in which the Workers run. */
export type Whose = 'acquirers' | 'workers'

export interface Clocks {
  /** What the launcher is started with. */
  readonly nodeArguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The Workers' needs a C compiler and Linux. */
  readonly canSet: Readonly<Record<Whose, boolean>>
  /** How far it is from the machine's. */
  set(whose: Whose, offMs: number): Promise<void>
}

/** Two clocks that can be put wrong, each by a file that says by how much. */
export async function openClocks(directory: string): Promise<Clocks> {
  const acquirers = join(directory, 'clock')
  const workers = join(directory, 'runtime-clock')
  writeFileSync(workers, bytesOf(0))
  const library = process.platform === 'linux' ? await compiled(join(directory, 'runtime-clock.so')) : undefined
  return {
    nodeArguments: ['--import', pathToFileURL(join(import.meta.dirname, 'clock.ts')).href],
    environment: {
      TURNPIKE_DRILL_CLOCK: acquirers,
      ...(library === undefined
        ? {}
        : { TURNPIKE_DRILL_RUNTIME_CLOCK: workers, TURNPIKE_DRILL_RUNTIME_LIBRARY: library }),
    },
    canSet: { acquirers: true, workers: library !== undefined },
    async set(whose, offMs) {
      if (whose === 'acquirers') {
        writeFileSync(acquirers, String(offMs))
        // It is looked at 20 times a second.
        return wait(100)
      }
      // In its place: the runtime has the file's page in its memory.
      const file = openSync(workers, 'r+')
      writeSync(file, bytesOf(offMs), 0, 8, 0)
      closeSync(file)
    },
  }
}

const compiled = (library: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const source = join(import.meta.dirname, 'runtimeClock.c')
    execFile('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], (error) =>
      resolve(error === null ? library : undefined),
    )
  })

function bytesOf(offMs: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(offMs))
  return bytes
}
