import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, type MiniflareOptions, type V4MiniflareOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler'
import { type QueueWire, throughWire, wireWorker } from './wire.ts'

export const API_WORKER = 'turnpike-api'
export const VAULT_WORKER = 'turnpike-vault'
const GRAPHIQL_WORKER = 'turnpike-graphiql'
export const MAINTENANCE_WORKER = 'turnpike-maintenance'

/** What a Worker gets here beyond its wrangler file: values in place of its vars, and its own secrets. */
export interface WorkerSetting {
  readonly name: string
  readonly configFile: string
  readonly bundleFile: string
  readonly bindings: Readonly<Record<string, string>>
  readonly socket: { readonly host: string; readonly port: number } | undefined
}

export interface RuntimeSetting {
  readonly stateDirectory: string
  readonly api: WorkerSetting
  readonly vault: WorkerSetting
  readonly graphiqlBundleFile: string
  /**
   * While seeding, no port is open and the api has no objects but the audit log, so that nothing that was due runs before the vault knows
   * where the acquirers are.
   */
  readonly phase: 'seeding' | 'open'
  /** What stands before the queue where a drill wants its messages to get lost. */
  readonly wire?: QueueWire | undefined
  readonly onLog: (log: { timestamp: number; level: string; message: string }) => void
}

/** The wrangler files stay the only configuration of bindings; this adds ports, secrets and where the state is kept. */
export function miniflareOptions(setting: RuntimeSetting): MiniflareOptions {
  return convertV4MiniflareOptions({
    host: '127.0.0.1',
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    logRequests: false,
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: setting.onLog,
    resourcePersistencePath: setting.stateDirectory,
    workers: [
      throughWire(workerOptions(setting.api, setting.phase, { GRAPHIQL: { name: GRAPHIQL_WORKER } }), setting.wire),
      workerOptions(setting.vault, setting.phase, {}),
      ...(setting.wire === undefined ? [] : [wireWorker(setting.wire)]),
      {
        name: GRAPHIQL_WORKER,
        compatibilityDate: '2026-11-01',
        modules: [moduleOf(setting.graphiqlBundleFile)],
        modulesRoot: join(setting.graphiqlBundleFile, '..'),
      },
      {
        name: MAINTENANCE_WORKER,
        compatibilityDate: '2026-11-01',
        modules: [{ type: 'ESModule', path: '/maintenance.js', contents: MAINTENANCE_SCRIPT }],
        modulesRoot: '/',
        serviceBindings: {
          API: { name: API_WORKER, entrypoint: 'MaintenanceEntrypoint' },
          VAULT_KEYS: { name: VAULT_WORKER, entrypoint: 'VaultKeysEntrypoint' },
        },
      },
    ],
  })
}

/** Calls the Workers' entrypoints for the launcher, which can only fetch. It has no port. */
const MAINTENANCE_SCRIPT = `export default {
  async fetch(request, { API, VAULT_KEYS }) {
    const asked = await request.json()
    if (new URL(request.url).pathname !== '/keys') return new Response(await API.readPayments(asked))
    return Response.json(await VAULT_KEYS[asked.method](...asked.given))
  },
}`

type V4Worker = Extract<V4MiniflareOptions, { workers: unknown[] }>['workers'][number]

function workerOptions(
  setting: WorkerSetting,
  phase: RuntimeSetting['phase'],
  serviceBindings: Readonly<Record<string, { name: string }>>,
): V4Worker {
  const { workerOptions: options } = unstable_getMiniflareWorkerOptions(
    unstable_readConfig({ config: setting.configFile }, { hideWarnings: true }),
  )
  const isSeeding = phase === 'seeding'
  return {
    ...options,
    name: setting.name,
    modules: [moduleOf(setting.bundleFile)],
    modulesRoot: join(setting.bundleFile, '..'),
    bindings: { ...Object(options.bindings), ...setting.bindings },
    serviceBindings: { ...Object(options.serviceBindings), ...serviceBindings },
    ...(isSeeding && setting.name === API_WORKER
      ? { durableObjects: auditOf(options.durableObjects), queueConsumers: {} }
      : {}),
    ...(isSeeding || setting.socket === undefined ? {} : { unsafeDirectSockets: [{ ...setting.socket }] }),
  }
}

/** What is seeded into the vault is in the audit log as anything else is. */
const auditOf = (objects: unknown): NonNullable<V4Worker['durableObjects']> => {
  const { AUDIT } = Object(objects) as NonNullable<V4Worker['durableObjects']>
  return AUDIT === undefined ? {} : { AUDIT }
}

const moduleOf = (path: string) => ({ type: 'ESModule' as const, path, contents: readFileSync(path, 'utf8') })

export const workerEntry = (configFile: string): string => {
  const { main } = unstable_readConfig({ config: configFile }, { hideWarnings: true })
  if (main === undefined) throw new Error(`${configFile} names no main file.`)
  return main
}
