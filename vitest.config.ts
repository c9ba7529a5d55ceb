import { globSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Three ways to run: in Node, inside workerd (each folder brings its own configuration), and against the real stack. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workers/**', 'test/stack/**', 'test/e2e/**'],
          environment: 'node',
        },
      },
      ...globSync('test/workers/*/vitest.config.ts'),
      {
        test: {
          name: 'stack',
          include: ['test/stack/**/*.test.ts'],
          environment: 'node',
          // A stack is several processes on few cores: side by side they would only make each other slow.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
