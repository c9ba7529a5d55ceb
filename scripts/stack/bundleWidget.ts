import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, type Plugin, transform } from 'esbuild'
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
  /** Parts of the frame that are fetched when they are needed, by name; the addresses are made of what is in them. */
  readonly frameChunks: Readonly<Record<string, string>>
  /** The wallets' own document. */
  readonly walletScript: string
  readonly walletStyle: string
  /** What the frame says, as JSON, by language; one of them goes into the document. */
  readonly frameTexts: Readonly<Record<string, string>>
  /** Of the npm package, which is what a shop's developer knows the widget by. */
  readonly widgetVersion: string
  /** Every build of the loader that was ever deployed, by its hash. */
  readonly loaderReleases: Readonly<Record<string, string>>
}

/** Browsers of the last four years or so. */
const TARGET = ['es2022', 'chrome109', 'firefox115', 'safari16']
const STYLE_TARGET = ['chrome111', 'firefox113', 'safari16.2']

/** The style sheet of a chunk as a list of its rules: the frame's policy lets a script add rules, and no other sheet in. */
const styleRules: Plugin = {
  name: 'style rules',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const rules = rulesIn(await minifiedStyle(readFileSync(path, 'utf8')))
      return { contents: JSON.stringify(rules), loader: 'json' }
    })
  },
}

/** What a browser has no use for of modules that are written for readers: names of brands, and the shape of queries. */
const lean: Plugin = {
  name: 'lean',
  setup({ onLoad }) {
    onLoad({ filter: /card-types\.js$/ }, async ({ path }) => {
      const { default: types } = (await import(path)) as { readonly default: Readonly<Record<string, CardType>> }
      const kept = Object.values(types).map(({ type, patterns, gaps, lengths, code: { size } }) => [
        type,
        { type, patterns, gaps, lengths, code: { size } },
      ])
      return { contents: JSON.stringify(Object.fromEntries(kept)), loader: 'json' }
    })
    onLoad({ filter: /generated\/graphql\.ts$/ }, async ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/`[^`]*`/g, (query) => query.replace(/\s+/g, ' ')),
      loader: 'ts',
    }))
  },
}

type CardType = Readonly<Record<'type' | 'patterns' | 'gaps' | 'lengths', unknown>> & {
  readonly code: { readonly size: number }
}

/** The outermost rules of a minified sheet. */
function rulesIn(style: string): readonly string[] {
  const rules: string[] = []
  let depth = 0
  let start = 0
  for (const [index, character] of [...style].entries()) {
    if (character === '{') depth += 1
    if (character !== '}') continue
    depth -= 1
    if (depth > 0) continue
    rules.push(style.slice(start, index + 1))
    start = index + 1
  }
  return rules
}

export async function buildWidget(): Promise<Widget> {
  const style = readFileSync(join(SOURCE, 'frame/frame.css'), 'utf8')
  const ofWallets = readFileSync(join(SOURCE, 'wallets/wallets.css'), 'utf8')
  const [loaderScript, frameScript, look, stored, testCards, walletFrame, walletScript, walletStyle, frameStyle] =
    await Promise.all([
      bundle('loader/script.ts'),
      bundle('frame/main.ts'),
      bundle('frame/look/chunk.ts', 'esm'),
      bundle('frame/stored/chunk.ts', 'esm'),
      bundle('frame/testCards/testCards.ts', 'esm'),
      bundle('frame/wallets/chunk.ts', 'esm'),
      bundle('wallets/main.ts'),
      minifiedStyle(ofWallets),
      minifiedStyle(style),
    ])
  const { version } = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8')) as { version: string }
  return {
    loaderScript,
    frameScript,
    frameStyle,
    frameBody: markup('frame/frame.html'),
    frameChunks: { look, stored, testCards, walletFrame },
    walletScript,
    walletStyle,
    frameTexts: Object.fromEntries(Object.entries(ALL_TEXTS).map(([name, texts]) => [name, JSON.stringify(texts)])),
    widgetVersion: version,
    loaderReleases: readReleases(),
  }
}

const markup = (path: string): string => readFileSync(join(SOURCE, path), 'utf8').replace(/\n\s*/g, '\n').trim()

async function minifiedStyle(style: string): Promise<string> {
  const { code } = await transform(style, { loader: 'css', minify: true, target: STYLE_TARGET })
  return code.trim()
}

async function bundle(entry: string, format: 'iife' | 'esm' = 'iife'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCE, entry)],
    bundle: true,
    format,
    target: TARGET,
    platform: 'browser',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    plugins: [styleRules, lean],
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
