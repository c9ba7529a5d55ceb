import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { packagesAsOne } from '../packages.ts'
import { vaultSecrets } from './secrets.ts'

const root = resolve(import.meta.dirname, '../../..')

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: resolve(root, 'src/vault/worker.ts'),
      wrangler: { configPath: resolve(root, 'wrangler.vault.toml') },
      miniflare: {
        bindings: {
          ENVIRONMENT: 'development',
          ...vaultSecrets,
          WALLETS: JSON.stringify({
            origin: 'https://wallets.test',
            vaultOrigin: 'https://vault.test',
            apple: {
              merchantId: 'merchant.test',
              merchantName: 'A shop',
              countryCode: 'IE',
              domainAssociation: '7B227073704964',
              sessionOrigin: new URL(inject<string>('gatewayUrl')).origin,
            },
            google: { merchantName: 'A shop', countryCode: 'IE', gateway: 'example', gatewayMerchantId: 'test' },
          }),
          GATEWAY_URL: inject<string>('gatewayUrl'),
          SANDBOX: inject<string>('sandbox'),
          TRANSIT: inject<string>('transit'),
          CLOSED_PORT: inject<string>('closedPort'),
        },
        serviceBindings: { API: { name: 'identity', entrypoint: 'IdentityEntrypoint' } },
        workers: [
          {
            name: 'identity',
            modules: true,
            scriptPath: resolve(import.meta.dirname, 'identityWorker.js'),
            compatibilityDate: '2026-11-01',
          },
        ],
      },
    })),
  ],
  test: {
    name: 'vault',
    silent: 'passed-only',
    include: ['*.test.ts'],
    deps: packagesAsOne,
    globalSetup: [resolve(import.meta.dirname, 'gatewayServer.ts')],
    // The first test of a file waits for workerd to load the Worker, beside whatever else runs.
    testTimeout: 20_000,
  },
})
