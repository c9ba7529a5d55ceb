import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorker, watchWorker } from './bundle.ts'
import { buildWidget, writeWidget } from './bundleWidget.ts'
import { workerEntry } from './workers.ts'

export const ROOT = join(import.meta.dirname, '../..')

interface Bundle {
  readonly entry: string
  readonly outputFile: string
}

export interface Bundles {
  readonly api: Bundle
  readonly vault: Bundle
  readonly graphiql: Bundle
}

/** Bundles both Workers and GraphiQL into the state directory. */
export async function bundleAll(stateDirectory: string): Promise<Bundles> {
  const outputFile = (name: string) => join(stateDirectory, 'bundles', name, 'worker.js')
  const bundles = {
    api: { entry: workerEntry(join(ROOT, 'wrangler.toml')), outputFile: outputFile('api') },
    vault: { entry: workerEntry(join(ROOT, 'wrangler.vault.toml')), outputFile: outputFile('vault') },
    graphiql: { entry: join(import.meta.dirname, 'graphiql.ts'), outputFile: outputFile('graphiql') },
  }
  // So that a change of the widget is seen at the next start without a command in between.
  writeWidget(await buildWidget())
  await Promise.all(Object.values(bundles).map((bundle) => bundleWorker(bundle.entry, bundle.outputFile)))
  return bundles
}

/** Makes a bundle another one that does the same: what a deploy without a change is to the runtime. */
export const stampBundle = ({ outputFile }: Bundle): void => appendFileSync(outputFile, `\n// ${randomUUID()}\n`)

/** Reloads when a Worker's source has changed and bundles; what does not bundle is told and the old one stays. */
export async function watchAll(
  bundles: Bundles,
  progress: (line: string) => void,
  reload: () => Promise<void>,
): Promise<() => Promise<void>> {
  let lastReload = Promise.resolve()
  const onRebuilt = (errors: readonly string[]) => {
    if (errors.length > 0) {
      progress(`not reloaded: ${errors.join('; ')}`)
      return
    }
    lastReload = lastReload
      .then(reload)
      .then(() => progress('reloaded'))
      .catch((error: unknown) => progress(`not reloaded: ${error instanceof Error ? error.message : String(error)}`))
  }
  const watches = await Promise.all(
    [bundles.api, bundles.vault].map(({ entry, outputFile }) => watchWorker(entry, outputFile, onRebuilt)),
  )
  return async () => {
    await Promise.all(watches.map((stop) => stop()))
    await lastReload
  }
}
