import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { packagesAsOne } from '../packages.ts'

const root = resolve(import.meta.dirname, '../../..')

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: resolve(import.meta.dirname, 'worker.ts'),
      wrangler: { configPath: resolve(root, 'wrangler.toml') },
      miniflare: {
        bindings: {
          // Only here a receiver may be on this machine.
          ENVIRONMENT: 'development',
          PUBLIC_ORIGIN: 'https://api.test',
          SIGNING_SECRET: 'a secret that only these tests have ever seen',
          SIGNING_SECRET_PREVIOUS: 'the one before it, while it is being rotated',
          DATABASE_URL: 'postgres://nobody@nowhere.test/none',
          RECEIVER: inject<string>('receiver'),
        },
        // No card is sent here.
        serviceBindings: { VAULT: () => new Response(null, { status: 503 }) },
      },
    })),
  ],
  test: {
    name: 'webhook',
    silent: 'passed-only',
    include: ['*.test.ts'],
    deps: packagesAsOne,
    globalSetup: [resolve(import.meta.dirname, 'setup.ts')],
    testTimeout: 20_000,
  },
})
