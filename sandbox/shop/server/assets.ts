import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const PAGE = join(import.meta.dirname, '../page')

/** What a browser gets, by its path. */
export type Assets = ReadonlyMap<string, Asset>

interface Asset {
  readonly type: string
  readonly body: string
}

/** The pages as the browser gets them: each one's TypeScript in one module, once at start. */
export async function bundlePages(configuration: { readonly [name: string]: string }): Promise<Assets> {
  const [shopHtml, eventsHtml, style, eventsStyle, shopScript, eventsScript] = await Promise.all([
    readFile(join(PAGE, 'index.html'), 'utf8'),
    readFile(join(PAGE, 'events.html'), 'utf8'),
    readFile(join(PAGE, 'page.css'), 'utf8'),
    readFile(join(PAGE, 'events.css'), 'utf8'),
    bundle('main.ts'),
    bundle('events/main.ts'),
  ])
  const filled = shopHtml.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(configuration[name] ?? ''))
  return new Map([
    ['/', { type: 'text/html', body: filled }],
    ['/events', { type: 'text/html', body: eventsHtml }],
    ['/page.css', { type: 'text/css', body: style }],
    ['/events.css', { type: 'text/css', body: eventsStyle }],
    ['/page.js', { type: 'text/javascript', body: shopScript }],
    ['/events.js', { type: 'text/javascript', body: eventsScript }],
  ])
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, entry)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
