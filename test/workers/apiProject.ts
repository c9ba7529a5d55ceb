import { basename, join, resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import type { ViteUserConfig } from 'vitest/config'
import { packagesAsOne } from './packages.ts'
import { VAULT_BUNDLE } from './payment/setup.ts'
import { vaultSecrets } from './vault/secrets.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const COMPATIBILITY = { compatibilityDate: '2026-11-01', compatibilityFlags: ['nodejs_compat'] }
const BINDINGS = {
  PUBLIC_ORIGIN: 'https://api.test',
  SIGNING_SECRET: 'a secret that only these tests have ever seen',
  DATABASE_URL: 'postgres://nobody@nowhere.test/none',
}

const workerOf = (directory: string) => ({
  main: resolve(directory, 'worker.ts'),
  wrangler: { configPath: resolve(ROOT, 'wrangler.toml') },
})

/** The tests of a folder inside the api Worker that it brings, with no vault behind it: no card is sent there. */
export const apiAlone = (directory: string): ViteUserConfig => ({
  root: directory,
  plugins: [
    cloudflareTest({
      ...workerOf(directory),
      miniflare: {
        bindings: { ...BINDINGS, ENVIRONMENT: 'production' },
        serviceBindings: { VAULT: () => new Response(null, { status: 503 }) },
      },
    }),
  ],
  test: {
    name: basename(directory),
    silent: 'passed-only',
    include: ['*.test.ts'],
    deps: packagesAsOne,
    testTimeout: 20_000,
  },
})

/** The same with the vault as it is deployed, reached by real RPC, and the sandbox's acquirers behind that. */
export const apiWithVault = (directory: string): ViteUserConfig => ({
  root: directory,
  plugins: [
    cloudflareTest(({ inject }) => ({
      ...workerOf(directory),
      miniflare: {
        bindings: { ...BINDINGS, ENVIRONMENT: 'development', SANDBOX: inject<string>('sandbox') },
        serviceBindings: {
          VAULT: { name: 'turnpike-vault', entrypoint: 'VaultEntrypoint' },
          VAULT_HTTP: { name: 'turnpike-vault' },
        },
        workers: [
          {
            name: 'turnpike-vault',
            modules: true,
            modulesRoot: inject<string>('vaultDirectory'),
            scriptPath: join(inject<string>('vaultDirectory'), VAULT_BUNDLE),
            ...COMPATIBILITY,
            bindings: { ENVIRONMENT: 'development', ...vaultSecrets },
            durableObjects: {
              VAULT_SHARDS: { className: 'VaultShardObject', useSQLite: true },
              DEFENCE: { className: 'DefenceObject', useSQLite: true },
              STORED_CARDS: { className: 'StoredCardsObject', useSQLite: true },
              GATEWAY_ACCOUNTS: { className: 'GatewayAccountObject', useSQLite: true },
              VAULT_KEYS: { className: 'VaultKeyObject', useSQLite: true },
              VAULT_KEY_DIRECTORY: { className: 'VaultKeyDirectoryObject', useSQLite: true },
            },
            serviceBindings: { API: { name: 'identity', entrypoint: 'IdentityEntrypoint' } },
          },
          {
            name: 'identity',
            modules: true,
            modulesRoot: resolve(import.meta.dirname, 'vault'),
            scriptPath: resolve(import.meta.dirname, 'vault/identityWorker.js'),
            ...COMPATIBILITY,
          },
        ],
      },
    })),
  ],
  test: {
    name: basename(directory),
    silent: 'passed-only',
    include: ['*.test.ts'],
    deps: packagesAsOne,
    globalSetup: [resolve(import.meta.dirname, 'payment/setup.ts')],
    // The acquirers' faults are theirs, not a test's: one file at a time sets them.
    fileParallelism: false,
    testTimeout: 30_000,
  },
})
