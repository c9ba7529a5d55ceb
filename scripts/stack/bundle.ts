import { type BuildOptions, build, context } from 'esbuild'

const OPTIONS = {
  bundle: true,
  format: 'esm',
  target: 'es2024',
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  conditions: ['workerd', 'worker', 'browser'],
  external: ['cloudflare:*', 'node:*'],
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.sql': 'text', '.txt': 'text', '.html': 'text' },
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'silent',
  write: true,
} as const satisfies BuildOptions

/**
 * Bundles a Worker as the platform's own tool does: one module, with what the runtime itself brings left out. What is
 * deployed is minified as well (`minify` in wrangler.toml, and without `keep_names`); what runs here is not, so that a stack trace can be read.
 */
export async function bundleWorker(entry: string, outputFile: string, { minify = false } = {}): Promise<void> {
  await build({ ...OPTIONS, minify, entryPoints: [entry], outfile: outputFile })
}

/** Bundles again at each change, and tells. Returns what ends the watch. */
export async function watchWorker(
  entry: string,
  outputFile: string,
  onRebuilt: (errors: readonly string[]) => void,
): Promise<() => Promise<void>> {
  let isFirst = true
  const watch = await context({
    ...OPTIONS,
    entryPoints: [entry],
    outfile: outputFile,
    plugins: [
      {
        name: 'tell',
        setup: (build) =>
          build.onEnd(({ errors }) => {
            if (!isFirst) onRebuilt(errors.map((error) => `${error.location?.file ?? ''}: ${error.text}`))
            isFirst = false
          }),
      },
    ],
  })
  await watch.watch()
  return () => watch.dispose()
}
