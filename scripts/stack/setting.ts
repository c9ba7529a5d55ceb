import { join } from 'node:path'
import type { DatabaseAccess } from '../database/open.ts'
import { type Bundles, ROOT } from './bundles.ts'
import type { StackOptions } from './options.ts'
import type { Ports } from './ports.ts'
import type { StackSecrets } from './secrets.ts'
import { API_WORKER, type RuntimeSetting, VAULT_WORKER } from './workers.ts'

/** What each Worker gets here: its own secrets and no other's, and where the rest of the stack is. */
export const runtimeSetting =
  (given: {
    readonly stateDirectory: string
    readonly bundles: Bundles
    readonly host: string
    readonly ports: Ports
    readonly secrets: StackSecrets
    readonly database: DatabaseAccess
    readonly instanceId: string
    readonly variables: StackOptions['variables']
    readonly onLog: RuntimeSetting['onLog']
    readonly wire?: RuntimeSetting['wire']
  }) =>
  (phase: RuntimeSetting['phase']): RuntimeSetting => {
    const { bundles, host, ports, secrets, database } = given
    const origin = (port: number) => `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
    const shared = {
      ENVIRONMENT: 'development',
      INSTANCE_ID: given.instanceId,
    }
    return {
      stateDirectory: given.stateDirectory,
      phase,
      onLog: given.onLog,
      wire: given.wire,
      graphiqlBundleFile: bundles.graphiql.outputFile,
      api: {
        name: API_WORKER,
        configFile: join(ROOT, 'wrangler.toml'),
        bundleFile: bundles.api.outputFile,
        socket: { host, port: ports.api },
        bindings: {
          ...shared,
          PUBLIC_ORIGIN: origin(ports.api),
          VAULT_ORIGIN: origin(ports.vault),
          DATABASE_URL: database.databaseUrl,
          ...(database.fetchEndpoint === undefined ? {} : { DATABASE_FETCH_ENDPOINT: database.fetchEndpoint }),
          SIGNING_SECRET: secrets.signingSecret,
          ...given.variables?.api,
        },
      },
      vault: {
        name: VAULT_WORKER,
        configFile: join(ROOT, 'wrangler.vault.toml'),
        bundleFile: bundles.vault.outputFile,
        socket: { host, port: ports.vault },
        bindings: {
          ...shared,
          API_ORIGIN: origin(ports.api),
          FRAME_KEYS: secrets.frameKeys,
          KEY_ENCRYPTION_KEYS: secrets.keyEncryptionKeys,
          TOKEN_SECRET: secrets.tokenSecret,
          WALLETS: JSON.stringify(walletsAt(ports, origin)),
          ...given.variables?.vault,
        },
      },
    }
  }

/** Wallets for the sandbox's acquirers. Browsers take every name below localhost for this machine, and for another origin. */
const walletsAt = (ports: Ports, origin: (port: number) => string) => ({
  origin: `http://wallets.localhost:${ports.vault}`,
  vaultOrigin: origin(ports.vault),
  apple: {
    merchantId: 'merchant.sandbox',
    merchantName: 'Turnpike sandbox',
    countryCode: 'IE',
    sessionOrigin: origin(ports.sandbox),
  },
  google: {
    merchantName: 'Turnpike sandbox',
    countryCode: 'IE',
    // Google's own name for a gateway that is none: its test environment gives an example for it.
    gateway: 'example',
    gatewayMerchantId: 'sandbox',
  },
})
