import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const ROOT = join(import.meta.dirname, '../..')
const SOURCE = join(ROOT, 'checkout-widget')
const TARGET = join(SOURCE, 'dist')

/** What `module.ts` tells of itself, in one folder. */
const DECLARATIONS = ['loader/module', 'loader/types', 'protocol/messages'] as const

/**
 * Writes what the npm package is made of: `module.js`, which runs in a browser, in a bundler and on a server, and its
 * types for every way in which TypeScript finds modules.
 */
export async function writeWidgetPackage(): Promise<void> {
  await build({
    entryPoints: [join(SOURCE, 'loader/module.ts')],
    outfile: join(TARGET, 'module.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
  })
  const directory = mkdtempSync(join(tmpdir(), 'turnpike-types-'))
  try {
    const compiler = join(ROOT, 'node_modules/.bin/tsc')
    const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly']
    const folders = ['--rootDir', ROOT, '--outDir', directory]
    execFileSync(compiler, ['-p', SOURCE, ...emit, ...folders], { stdio: ['ignore', 'inherit', 'inherit'] })
    mkdirSync(TARGET, { recursive: true })
    for (const name of DECLARATIONS) {
      const text = readFileSync(join(directory, 'checkout-widget', `${name}.d.ts`), 'utf8')
      // Side by side, and by the name that a running module would have, which is how types are looked up too.
      const flat = text.replaceAll(/'\.{1,2}\/(?:\w+\/)*(\w+)\.ts'/g, "'./$1.js'")
      writeFileSync(join(TARGET, `${basename(name)}.d.ts`), flat)
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
