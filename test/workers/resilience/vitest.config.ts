import { join, resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { VAULT_BUNDLE } from '../payment/setup.ts'
import { vaultSecrets } from '../vault/secrets.ts'

const root = resolve(import.meta.dirname, '../../..')
const COMPATIBILITY = { compatibilityDate: '2026-11-01', compatibilityFlags: ['nodejs_compat'] }

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: resolve(import.meta.dirname, 'worker.ts'),
      wrangler: { configPath: resolve(root, 'wrangler.toml') },
      miniflare: {
        bindings: {
          ENVIRONMENT: 'development',
          PUBLIC_ORIGIN: 'https://api.test',
          SIGNING_SECRET: 'a secret that only these tests have ever seen',
          DATABASE_URL: 'postgres://nobody@nowhere.test/none',
          SANDBOX: inject<string>('sandbox'),
        },
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
              GATEWAY_ACCOUNTS: { className: 'GatewayAccountObject', useSQLite: true },
            },
            serviceBindings: { API: { name: 'identity', entrypoint: 'IdentityEntrypoint' } },
          },
          {
            name: 'identity',
            modules: true,
            modulesRoot: resolve(import.meta.dirname, '../vault'),
            scriptPath: resolve(import.meta.dirname, '../vault/identityWorker.js'),
            ...COMPATIBILITY,
          },
        ],
      },
    })),
  ],
  test: {
    name: 'resilience',
    silent: 'passed-only',
    include: ['*.test.ts'],
    globalSetup: [resolve(import.meta.dirname, '../payment/setup.ts')],
    // The acquirers' faults are theirs, not a test's: one file at a time sets them.
    fileParallelism: false,
    testTimeout: 30_000,
  },
})
