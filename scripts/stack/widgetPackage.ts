import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'

const ROOT = join(import.meta.dirname, '../..')
const SOURCE = join(ROOT, 'checkout-widget')
const TARGET = join(SOURCE, 'dist')

/** What `module.ts` and `react.ts` tell of themselves, in one folder. */
const DECLARATIONS = ['loader/module', 'loader/react', 'loader/types', 'protocol/messages'] as const

/**
 * Writes what the npm package is made of: `module.js`, which runs in a browser, in a bundler and on a server, `react.js`
 * beside it, which shares what it has loaded, and their types for every way in which TypeScript finds modules.
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
  const react = readFileSync(join(SOURCE, 'loader/react.ts'), 'utf8')
  const { code } = await transform(react, { loader: 'ts', format: 'esm', target: 'es2022', charset: 'utf8' })
  writeFileSync(join(TARGET, 'react.js'), sideBySide(code, '"'))
  const directory = mkdtempSync(join(tmpdir(), 'turnpike-types-'))
  try {
    const compiler = join(ROOT, 'node_modules/.bin/tsc')
    const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly']
    const folders = ['--rootDir', ROOT, '--outDir', directory]
    execFileSync(compiler, ['-p', SOURCE, ...emit, ...folders], { stdio: ['ignore', 'inherit', 'inherit'] })
    mkdirSync(TARGET, { recursive: true })
    for (const name of DECLARATIONS) {
      const text = readFileSync(join(directory, 'checkout-widget', `${name}.d.ts`), 'utf8')
      writeFileSync(join(TARGET, `${basename(name)}.d.ts`), sideBySide(text, "'"))
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** All in one folder, by the name that a running module would have, which is how types are looked up too. */
const sideBySide = (code: string, quote: string): string =>
  code.replaceAll(
    new RegExp(`${quote}\\.{1,2}/(?:\\w+/)*(\\w+)\\.ts${quote}`, 'g'),
    (_, name: string) => `${quote}./${name}.js${quote}`,
  )
