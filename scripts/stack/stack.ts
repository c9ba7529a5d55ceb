import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { shopOrigins, startShop } from '../../sandbox/shop/shop.ts'
import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { bundleAll, stampBundle, watchAll } from './bundles.ts'
import { startControlServer } from './control.ts'
import { writePrivateJson } from './files.ts'
import { takeStateLock, waitForOldRuntime } from './lock.ts'
import { openWorkerLog } from './logs.ts'
import type { Stack, StackAddresses, StackKeys, StackOptions } from './options.ts'
import { choosePorts, DEFAULT_PORT, holdPorts, requireFreePorts } from './ports.ts'
import { reloadRuntime, runtimePidFile, startRuntime } from './runtime.ts'
import { keepShopWebhooks, readOrWriteSecrets } from './secrets.ts'
import { seedDatabase, seedVault } from './seed.ts'
import { runtimeSetting } from './setting.ts'
import { queueWire } from './wire.ts'
import { miniflareOptions } from './workers.ts'

/** The queue's batch time-out is a second; a little more lets what is in flight be delivered. */
const DRAIN_MS = 1200

/**
 * The whole of Turnpike on this machine, in one process and one workerd. Parts start in the order in which they need
 * each other, the api's port opens last, and whatever was started is stopped again when a later part fails.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const host = options.host ?? '127.0.0.1'
  const stateDirectory = resolve(options.stateDirectory ?? '.turnpike')
  const progress = options.quiet === true ? () => undefined : (options.onProgress ?? (() => undefined))
  const closers: (() => unknown)[] = []
  const closeAll = async () => {
    for (const close of closers.reverse()) await close()
    closers.length = 0
  }

  try {
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
    const lock = takeStateLock(stateDirectory)
    closers.push(lock.release)
    await waitForOldRuntime(runtimePidFile(stateDirectory))
    const ports = await choosePorts(options.port ?? DEFAULT_PORT, host)
    await requireFreePorts(ports, host)
    const held = await holdPorts([ports.api, ports.vault], host)
    closers.push(held.release)
    const secrets = readOrWriteSecrets(stateDirectory)
    progress(`state      ${stateDirectory}`)

    const bundling = bundleAll(stateDirectory)
    // It is awaited below; should an earlier part fail first, its own failure is the one to tell.
    bundling.catch(() => undefined)

    const database = await openDatabase({
      stateDirectory,
      password: secrets.databasePassword,
      databaseUrl: options.databaseUrl,
      fetchEndpoint: options.databaseFetchEndpoint,
    })
    closers.push(database.close)
    const migrations = await migrate(database)
    await seedDatabase(database, secrets, shopOrigins(ports.demo))
    progress(
      `database   ${options.databaseUrl === undefined ? 'embedded Postgres' : 'DATABASE_URL'}, ${migrations} migrations run`,
    )

    const origin = (port: number) => `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
    const sandbox = await startSandbox({
      port: ports.sandbox,
      host,
      stateDirectory: join(stateDirectory, 'sandbox'),
      webhookSecret: secrets.webhookSecret,
      webhookTarget: (name) => `${origin(ports.api)}/webhooks/${secrets.accountIds[name]}`,
    })
    closers.push(sandbox.stop)
    progress(`sandbox    ${origin(ports.sandbox)}, acquirers a and b`)
    const shop = await startShop({
      port: ports.demo,
      host,
      stateDirectory: join(stateDirectory, 'shop'),
      apiOrigin: origin(ports.api),
      vaultOrigin: origin(ports.vault),
      sandboxOrigin: sandbox.origin,
      secretKey: secrets.secretKey,
      operatorKey: secrets.operatorKey,
      publishableKey: secrets.publishableKey,
    })
    closers.push(shop.stop)
    progress(`shop       ${shop.origin}`)

    const instanceId = randomUUID()
    const bundles = await bundling
    const log = openWorkerLog(stateDirectory, options.quiet !== true)
    closers.push(log.close)
    const wire = options.queueFaults === true ? queueWire() : undefined
    const setting = runtimeSetting({
      stateDirectory,
      bundles,
      host,
      ports,
      secrets,
      database,
      instanceId,
      variables: options.variables,
      wire,
      onLog: log.write,
    })
    const miniflare = await startRuntime(stateDirectory, miniflareOptions(setting('seeding')))
    closers.push(() => miniflare.dispose())
    await seedVault(miniflare, sandbox, secrets)
    progress('workers    api and vault bundled, accounts of the acquirers in the vault')

    const deploy = async () => {
      stampBundle(bundles.api)
      await reloadRuntime(miniflare, miniflareOptions(setting('open')))
    }
    const control = await startControlServer(miniflare, database.server, {
      secret: secrets.controlSecret,
      deploy,
      wire,
    })
    closers.push(control.close)
    const addresses: StackAddresses = {
      pid: process.pid,
      instanceId,
      apiOrigin: origin(ports.api),
      vaultOrigin: origin(ports.vault),
      sandboxOrigin: origin(ports.sandbox),
      shopOrigin: shop.origin,
      databaseUrl: database.databaseUrl,
      databaseFetchEndpoint: database.fetchEndpoint,
      controlOrigin: control.origin,
      controlSecret: secrets.controlSecret,
    }
    const keys: StackKeys = {
      secretKey: secrets.secretKey,
      publishableKey: secrets.publishableKey,
      operatorKey: secrets.operatorKey,
      webhookSecret: secrets.webhookSecret,
    }
    const addressesFile = join(stateDirectory, 'stack.json')
    writePrivateJson(join(stateDirectory, 'keys.json'), keys)
    writePrivateJson(addressesFile, addresses)
    closers.push(() => rmSync(addressesFile, { force: true }))

    await held.release()
    await reloadRuntime(miniflare, miniflareOptions(setting('open')))
    if (options.watch === true) {
      closers.push(await watchAll(bundles, progress, () => reloadRuntime(miniflare, miniflareOptions(setting('open')))))
    }
    progress(`ready      api ${addresses.apiOrigin}, vault ${addresses.vaultOrigin}`)
    // Nobody waits for it, and without it all but the shop's own webhooks is there.
    if (options.shopWebhooks !== false) {
      shop.receiveWebhooks(secrets.shopWebhooks).then(
        (registration) => keepShopWebhooks(stateDirectory, registration),
        (error: unknown) => progress(`webhooks   the demo shop gets none: ${messageOf(error)}`),
      )
    }

    return {
      ...addresses,
      stateDirectory,
      port: ports.api,
      keys,
      merchantId: secrets.merchantId,
      accountIds: secrets.accountIds,
      miniflare,
      databaseFaults: database.server?.faults,
      stop: async ({ drainMs = DRAIN_MS } = {}) => {
        await wait(drainMs)
        await closeAll()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
