import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '../../..')

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    cloudflareTest({
      main: resolve(import.meta.dirname, 'worker.ts'),
      wrangler: { configPath: resolve(root, 'wrangler.toml') },
      miniflare: {
        bindings: {
          ENVIRONMENT: 'production',
          PUBLIC_ORIGIN: 'https://api.test',
          SIGNING_SECRET: 'a secret that only these tests have ever seen',
          DATABASE_URL: 'postgres://nobody@nowhere.test/none',
        },
        // No card is sent here.
        serviceBindings: { VAULT: () => new Response(null, { status: 503 }) },
      },
    }),
  ],
  test: {
    name: 'live',
    silent: 'passed-only',
    include: ['*.test.ts'],
    testTimeout: 20_000,
  },
})
