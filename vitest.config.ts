import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Vite and Node would each take another of graphql's two builds, and graphql cannot be there twice.
const resolve = { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] }

/**
 * Four ways to run: in Node, inside workerd (each folder brings its own configuration), against the real stack, and
 * against the real stack with a real browser.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workers/**', 'test/stack/**', 'test/e2e/**', 'test/launcher/**', 'test/**/*.stack.test.ts'],
          environment: 'node',
          setupFiles: ['test/seed.ts'],
          // A process and the same modules again for each of a hundred files are half of what these tests cost. What a
          // test puts in the place of something is taken away after it, and no module keeps what a test has told it.
          isolate: false,
          restoreMocks: true,
          // An embedded Postgres is up in two seconds, and in many more where several files start one at once.
          hookTimeout: 60_000,
          // Some of them start programs, and as many run side by side as there are cores.
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        test: {
          name: 'launcher',
          include: ['test/launcher/*.test.ts'],
          exclude: ['test/**/*.stack.test.ts'],
          environment: 'node',
          // Isolated: Drizzle sets how Neon's driver reads types, for all that share it, and one of these files is about
          // the driver as it comes.
          hookTimeout: 60_000,
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
