import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, transform } from 'esbuild'
import { ALL_TEXTS } from '../../checkout-widget/frame/locale/all.ts'
import { readReleases } from './widgetReleases.ts'

const ROOT = join(import.meta.dirname, '../..')
const SOURCE = join(ROOT, 'checkout-widget')

/** Committed, so that every tool that bundles or tests the vault finds it; `npm test` looks whether it is fresh. */
export const WIDGET_MODULE = join(ROOT, 'src/vault/frame/generated/widget.ts')

/** What the vault serves. The frame's parts go into one document. */
export interface Widget {
  readonly loaderScript: string
  readonly frameScript: string
  readonly frameStyle: string
  readonly frameBody: string
  /** The badge and the list of test cards, which go into the document for a test key alone. */
  readonly frameTestCards: string
  /** What the frame says, as JSON, by language; one of them goes into the document. */
  readonly frameTexts: Readonly<Record<string, string>>
  /** Of the npm package, which is what a shop's developer knows the widget by. */
  readonly widgetVersion: string
  /** Every build of the loader that was ever deployed, by its hash. */
  readonly loaderReleases: Readonly<Record<string, string>>
}

/** Browsers of the last four years or so. */
const TARGET = ['es2022', 'chrome109', 'firefox115', 'safari16']

export async function buildWidget(): Promise<Widget> {
  const style = readFileSync(join(SOURCE, 'frame/frame.css'), 'utf8')
  const [loaderScript, frameScript, { code: frameStyle }] = await Promise.all([
    bundle('loader/script.ts'),
    bundle('frame/main.ts'),
    transform(style, { loader: 'css', minify: true, target: ['chrome111', 'firefox113', 'safari16.2'] }),
  ])
  const { version } = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8')) as { version: string }
  return {
    loaderScript,
    frameScript,
    frameStyle: frameStyle.trim(),
    frameBody: markup('frame/frame.html'),
    frameTestCards: markup('frame/testCards.html'),
    frameTexts: Object.fromEntries(Object.entries(ALL_TEXTS).map(([name, texts]) => [name, JSON.stringify(texts)])),
    widgetVersion: version,
    loaderReleases: readReleases(),
  }
}

const markup = (path: string): string => readFileSync(join(SOURCE, path), 'utf8').replace(/\n\s*/g, '\n').trim()

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCE, entry)],
    bundle: true,
    format: 'iife',
    target: TARGET,
    platform: 'browser',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text.trim() ?? ''
}

const typeOf = (value: unknown): string => (typeof value === 'string' ? 'string' : 'Readonly<Record<string, string>>')

export const widgetModule = (widget: Widget): string =>
  `// Built from checkout-widget by \`npm run widget\`. Do not edit.\n\n${Object.entries(widget)
    .map(([name, value]) => `export const ${name}: ${typeOf(value)} = ${JSON.stringify(value, null, 2)}\n`)
    .join('\n')}`

export const isFresh = (widget: Widget): boolean =>
  existsSync(WIDGET_MODULE) && readFileSync(WIDGET_MODULE, 'utf8') === widgetModule(widget)

/** False where nothing had to be written. */
export function writeWidget(widget: Widget): boolean {
  if (isFresh(widget)) return false
  mkdirSync(dirname(WIDGET_MODULE), { recursive: true })
  writeFileSync(WIDGET_MODULE, widgetModule(widget))
  return true
}
