import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type * as CoreModule from './core.ts'

export type Core = typeof CoreModule

const HERE = import.meta.dirname
const PLATFORM = join(HERE, 'platform')

const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/^cloudflare:workers$/, 'workers.ts'],
  [/^node:crypto$/, 'crypto.ts'],
  [/^node:zlib$/, 'zlib.ts'],
  [/\/payloads\.ts$/, 'payloads.ts'],
  [/gateway\/registry\.ts$/, 'registry.ts'],
]

/** A text of a source file and what stands in its place: a rule that is broken on purpose, to see that it is noticed. */
export interface Mutation {
  readonly file: string
  readonly from: string
  readonly to: string
}

/**
 * The core as one module whose clock, timers, chance, log and network are the simulated ones: the bundler binds the names
 * by which code finds them, and the machine's own stay as they are for everybody else.
 */
export async function bundleCore(mutations: readonly Mutation[] = []): Promise<Core> {
  const directory = await mkdtemp(join(tmpdir(), 'turnpike-simulate-'))
  const outfile = join(directory, 'core.mjs')
  try {
    await build({
      entryPoints: [join(HERE, 'core.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'es2024',
      // As in a Worker: no package may look for what only Node has.
      conditions: ['workerd', 'worker', 'browser'],
      mainFields: ['browser', 'module', 'main'],
      inject: [join(PLATFORM, 'globals.ts')],
      define: { 'Date.now': 'simulatedNow', 'Math.random': 'simulatedUnit', 'process.env.NODE_ENV': '"production"' },
      plugins: [replacing, mutating(mutations)],
      logLevel: 'silent',
    })
    return (await import(pathToFileURL(outfile).href)) as Core
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const replacing: Plugin = {
  name: 'the simulated platform',
  setup: ({ onResolve }) => {
    for (const [filter, file] of REPLACED) {
      onResolve({ filter }, ({ importer }) =>
        importer.startsWith(PLATFORM) ? undefined : { path: join(PLATFORM, file) },
      )
    }
  },
}

const mutating = (mutations: readonly Mutation[]): Plugin => ({
  name: 'rules broken on purpose',
  setup: ({ onLoad }) => {
    for (const [file, own] of Map.groupBy(mutations, (mutation) => mutation.file)) {
      onLoad({ filter: new RegExp(`/${file.replaceAll('.', '\\.')}$`) }, async ({ path }) => {
        let contents = await readFile(path, 'utf8')
        for (const { from, to } of own) {
          if (contents.split(from).length !== 2) throw new Error(`${file} does not have this text once: ${from}`)
          contents = contents.replace(from, () => to)
        }
        return { contents, loader: 'ts' }
      })
    }
  },
})
