import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Miniflare, type MiniflareOptions } from 'miniflare'

/** A port just freed can still be reported as taken for a moment. */
const ADDRESS_TRIES = 10
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** workerd's package brings no types: its default export is the path of the binary for this machine. */
const workerd = createRequire(import.meta.url)('workerd') as { readonly default: string }

export const runtimePidFile = (stateDirectory: string): string => join(stateDirectory, 'workerd.pid')

/** Starts workerd behind the wrapper that ends it when this process is gone. */
export async function startRuntime(stateDirectory: string, options: MiniflareOptions): Promise<Miniflare> {
  process.env.MINIFLARE_WORKERD_PATH = join(import.meta.dirname, 'workerd.sh')
  process.env.TURNPIKE_WORKERD_PATH = workerd.default
  process.env.TURNPIKE_WORKERD_PID_FILE = runtimePidFile(stateDirectory)
  process.env.TURNPIKE_LAUNCHER_PID = String(process.pid)
  const before = SIGNALS.map((signal) => process.listeners(signal))
  const miniflare = new Miniflare(options)
  // Miniflare ends the process at the first signal; the launcher has an order in which its parts stop.
  for (const [index, signal] of SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.includes(listener)) process.removeListener(signal, listener)
    }
  }
  await miniflare.ready
  return miniflare
}

/** Reloads with other options; state is kept, and so are the Workers' objects on disk. */
export async function reloadRuntime(miniflare: Miniflare, options: MiniflareOptions): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await miniflare.setOptions(options)
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'ERR_ADDRESS_IN_USE'
      if (!isTaken || tries === ADDRESS_TRIES) throw error
      await wait(200)
    }
  }
}
