import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * Four ways to run: in Node, inside workerd (each folder brings its own configuration), against the real stack, and
 * against the real stack with a real browser.
 */
export default defineConfig({
  test: {
    projects: [
      {
        // Vite and Node would each take another of graphql's two builds, and graphql cannot be there twice.
        resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workers/**', 'test/stack/**', 'test/e2e/**', 'test/**/*.stack.test.ts'],
          environment: 'node',
          // An embedded Postgres is up in two seconds, and in many more where several files start one at once.
          hookTimeout: 60_000,
          // Some of them start programs, and as many run side by side as there are cores.
          testTimeout: 20_000,
        },
      },
      ...globSync('test/workers/*/vitest.config.ts'),
      {
        test: {
          name: 'stack',
          include: ['test/stack/**/*.test.ts', 'test/**/*.stack.test.ts'],
          environment: 'node',
          // A stack is several processes, and its tests mostly wait: two side by side are what two cores bear.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
