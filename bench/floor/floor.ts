import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, type Miniflare } from 'miniflare'
import { bundleWorker } from '../../scripts/stack/bundle.ts'
import { choosePorts } from '../../scripts/stack/ports.ts'
import { startRuntime } from '../../scripts/stack/runtime.ts'
import type { DirectAcquirer } from '../acquirer.ts'
import { clientTo } from '../http.ts'
import { type Load, type Measured, measure } from '../load.ts'

const HOST = '127.0.0.1'

export interface Floor {
  pay(load: Load, prefix: string): Promise<Measured>
  stop(): Promise<void>
}

/** The floor on the launcher's own runtime: the same workerd, a port of its own, state in the same kind of place. */
export async function startFloor(
  stateDirectory: string,
  { origin, authorization }: Pick<DirectAcquirer, 'origin' | 'authorization'>,
): Promise<Floor> {
  const bundleFile = join(stateDirectory, 'floor', 'worker.js')
  await bundleWorker(join(import.meta.dirname, 'worker.ts'), bundleFile)
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
          bindings: { ACQUIRER: origin, AUTHORIZATION: authorization },
          durableObjects: { FLOOR: { className: 'FloorObject', useSQLite: true } },
          unsafeDirectSockets: [{ host: HOST, port }],
        },
      ],
    }),
  )
  return {
    pay: async (load, prefix) => {
      const client = clientTo(`http://${HOST}:${port}`, load.connections)
      const measured = await measure(load, async (index) => {
        const { status, body } = await client.post('/', {}, JSON.stringify({ attemptId: `${prefix}-${index}` }))
        if (status !== 201) throw new Error(`the floor answered ${status}: ${body}`)
      })
      client.close()
      return measured
    },
    stop: () => miniflare.dispose(),
  }
}
