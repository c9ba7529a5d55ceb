import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, type Miniflare } from 'miniflare'
import { bundleWorker } from '../../scripts/stack/bundle.ts'
import { choosePorts } from '../../scripts/stack/ports.ts'
import { startRuntime } from '../../scripts/stack/runtime.ts'

const HOST = '127.0.0.1'

export interface FloorRuntime {
  readonly origin: string
  stop(): Promise<void>
}

/** A floor's Worker on the launcher's own runtime: the same workerd, a port of its own, state in the same kind of place. */
export async function startFloorRuntime(
  stateDirectory: string,
  worker: {
    readonly entryFile: string
    readonly bindings: Readonly<Record<string, string>>
    readonly objects: Readonly<Record<string, string>>
    readonly buckets?: Readonly<Record<string, string>>
  },
): Promise<FloorRuntime> {
  const bundleFile = join(stateDirectory, 'floor', 'worker.js')
  await bundleWorker(worker.entryFile, bundleFile)
  const { api: port } = await choosePorts(0, HOST)
  const miniflare: Miniflare = await startRuntime(
    stateDirectory,
    convertV4MiniflareOptions({
      host: HOST,
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      logRequests: false,
      log: new Log(LogLevel.ERROR),
      resourcePersistencePath: stateDirectory,
      workers: [
        {
          name: 'floor',
          compatibilityDate: '2026-11-01',
          compatibilityFlags: ['nodejs_compat'],
          modules: [{ type: 'ESModule', path: bundleFile, contents: readFileSync(bundleFile, 'utf8') }],
          modulesRoot: join(bundleFile, '..'),
          bindings: worker.bindings,
          durableObjects: Object.fromEntries(
            Object.entries(worker.objects).map(([binding, className]) => [binding, { className, useSQLite: true }]),
          ),
          r2Buckets: { ...worker.buckets },
          unsafeDirectSockets: [{ host: HOST, port }],
        },
      ],
    }),
  )
  return { origin: `http://${HOST}:${port}`, stop: () => miniflare.dispose() }
}
